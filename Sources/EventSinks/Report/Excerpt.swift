// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Shortens a quoted line so that what it is quoted for stays in sight.
enum Excerpt {
    /// Words that tell of trouble, in lower case. An event does not say which part of its line a rule matched; these
    /// words are in nearly every part that one does.
    private static let words = [
        "panic", "fail", "error", "err:", "bad ", "corrupt", "invalid", "uncorrect", "unable", "cannot", "can't",
        "mismatch", "timeout", "timed out", "wrong", "refus", "reject", "not found", "no such", "unknown", "reset",
    ].map { Array($0.utf8) }

    /// The bytes that one of them begins with.
    private static let isInitial: [Bool] = (0...255).map { byte in words.contains { Int($0[0]) == byte } }
    /// Bytes of a line that are searched.
    private static let maximumSearch = 8_192

    /// The text in at most `columns` columns: its start, and, when that is further right, the first word of trouble.
    ///
    /// - Parameters:
    ///   - text: visible text, on one line.
    ///   - columns: columns of the result.
    ///   - ellipsis: what stands for what is left out.
    /// - Returns: the text itself where it fits.
    static func of(_ text: String, columns: Int, ellipsis: String) -> String {
        guard SafeText.width(of: text) > columns else { return text }
        let gap = " \(ellipsis) "
        let headColumns = columns / 3
        guard let focus = firstWord(in: text), columns > 24 else {
            return SafeText.truncated(text, to: columns, ellipsis: ellipsis)
        }
        let before = SafeText.width(of: String(text[..<focus]))
        // In sight anyhow, with what follows it.
        if before < columns * 2 / 3 { return SafeText.truncated(text, to: columns, ellipsis: ellipsis) }
        let head = SafeText.prefix(of: text, columns: headColumns)
        let room = columns - SafeText.width(of: head) - SafeText.width(of: gap)
        let start = back(room / 3, from: focus, in: text)
        return head + gap + SafeText.truncated(String(text[start...]), to: room, ellipsis: ellipsis)
    }

    /// The index some columns before another, at the start of a word where there is one.
    private static func back(_ columns: Int, from index: String.Index, in text: String) -> String.Index {
        var index = index
        var word = index
        var left = columns
        while left > 0, index > text.startIndex {
            index = text.index(before: index)
            left -= SafeText.width(of: text[index])
            if text[index] == " " { word = text.index(after: index) }
        }
        return word
    }

    private static func firstWord(in text: String) -> String.Index? {
        let bytes = text.utf8.prefix(maximumSearch).map(lower)
        for start in bytes.indices where isInitial[Int(bytes[start])] {
            for word in words where start + word.count <= bytes.count {
                var matched = 0
                while matched < word.count, bytes[start + matched] == word[matched] { matched += 1 }
                if matched == word.count { return text.utf8.index(text.startIndex, offsetBy: start) }
            }
        }
        return nil
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
