// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

/// A field of an entry, fit for the journal whatever it was made from.
///
/// The name is one that journald takes; the value is visible text on one line. Longer ones than ``maximumLength`` are
/// cut: `journalctl -o json` shows `null` for a field of 4,096 bytes or more.
package struct JournalField: Sendable, Hashable {
    /// Bytes of a field with its name and the sign between.
    package static let maximumLength = 4_095
    // systemd src/libsystemd/sd-journal/journal-file.c, journal_field_valid().
    private static let maximumNameLength = 64
    private static let ellipsis = "…"

    package let name: String
    package let value: String

    /// - Parameters:
    ///   - name: letters, digits and `_` become a valid name; what else there is becomes `_`.
    ///   - value: anything.
    package init(_ name: String, _ value: String) {
        self.name = Self.validName(name)
        self.value = Self.validValue(value, room: Self.maximumLength - self.name.utf8.count - 1)
    }

    /// `NAME=value`, as journald gets it.
    var bytes: [UInt8] { Array("\(name)=\(value)".utf8) }

    private static func validName(_ name: String) -> String {
        if isValid(name) { return name }
        var result = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): result.unicodeScalars.append(Unicode.Scalar(byte - 0x20))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "_"
            }
            if result.utf8.count == maximumNameLength { break }
        }
        // An underscore in front is for fields that journald itself adds, a digit is not taken.
        return isValid(result) ? result : String("X_\(result)".prefix(maximumNameLength))
    }

    private static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else { return false }
        return name.utf8.count <= maximumNameLength
            && name.utf8.allSatisfy { byte in
                byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") || byte == UInt8(ascii: "_")
                    || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            }
    }

    private static func validValue(_ value: String, room: Int) -> String {
        // Making text visible never makes it shorter: what lies behind this could not have found room.
        let start = value.utf8.count > room ? prefix(of: value, bytes: room + 1) : value
        let visible = SafeText.visible(start)
        guard visible.utf8.count > room || start.utf8.count < value.utf8.count else { return visible }
        return prefix(of: visible, bytes: room - ellipsis.utf8.count) + ellipsis
    }

    /// Whole code points from the start that take no more than so many bytes.
    private static func prefix(of text: String, bytes: Int) -> String {
        var used = 0
        let scalars = text.unicodeScalars.prefix { scalar in
            used += UTF8.width(scalar)
            return used <= bytes
        }
        return String(scalars)
    }
}
