// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

/// A page of reference text: headings, wrapped paragraphs, lists. Plain text; headings are bold where that is wanted.
struct ManualPage {
    /// Columns; longer lines are hard to read.
    private static let maximumWidth = 100
    private static let indent = 4

    private let terminal: Terminal
    private let width: Int
    private(set) var text = ""

    init(terminal: Terminal) {
        self.terminal = terminal
        width = min(max(terminal.width, 40), Self.maximumWidth)
    }

    /// The page's first line: what it is about, and that in few words.
    mutating func title(_ name: String, _ title: String) {
        let name = visible(name)
        wrap(visible(title), first: strong(name) + "  ", firstWidth: SafeText.width(of: name) + 2, hanging: 4)
    }

    /// Begins a section.
    mutating func heading(_ name: String) {
        text += "\n" + strong(visible(name)) + "\n"
    }

    /// A paragraph, wrapped between words.
    mutating func paragraph(_ words: String) {
        wrap(visible(words), first: blanks(Self.indent), firstWidth: Self.indent, hanging: Self.indent)
    }

    /// A list item whose later lines stand under the words of the first.
    ///
    /// - Parameters:
    ///   - head: what stands before the words: a number, a dash, a name.
    ///   - words: wrapped between words.
    ///   - column: columns of `head` and the blanks after it; more when the head is longer.
    mutating func item(_ head: String, _ words: String, column: Int = 2) {
        let head = visible(head)
        let hanging = Self.indent + column
        var first = blanks(Self.indent) + head
        var firstWidth = Self.indent + SafeText.width(of: head)
        if firstWidth < hanging {
            first += blanks(hanging - firstWidth)
            firstWidth = hanging
        } else if !words.isEmpty {
            first += "  "
            firstWidth += 2
        }
        wrap(visible(words), first: first, firstWidth: firstWidth, hanging: hanging)
    }

    /// A line that is not wrapped: a template, a line of a log.
    mutating func verbatim(_ line: String) {
        text += blanks(Self.indent) + visible(line) + "\n"
    }

    mutating func blank() {
        text += "\n"
    }

    // MARK: - Setting

    private mutating func wrap(_ words: String, first: String, firstWidth: Int, hanging: Int) {
        var row = first
        var column = firstWidth
        var isRowEmpty = true
        for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let length = SafeText.width(of: String(word))
            if !isRowEmpty, column + 1 + length > width {
                text += row + "\n"
                row = blanks(hanging)
                column = hanging
                isRowEmpty = true
            }
            if !isRowEmpty {
                row += " "
                column += 1
            }
            row += word
            column += length
            isRowEmpty = false
        }
        while row.last == " " { row.removeLast() }
        text += row + "\n"
    }

    private func visible(_ words: String) -> String {
        SafeText.visible(words.split(separator: "\n").joined(separator: " "), ascii: !terminal.isUnicode)
    }

    private func strong(_ words: String) -> String {
        terminal.isStyled ? "\u{1B}[1m\(words)\u{1B}[0m" : words
    }

    private func blanks(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }
}
