// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Words of a USB device in a sentence of ours: a device can claim anything to be its name.
enum PlainName {
    /// Characters; the rest is cut off.
    private static let maximumLength = 40

    /// The words with a `?` for each character that is not plainly visible, cut where they are too long.
    static func make(_ text: String) -> String {
        var name = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < maximumLength else { return name + "…" }
            name.unicodeScalars.append(isPlain(scalar) ? scalar : "?")
        }
        return name
    }

    /// Marks are not: they would sit on characters of ours.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .dashPunctuation,
            .otherPunctuation, .mathSymbol, .otherSymbol:
            return !scalar.properties.isDefaultIgnorableCodePoint
        default: return false
        }
    }
}
