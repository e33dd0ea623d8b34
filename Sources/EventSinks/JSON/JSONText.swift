// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Writes JSON into a byte buffer.
///
/// Our own because it is on the data path: a log of a lab's week is millions of events, and Foundation's encoder takes
/// tens of microseconds for each and makes the keys' order a matter of chance or of the alphabet.
package struct JSONText {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    package mutating func lineFeed() {
        bytes.append(0x0A)
        needsComma = false
    }

    // MARK: - Structure

    package mutating func object(_ content: (inout JSONText) -> Void) {
        comma()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        content(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JSONText, Element) -> Void
    ) {
        comma()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        for element in elements { write(&self, element) }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    package mutating func key(_ name: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A key that comes from data.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    // MARK: - Values

    package mutating func null() {
        raw("null")
    }

    package mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    package mutating func integer(_ value: some BinaryInteger) {
        comma()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(UInt64(clamping: value.magnitude), width: 1)
        needsComma = true
    }

    /// A finite number; JSON has no other, so what is not finite becomes null.
    mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        comma()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    /// A number with so many decimals at most; trailing zeros are left out.
    package mutating func number(_ value: Double, decimals: Int) {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return number(value) }
        comma()
        var fraction = UInt64(scaled)
        let whole = fraction / UInt64(scale)
        fraction %= UInt64(scale)
        if value < 0, scaled > 0 { bytes.append(UInt8(ascii: "-")) }
        digits(whole, width: 1)
        if fraction > 0 {
            var width = decimals
            while fraction % 10 == 0 {
                fraction /= 10
                width -= 1
            }
            bytes.append(UInt8(ascii: "."))
            digits(fraction, width: width)
        }
        needsComma = true
    }

    /// Decimal digits, with zeros in front up to `width`.
    private mutating func digits(_ value: UInt64, width: Int) {
        var divisor: UInt64 = 1
        var count = 1
        while value / divisor >= 10 {
            divisor *= 10
            count += 1
        }
        for _ in 0..<max(width - count, 0) { bytes.append(UInt8(ascii: "0")) }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// Escapes what JSON demands, and DEL and the C1 controls besides: a log must never reach a terminal as it is.
    package mutating func string(_ value: String) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { text in
            var run = 0
            var index = 0
            while index < text.count {
                index = Self.plainEnd(in: text, from: index)
                guard index < text.count else { break }
                let byte = text[index]
                let isC1 = byte == 0xC2 && index + 1 < text.count && text[index + 1] < 0xA0
                if byte > 0x7F, !isC1 {
                    index += 1
                    continue
                }
                bytes.append(contentsOf: text[run..<index])
                escape(isC1 ? text[index + 1] : byte)
                index += isC1 ? 2 : 1
                run = index
            }
            bytes.append(contentsOf: text[run...])
        }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// The index of the first byte that is not plain: a control byte, `"`, `\`, DEL or a byte above it.
    private static func plainEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var index = start
        if let base = UnsafeRawPointer(text.baseAddress) {
            while index + 8 <= text.count {
                // SAFETY: eight bytes from `index` on lie in the buffer, by the loop's condition.
                let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let quote = word ^ (ones &* 0x22)
                let backslash = word ^ (ones &* 0x5C)
                let delete = word ^ (ones &* 0x7F)
                // Hacker's Delight, 6-1: exact when the result is zero.
                let special =
                    word | (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
                    | (delete &- ones) & ~delete
                if special & highs != 0 { break }
                index += 8
            }
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x7F { break }
            index += 1
        }
        return index
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits: StaticString = "0123456789abcdef"
            bytes.append(contentsOf: "u00".utf8)
            digits.withUTF8Buffer { bytes.append(contentsOf: [$0[Int(byte >> 4)], $0[Int(byte & 15)]]) }
        }
    }

    private mutating func raw(_ text: StaticString) {
        comma()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }
}

extension JSONText {
    package mutating func optional<Value>(_ value: Value?, _ write: (inout JSONText, Value) -> Void) {
        if let value { write(&self, value) } else { null() }
    }
}
