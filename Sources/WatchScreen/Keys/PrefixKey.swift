// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The key that makes bootwatch itself take the next one: ctrl-t, as in tio, unless told otherwise.
package struct PrefixKey: Sendable, Hashable {
    /// What the key sends, 1...26.
    package let byte: UInt8

    package static let standard = PrefixKey(byte: 0x14)

    private init(byte: UInt8) {
        self.byte = byte
    }

    /// ctrl and a letter; nil for anything that is no letter, and for ctrl-h, ctrl-i, ctrl-j and ctrl-m, which are the
    /// Backspace, Tab and Enter keys.
    package init?(letter: Character) {
        guard let ascii = letter.lowercased().utf8.first, letter.isASCII, letter.isLetter else { return nil }
        guard !"hijm".utf8.contains(ascii) else { return nil }
        byte = ascii & 0x1F
    }

    /// `ctrl-t`.
    package var name: String { "ctrl-\(String(UnicodeScalar(byte | 0x60)))" }
}
