// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A position in bytes that moves only over what was recognised.
struct ByteScanner {
    let text: [UInt8]
    /// Nothing is read from here on.
    let end: Int
    var index = 0

    init(_ text: [UInt8], end: Int) {
        self.text = text
        self.end = min(end, text.count)
    }

    mutating func skipBlanks() {
        while index < end, text[index].isBlank { index += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < end, text[index] == byte else { return false }
        index += 1
        return true
    }

    /// Takes one byte of an ASCII set.
    mutating func takeAny(of set: StaticString) -> Bool {
        guard index < end else { return false }
        let byte = text[index]
        let isMember = set.withUTF8Buffer { $0.contains(byte) }
        if isMember { index += 1 }
        return isMember
    }

    /// Takes the first of the words that stands here.
    mutating func takeAny(of words: [StaticString]) -> Bool {
        for word in words where takeExactly(word) { return true }
        return false
    }

    private mutating func takeExactly(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard length <= end - index else { return false }
        let start = index
        let isEqual = word.withUTF8Buffer { bytes in
            for offset in 0..<length where bytes[offset] != text[start + offset] { return false }
            return true
        }
        if isEqual { index += length }
        return isEqual
    }

    /// Takes a run of decimal digits; nil, and nothing taken, when there is none or it does not fit.
    mutating func takeDigits() -> Int64? {
        var value: Int64 = 0
        var current = index
        while current < end, text[current].isDigit {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(text[current] - 0x30))
            if overflow || carry { return nil }
            value = sum
            current += 1
        }
        guard current > index else { return nil }
        index = current
        return value
    }

    /// Takes bytes up to the next blank.
    mutating func takeWord() -> Range<Int> {
        let start = index
        while index < end, !text[index].isBlank { index += 1 }
        return start..<index
    }

    /// Moves to `byte` when it stands within the next `limit` bytes.
    mutating func skip(to byte: UInt8, within limit: Int) -> Bool {
        var current = index
        while current < end, current - index <= limit {
            if text[current] == byte {
                index = current
                return true
            }
            current += 1
        }
        return false
    }
}
