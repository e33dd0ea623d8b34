// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Escape sequences that a logger has written in caret notation: `^[[0m` for ESC `[0m`.
enum CaretEscapes {
    /// Takes every `^[[...letter` out of `text`; leaves other carets alone.
    static func remove(from text: inout [UInt8]) {
        var kept = 0
        var index = 0
        while index < text.count {
            if let end = end(of: text, at: index) {
                index = end
                continue
            }
            text[kept] = text[index]
            kept += 1
            index += 1
        }
        text.removeSubrange(kept...)
    }

    /// The index after the sequence that starts at `start`; nil when none does.
    private static func end(of text: [UInt8], at start: Int) -> Int? {
        guard text[start] == UInt8(ascii: "^"), start + 3 < text.count, text[start + 1] == UInt8(ascii: "["),
            text[start + 2] == UInt8(ascii: "[")
        else { return nil }
        var index = start + 3
        while index < text.count, index < start + 20 {
            let byte = text[index]
            if byte.isLetter { return index + 1 }
            guard byte.isDigit || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "?") else { return nil }
            index += 1
        }
        return nil
    }
}
