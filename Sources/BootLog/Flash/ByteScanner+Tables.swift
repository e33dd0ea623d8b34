// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What tables are made of: hexadecimal numbers, sizes, quoted names, columns.
extension ByteScanner {
    var isAtEnd: Bool { index >= end }

    /// The byte that stands here; nil at the end.
    var next: UInt8? { index < end ? text[index] : nil }

    /// Whether the word stands at `position`.
    func has(_ word: StaticString, at position: Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position >= 0, length <= end - position else { return false }
        return word.withUTF8Buffer { bytes in
            for offset in 0..<length where bytes[offset] != text[position + offset] { return false }
            return true
        }
    }

    /// Where the word stands, from here on; nil when it does not.
    func position(of word: StaticString) -> Int? {
        guard word.utf8CodeUnitCount > 0 else { return nil }
        let first = word.withUTF8Buffer { $0[0] }
        var current = index
        while current < end {
            if text[current] == first, has(word, at: current) { return current }
            current += 1
        }
        return nil
    }

    /// Takes the word if it stands here.
    mutating func take(_ word: StaticString) -> Bool {
        guard has(word, at: index) else { return false }
        index += word.utf8CodeUnitCount
        return true
    }

    /// Moves behind the next place where the word stands; stays when there is none.
    mutating func skip(past word: StaticString) -> Bool {
        guard let position = position(of: word) else { return false }
        index = position + word.utf8CodeUnitCount
        return true
    }

    // MARK: - Numbers

    /// Takes the run of hexadecimal digits that stands here; nil, and nothing taken, when it is empty or too long.
    mutating func takeHexDigits(maximum: Int = 16) -> UInt64? {
        var value: UInt64 = 0
        var current = index
        while current < end, let digit = text[current].hexValue {
            guard current - index < min(maximum, 16) else { return nil }
            value = value << 4 | UInt64(digit)
            current += 1
        }
        guard current > index else { return nil }
        index = current
        return value
    }

    /// Takes `0x` and the digits after it.
    mutating func takePrefixedHex() -> UInt64? {
        let start = index
        guard take("0x") || take("0X"), let value = takeHexDigits() else {
            index = start
            return nil
        }
        return value
    }

    /// Takes hexadecimal digits, with or without `0x`.
    mutating func takeHex() -> UInt64? { takePrefixedHex() ?? takeHexDigits() }

    /// Takes decimal digits.
    mutating func takeDecimal() -> UInt64? { takeDigits().map { UInt64($0.magnitude) } }

    /// Takes a number as C's strtoull reads it with base 0: decimal, `0x` hexadecimal, or octal with a leading 0.
    mutating func takeCNumber() -> UInt64? {
        if let value = takePrefixedHex() { return value }
        guard next == UInt8(ascii: "0") else { return takeDecimal() }
        var value: UInt64 = 0
        while let digit = next, digit & 0xF8 == 0x30 {
            guard value < 1 << 61 else { return nil }
            value = value << 3 | UInt64(digit & 7)
            index += 1
        }
        return value
    }

    // MARK: - Words

    /// Takes bytes up to `stop`, and `stop` itself; nil, and nothing taken, when it does not come.
    mutating func takeString(upTo stop: UInt8, within limit: Int = 256) -> String? {
        let start = index
        guard skip(to: stop, within: limit) else { return nil }
        defer { index += 1 }
        return string(start..<index)
    }

    /// Takes what stands in double quotes.
    mutating func takeQuoted() -> String? {
        let start = index
        guard take(UInt8(ascii: "\"")), let value = takeString(upTo: UInt8(ascii: "\"")) else {
            index = start
            return nil
        }
        return value
    }

    /// Takes what stands in double quotes, blanks at its ends included: drivers name chips with them.
    mutating func takeQuotedKeepingBlanks() -> String? {
        let start = index
        guard take(UInt8(ascii: "\"")) else { return nil }
        let nameStart = index
        guard skip(to: UInt8(ascii: "\""), within: 256) else {
            index = start
            return nil
        }
        index += 1
        return String(decoding: text[nameStart..<index - 1], as: UTF8.self)
    }

    /// Takes bytes up to the next blank, as text; nil when there are none.
    mutating func takeWordString() -> String? {
        skipBlanks()
        let range = takeWord()
        return range.isEmpty ? nil : string(range)
    }

    /// The bytes as text, without blanks at either end.
    func string(_ range: Range<Int>) -> String {
        var lower = min(max(range.lowerBound, 0), end)
        var upper = min(range.upperBound, end)
        while lower < upper, text[lower].isBlank { lower += 1 }
        while upper > lower, text[upper - 1].isBlank { upper -= 1 }
        return lower < upper ? String(decoding: text[lower..<upper], as: UTF8.self) : ""
    }

    /// Everything from here to the end of the line, as text.
    var rest: String { string(index..<max(index, end)) }

    /// The words of the line from here on.
    var words: [Range<Int>] {
        var scanner = self
        var found: [Range<Int>] = []
        while true {
            scanner.skipBlanks()
            let range = scanner.takeWord()
            if range.isEmpty { return found }
            found.append(range)
        }
    }

    /// A scanner over a part of the same text.
    func part(_ range: Range<Int>) -> ByteScanner {
        var scanner = ByteScanner(text, end: min(range.upperBound, end))
        scanner.index = min(max(range.lowerBound, 0), scanner.end)
        return scanner
    }
}
