// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Walks over a TOML text and finds where its keys and values stand.
///
/// TOMLKit tells whether a text is TOML and what is wrong with it, but of values it keeps no places, and building its
/// tree takes most of the command's start-up time. The scanner does the rest: it never decodes, copies or allocates. It
/// need not refuse what TOMLKit refuses; a text that it cannot follow makes it stop with a place.
package struct TOMLScanner {
    /// The scanner cannot follow the text at this offset.
    package struct Failure: Error {
        package var offset: Int
    }

    let bytes: [UInt8]
    private(set) var index: Int
    let end: Int

    package init(_ bytes: [UInt8], range: Range<Int>? = nil) {
        self.bytes = bytes
        index = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
        // A byte-order mark is no part of the text.
        if range == nil, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    var isAtEnd: Bool { index >= end }

    /// The next byte; zero at the end, where no TOML text has one.
    var next: UInt8 { index < end ? bytes[index] : 0 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte, index < end else { return false }
        index += 1
        return true
    }

    mutating func skipBlanks() {
        while next == 0x20 || next == 0x09 { index += 1 }
    }

    /// Skips blanks, line ends and comments.
    mutating func skipSpace() {
        while true {
            switch next {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case UInt8(ascii: "#"): skipLine()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        index = bytes[index..<end].firstIndex(of: 0x0A) ?? end
    }

    /// Takes a header's name, of `[name]` or `[[name]]`; the opening bracket is next.
    mutating func header() throws(Failure) -> (name: Range<Int>, isArray: Bool) {
        index += 1
        let isArray = take(UInt8(ascii: "["))
        skipBlanks()
        let start = index
        while index < end, next != UInt8(ascii: "]"), next != 0x0A { index += 1 }
        var nameEnd = index
        while nameEnd > start, bytes[nameEnd - 1] == 0x20 || bytes[nameEnd - 1] == 0x09 { nameEnd -= 1 }
        guard take(UInt8(ascii: "]")), !isArray || take(UInt8(ascii: "]")) else { throw Failure(offset: index) }
        return (start..<nameEnd, isArray)
    }

    /// Takes `key = ` and returns where the key stands, without quotes; a dotted key as a whole.
    mutating func key() throws(Failure) -> Range<Int> {
        let start = index
        let quote = next
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            index += 1
            while index < end, next != quote, next != 0x0A { index += next == UInt8(ascii: "\\") ? 2 : 1 }
            guard take(quote) else { throw Failure(offset: start) }
            let name = start + 1..<index - 1
            skipBlanks()
            if take(UInt8(ascii: "=")) {
                skipBlanks()
                return name
            }
        }
        while index < end, next != UInt8(ascii: "="), next != 0x0A { index += 1 }
        var nameEnd = index
        while nameEnd > start, bytes[nameEnd - 1] == 0x20 || bytes[nameEnd - 1] == 0x09 { nameEnd -= 1 }
        guard nameEnd > start, take(UInt8(ascii: "=")) else { throw Failure(offset: start) }
        skipBlanks()
        return start..<nameEnd
    }

    /// Takes a value.
    mutating func value() throws(Failure) -> TOMLValue {
        let start = index
        let kind: TOMLValue.Kind
        switch next {
        case UInt8(ascii: "\""): kind = try string(quote: next) ? .multilineBasicString : .basicString
        case UInt8(ascii: "'"): kind = try string(quote: next) ? .multilineLiteralString : .literalString
        case UInt8(ascii: "["):
            kind = .array
            index += 1
            while try element() != nil {}
            index += 1
        case UInt8(ascii: "{"):
            kind = .inlineTable
            index += 1
            while try pair() != nil {}
            index += 1
        default:
            kind = .scalar
            scan: while index < end {
                switch next {
                case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), 0x0A, 0x0D: break scan
                default: index += 1
                }
            }
            while index > start, bytes[index - 1] == 0x20 || bytes[index - 1] == 0x09 { index -= 1 }
            guard index > start else { throw Failure(offset: start) }
        }
        return TOMLValue(kind: kind, range: start..<index)
    }

    /// Takes the next element of an array; nil, before the closing bracket, when there is none.
    package mutating func element() throws(Failure) -> TOMLValue? {
        skipSpace()
        guard next != UInt8(ascii: "]"), !isAtEnd else {
            try checkEnd()
            return nil
        }
        let value = try value()
        skipSpace()
        guard take(UInt8(ascii: ",")) || next == UInt8(ascii: "]") || isAtEnd else { throw Failure(offset: index) }
        return value
    }

    /// Takes the next pair of an inline table; nil, before the closing brace, when there is none.
    package mutating func pair() throws(Failure) -> (key: Range<Int>, value: TOMLValue)? {
        skipSpace()
        guard next != UInt8(ascii: "}"), !isAtEnd else {
            try checkEnd()
            return nil
        }
        let key = try key()
        let value = try value()
        skipSpace()
        guard take(UInt8(ascii: ",")) || next == UInt8(ascii: "}") || isAtEnd else { throw Failure(offset: index) }
        return (key, value)
    }

    /// The end of a content without its delimiters is a proper end; the end of the text is none.
    private func checkEnd() throws(Failure) {
        if isAtEnd, end == bytes.count { throw Failure(offset: index) }
    }

    /// Takes a string; returns whether it is a multi-line one.
    private mutating func string(quote: UInt8) throws(Failure) -> Bool {
        let start = index
        index += 1
        let hasEscapes = quote == UInt8(ascii: "\"")
        if next == quote, index + 1 < end, bytes[index + 1] == quote {
            index += 2
            try multilineString(quote: quote, hasEscapes: hasEscapes)
            return true
        }
        guard let close = closingQuote(quote, from: index, hasEscapes: hasEscapes) else { throw Failure(offset: start) }
        index = close + 1
        return false
    }

    /// Most of a text's bytes go through here; a loop that changes nothing but its index is the quickest.
    private func closingQuote(_ quote: UInt8, from start: Int, hasEscapes: Bool) -> Int? {
        let text = bytes.span
        var position = start
        while position < end {
            let byte = text[position]
            if byte == quote { return position }
            if byte == 0x0A { return nil }
            position += byte == UInt8(ascii: "\\") && hasEscapes ? 2 : 1
        }
        return nil
    }

    /// The opening quotes are taken. Up to two quotes may stand right before the closing ones.
    private mutating func multilineString(quote: UInt8, hasEscapes: Bool) throws(Failure) {
        let start = index
        while index + 2 < end {
            if bytes[index] == quote, bytes[index + 1] == quote, bytes[index + 2] == quote {
                index += 3
                for _ in 0..<2 { _ = take(quote) }
                return
            }
            index += bytes[index] == UInt8(ascii: "\\") && hasEscapes ? 2 : 1
        }
        throw Failure(offset: start)
    }
}
