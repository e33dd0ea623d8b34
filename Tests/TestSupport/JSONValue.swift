// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A JSON value, read by a parser that takes nothing beyond RFC 8259: what the encoder writes must be that strict.
package indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Why a text is no JSON, and at which byte.
    package struct SyntaxError: Error, Hashable, CustomStringConvertible {
        package var offset: Int
        package var reason: String
        package var description: String { "byte \(offset): \(reason)" }
    }

    /// Reads one value and nothing after it.
    package init(_ bytes: some Sequence<UInt8>) throws(SyntaxError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }

    package subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var index = 0

    private func fail<Value>(_ reason: String) throws(JSONValue.SyntaxError) -> Value {
        throw JSONValue.SyntaxError(offset: index, reason: reason)
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func document() throws(JSONValue.SyntaxError) -> JSONValue {
        let value = try value(depth: 0)
        guard index == bytes.count else { return try fail("something follows the value") }
        return value
    }

    // No white space is skipped: the encoder writes none.
    private mutating func value(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
        guard depth < 64 else { return try fail("too deep") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONValue.SyntaxError) -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { return try fail("no value") }
        index += word.utf8.count
        return value
    }

    private mutating func take(_ expected: Character) throws(JSONValue.SyntaxError) {
        guard byte == expected.asciiValue else { return try fail("'\(expected)' expected") }
        index += 1
    }

    private mutating func object(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
        try take("{")
        var members: [String: JSONValue] = [:]
        if byte == UInt8(ascii: "}") {
            index += 1
            return .object(members)
        }
        while true {
            let key = try string()
            try take(":")
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                return try fail("the key '\(key)' comes twice")
            }
            guard byte == UInt8(ascii: ",") else { break }
            index += 1
        }
        try take("}")
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
        try take("[")
        var elements: [JSONValue] = []
        if byte == UInt8(ascii: "]") {
            index += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth + 1))
            guard byte == UInt8(ascii: ",") else { break }
            index += 1
        }
        try take("]")
        return .array(elements)
    }

    private mutating func number() throws(JSONValue.SyntaxError) -> JSONValue {
        let start = index
        if byte == UInt8(ascii: "-") { index += 1 }
        if byte == UInt8(ascii: "0") { index += 1 } else { try digits() }
        if byte == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            index += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
        guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)) else {
            return try fail("no number")
        }
        return .number(value)
    }

    private mutating func digits() throws(JSONValue.SyntaxError) {
        let start = index
        while let byte, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { return try fail("no value") }
    }

    private mutating func string() throws(JSONValue.SyntaxError) -> String {
        try take("\"")
        var content: [UInt8] = []
        while let byte {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: content, as: UTF8.self) else { return try fail("no UTF-8") }
                return string
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: return try fail("a control byte in a string")
            default: content.append(byte)
            }
        }
        return try fail("the string does not end")
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONValue.SyntaxError) {
        guard let letter = byte else { return try fail("the string does not end") }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            guard index + 4 <= bytes.count,
                let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return try fail("no code point") }
            index += 4
            content.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: try fail("an unknown escape") as Void
        }
    }
}
