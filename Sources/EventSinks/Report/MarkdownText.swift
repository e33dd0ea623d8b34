// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Makes text safe inside Markdown: nothing in it becomes markup, HTML, a link, a mention or a reference to an issue.
enum MarkdownText {
    /// Our own words, in which a log's words may stand, on one line.
    ///
    /// What stands between two backticks stays code. A word that a forge would make into a link, a mention or a
    /// reference (`https://…`, `@user`, `#12`) becomes code too: inside code no forge looks for any.
    ///
    /// - Parameters:
    ///   - text: anything.
    ///   - inTable: whether it stands in a table's cell.
    /// - Returns: Markdown on one line.
    static func prose(_ text: String, inTable: Bool = false) -> String {
        let text = SafeText.visible(text)
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        // An odd backtick is one of the log's, or an author's slip; then none of them is markup.
        guard parts.count % 2 == 1 else { return escapedWords(text, inTable: inTable) }
        return parts.enumerated().map { index, part in
            index % 2 == 1 && !part.isEmpty ? code(part, inTable: inTable) : escapedWords(part, inTable: inTable)
        }.joined()
    }

    private static func escapedWords(_ text: String, inTable: Bool) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).enumerated().map { index, word in
            isReference(word) ? code(String(word), inTable: inTable) : escaped(word, isFirst: index == 0)
        }.joined(separator: " ")
    }

    private static func isReference(_ word: Substring) -> Bool {
        if word.contains("`") || word.contains("@") || word.contains("#") || word.contains("://") { return true }
        // GitLab: !12 a merge request, &4 an epic, $7 a snippet, ~5 a label, %3 a milestone.
        for (sign, next) in zip(word, word.dropFirst()) where "!&$~%".contains(sign) && next.isNumber { return true }
        return word.utf8.count > 4 && word.lowercased().contains("www.")
    }

    /// Escapes what is markup in the middle of a line, and what would be at its start.
    private static func escaped(_ word: Substring, isFirst: Bool) -> String {
        var result = ""
        var previous: Character = " "
        let characters = Array(word)
        for (index, character) in characters.enumerated() {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\\", "*", "[", "]", "|", "~", "$", "`": result += "\\\(character)"
            case "_":
                // Inside a word an underscore is none; `flash_erase` stays readable in the source.
                let next = index + 1 < characters.count ? characters[index + 1] : " "
                result += isWordPart(previous) && isWordPart(next) ? "_" : "\\_"
            case "-", "+", "=": result += isFirst && index == 0 ? "\\\(character)" : "\(character)"
            case ".", ")":
                let isNumber = isFirst && index > 0 && characters[..<index].allSatisfy(\.isNumber)
                result += isNumber ? "\\\(character)" : "\(character)"
            default: result.append(character)
            }
            previous = character
        }
        return result
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The log's own words: a code span that nothing inside can end.
    ///
    /// - Parameters:
    ///   - text: anything.
    ///   - inTable: whether it stands in a table's cell, where a bar must be escaped even in code.
    /// - Returns: a code span; nothing for an empty text.
    static func code(_ text: String, inTable: Bool = false) -> String {
        var text = SafeText.visible(text)
        if text.isEmpty { return "" }
        if inTable { text = text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        // A blank on both sides is taken off again; it keeps backticks apart.
        let needsBlanks = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") && text.hasSuffix(" ")
        return needsBlanks ? "\(fence) \(text) \(fence)" : "\(fence)\(text)\(fence)"
    }

    /// Lines as they are, in a block that none of them can end.
    static func block(_ lines: [String], indent: String = "") -> String {
        let visible = lines.map { SafeText.trimmed(SafeText.visible($0)) }
        let longest = visible.map { longestRun(of: "`", in: $0) }.max() ?? 0
        let fence = String(repeating: "`", count: max(longest + 1, 3))
        return ([fence + "text"] + visible + [fence]).map { $0.isEmpty ? "\n" : "\(indent)\($0)\n" }.joined()
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var longest = 0
        var run = 0
        for other in text {
            run = other == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
