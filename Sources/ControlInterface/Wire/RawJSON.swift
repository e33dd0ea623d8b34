// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds values in JSON text and leaves them as they are written: events go through unread, their keys in their order.
///
/// Reads what a service wrote, and gives nil or less where that is no JSON; it does not check what it skips.
package struct RawJSON: Sendable {
    private let bytes: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// The text without blanks around it.
    package var text: [UInt8] { Array(bytes) }

    /// The text of a string without escapes in it; nil for anything else.
    package var plainString: String? {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\""),
            !bytes.contains(UInt8(ascii: "\\"))
        else { return nil }
        return String(validating: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    /// A member of an object; nil when it is not there, or null.
    ///
    /// - Parameter name: plain characters, as all keys of the interface have.
    package func member(_ name: String) -> RawJSON? {
        let name = Array("\"\(name)\"".utf8)
        var cursor = Cursor(bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        while let key = cursor.value(), cursor.take(UInt8(ascii: ":")), let value = cursor.value() {
            if key.elementsEqual(name) { return value.elementsEqual("null".utf8) ? nil : RawJSON(value) }
            guard cursor.take(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    /// The elements of an array; empty for anything else.
    package var elements: [RawJSON] {
        var cursor = Cursor(bytes)
        var elements: [RawJSON] = []
        guard cursor.take(UInt8(ascii: "[")) else { return [] }
        while let value = cursor.value() {
            elements.append(RawJSON(value))
            guard cursor.take(UInt8(ascii: ",")) else { break }
        }
        return elements
    }

    /// A place in the text.
    private struct Cursor {
        private let bytes: ArraySlice<UInt8>
        private var index: Int

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            index = bytes.startIndex
        }

        private mutating func skipBlanks() {
            while index < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            skipBlanks()
            guard index < bytes.endIndex, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        /// The next value, whatever it is; nil when none begins here, or none ends.
        mutating func value() -> ArraySlice<UInt8>? {
            skipBlanks()
            let start = index
            var depth = 0
            while index < bytes.endIndex {
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    guard skipString() else { return nil }
                    if depth == 0 { return bytes[start..<index] }
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    if depth == 0, index > start { return bytes[start..<index] }
                    depth += 1
                    index += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return index > start ? bytes[start..<index] : nil }
                    depth -= 1
                    index += 1
                    if depth == 0 { return bytes[start..<index] }
                case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
                    if depth == 0 { return index > start ? bytes[start..<index] : nil }
                    index += 1
                default: index += 1
                }
            }
            return depth == 0 && index > start ? bytes[start..<index] : nil
        }

        private mutating func skipString() -> Bool {
            index += 1
            while index < bytes.endIndex {
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    index += 1
                    return true
                case UInt8(ascii: "\\"): index += 2
                default: index += 1
                }
            }
            index = bytes.endIndex
            return false
        }
    }
}
