// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Decodes the strings of a TOML text. See the TOML specification 1.0, "String".
package enum TOMLString {
    /// The text of a string value; nil when the value is none, or holds an escape that TOML does not know.
    package static func decode(_ value: TOMLValue, in bytes: [UInt8]) -> String? {
        var content = bytes[value.content]
        switch value.kind {
        case .array, .inlineTable, .scalar: return nil
        case .literalString: break
        case .multilineLiteralString: content = trimmed(content)
        case .basicString, .multilineBasicString:
            if value.kind == .multilineBasicString { content = trimmed(content) }
            if content.contains(UInt8(ascii: "\\")) { return unescaped(content) }
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// A line end right after the opening quotes is no part of the text.
    private static func trimmed(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if content.first == 0x0A { return content.dropFirst() }
        return content.starts(with: [0x0D, 0x0A]) ? content.dropFirst(2) : content
    }

    private static func unescaped(_ content: ArraySlice<UInt8>) -> String? {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var index = content.startIndex
        while index < content.endIndex {
            let byte = content[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard index < content.endIndex else { return nil }
            let escape = content[index]
            index += 1
            switch escape {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "e"): text.append(0x1B)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escape)
            case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
                let length = escape == UInt8(ascii: "x") ? 2 : escape == UInt8(ascii: "u") ? 4 : 8
                guard let scalar = scalar(content[index...].prefix(length), length: length) else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
                index += length
            case 0x20, 0x09, 0x0A, 0x0D:
                // A backslash at the end of a line takes the line end and the blanks after it.
                while index < content.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(content[index]) { index += 1 }
            default: return nil
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func scalar(_ digits: ArraySlice<UInt8>, length: Int) -> Unicode.Scalar? {
        guard digits.count == length else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
    }
}
