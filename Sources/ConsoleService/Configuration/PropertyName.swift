// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The names of udev's properties.
enum PropertyName {
    /// Whether a name can be that of a property: `ID_SERIAL_SHORT`. Rules may set others, and nobody does.
    static func isOne(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, (0x41...0x5A).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
