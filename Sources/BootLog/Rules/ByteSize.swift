// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Sizes as boot software prints them. All prefixes are binary, also `kB` and `MB`: that is how print_size() of old
/// U-Boot and the kernel's MTD code use them.
package enum ByteSize {
    /// Bytes in a unit (`KiB`, `MB`, `bytes`, `k`); nil for a word that is none.
    static func unit(of word: Span<UInt8>) -> UInt64? {
        guard word.count > 0 else { return nil }
        let first = word[0] | 0x20
        let scale: UInt64
        switch first {
        case UInt8(ascii: "k"): scale = 1 << 10
        case UInt8(ascii: "m"): scale = 1 << 20
        case UInt8(ascii: "g"): scale = 1 << 30
        case UInt8(ascii: "t"): scale = 1 << 40
        case UInt8(ascii: "b"): return isBytes(word, from: 0) ? 1 : nil
        default: return nil
        }
        if word.count == 1 { return scale }
        let hasI = word[1] == UInt8(ascii: "i")
        return isBytes(word, from: hasI ? 2 : 1) ? scale : nil
    }

    /// `B`, `b`, `byte` or `bytes`, in any case, and nothing after it.
    private static func isBytes(_ word: Span<UInt8>, from start: Int) -> Bool {
        let expected: StaticString = "bytes"
        let length = word.count - start
        guard length == 1 || length == 4 || length == 5 else { return false }
        return expected.withUTF8Buffer { letters in
            for offset in 0..<length where word[start + offset] | 0x20 != letters[offset] { return false }
            return true
        }
    }

    /// The bytes that a text such as `2.2 MB` or `0x20000` names; nil when it names none or overflows.
    package static func bytes(in text: String) -> UInt64? {
        var text = text[...]
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
        let whole = text.prefix { $0.isASCII && $0.isNumber }
        guard let integer = UInt64(whole) else { return nil }
        text = text[whole.endIndex...]
        var tenths: UInt64 = 0
        var divisor: UInt64 = 1
        if text.hasPrefix(".") {
            let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
            // Three decimals are more than any console prints.
            for digit in digits.prefix(3) {
                tenths = tenths * 10 + UInt64(digit.wholeNumberValue ?? 0)
                divisor *= 10
            }
            text = text[digits.endIndex...]
        }
        let word = Array(text.drop { $0 == " " }.utf8)
        let scale = word.isEmpty ? 1 : unit(of: word.span)
        guard let scale else { return nil }
        let (product, overflow) = integer.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        let (sum, carry) = product.addingReportingOverflow(tenths * scale / divisor)
        return carry ? nil : sum
    }
}
