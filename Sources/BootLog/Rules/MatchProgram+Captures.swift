// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension MatchProgram {
    /// What the closed captures take: each returns where its value ends, or nil when none of its kind stands there.
    enum Captures {}
}

extension MatchProgram.Captures {
    static func digits(in body: Span<UInt8>, from start: Int, hexadecimal: Bool) -> Int? {
        var end = start
        while end < body.count, hexadecimal ? body[end].isHexDigit : body[end].isDigit {
            end += 1
            if end - start > MatchProgram.maximumDigits { return nil }
        }
        return end > start ? end : nil
    }

    static func hexadecimal(in body: Span<UInt8>, at start: Int) -> Int? {
        if start + 2 < body.count, body[start] == UInt8(ascii: "0"), body[start + 1] | 0x20 == UInt8(ascii: "x"),
            let end = digits(in: body, from: start + 2, hexadecimal: true)
        {
            return end
        }
        return digits(in: body, from: start, hexadecimal: true)
    }

    static func integer(in body: Span<UInt8>, at start: Int) -> Int? {
        guard start < body.count else { return nil }
        let isSigned = body[start] == UInt8(ascii: "-") || body[start] == UInt8(ascii: "+")
        let first = isSigned ? start + 1 : start
        if first + 2 < body.count, body[first] == UInt8(ascii: "0"), body[first + 1] | 0x20 == UInt8(ascii: "x") {
            return hexadecimal(in: body, at: first)
        }
        return digits(in: body, from: first, hexadecimal: false)
    }

    static func address(in body: Span<UInt8>, at start: Int) -> Int? {
        var position = start
        for part in 0..<4 {
            guard let end = digits(in: body, from: position, hexadecimal: false), end - position <= 3 else {
                return nil
            }
            position = end
            guard part < 3 else { break }
            guard position < body.count, body[position] == UInt8(ascii: ".") else { return nil }
            position += 1
        }
        return position
    }

    static func size(in body: Span<UInt8>, at start: Int) -> Int? {
        guard var position = digits(in: body, from: start, hexadecimal: false) else { return nil }
        if position + 1 < body.count, body[position] == UInt8(ascii: "."),
            let fraction = digits(in: body, from: position + 1, hexadecimal: false)
        {
            position = fraction
        }
        if position < body.count, body[position] == .space { position += 1 }
        var end = position
        while end < body.count, body[end].isLetter, end - position < 8 { end += 1 }
        return ByteSize.unit(of: body.extracting(position..<end)) == nil ? nil : end
    }

    /// - Parameter value: set to the text between the quotes.
    static func quoted(in body: Span<UInt8>, at start: Int, value: inout Range<Int>) -> Int? {
        guard start < body.count, body[start] == UInt8(ascii: "\"") || body[start] == UInt8(ascii: "'") else {
            return nil
        }
        var position = start + 1
        while position < body.count, position - start <= MatchProgram.maximumWord {
            if body[position] == body[start] {
                value = start + 1..<position
                return position + 1
            }
            position += 1
        }
        return nil
    }
}
