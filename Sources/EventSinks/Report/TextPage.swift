// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A page of text lines, none wider than its style allows, with nothing in them that is not visible.
///
/// All text of a report goes through here: this is the one place where it is made safe, measured and coloured.
package struct TextPage {
    package let style: Style
    package private(set) var text = ""

    package init(style: Style) {
        self.style = style
    }

    package mutating func blank() {
        if !text.isEmpty, !text.hasSuffix("\n\n") { text += "\n" }
    }

    /// Sets one line; what is too long is cut, with an ellipsis.
    package mutating func line(_ content: StyledText) {
        let content = content.visible(ascii: !style.unicode)
        guard content.width > style.width else { return emit(content.pieces) }
        var room = style.width - SafeText.width(of: style.ellipsis)
        var row: [StyledText.Piece] = []
        for piece in content.pieces {
            var part = piece
            part.text = SafeText.prefix(of: piece.text, columns: room)
            row.append(part)
            room -= SafeText.width(of: part.text)
            if part.text != piece.text { break }
        }
        emit(row + [StyledText.Piece(text: style.ellipsis, tone: .dim)])
    }

    /// Sets a paragraph, wrapped between words.
    ///
    /// - Parameters:
    ///   - content: the words.
    ///   - head: what stands before the first line (a number, a label).
    ///   - indent: columns before the lines after the first; nil for the width of `head`.
    package mutating func paragraph(_ content: StyledText, head: StyledText = "", indent: Int? = nil) {
        let head = head.visible(ascii: !style.unicode)
        let limit = style.proseWidth
        // On a narrow page a deep indentation leaves no room for words.
        let hanging = min(indent ?? head.width, limit / 2)
        let margin = [StyledText.Piece(text: String(repeating: " ", count: hanging), tone: .plain)]
        var row = head.pieces
        var column = head.width
        var isAtStart = true
        if column > limit * 2 / 3 {
            line(head)
            (row, column) = (margin, hanging)
        }
        for word in content.visible(ascii: !style.unicode).words(limit: limit - hanging) {
            let width = word.reduce(0) { $0 + SafeText.width(of: $1.text) }
            if !isAtStart, column + 1 + width > limit {
                emit(row)
                (row, column, isAtStart) = (margin, hanging, true)
            }
            if !isAtStart {
                row.append(StyledText.Piece(text: " ", tone: word[0].tone))
                column += 1
            }
            for piece in word {
                var rest = piece
                // A word that no line holds is broken where the line ends.
                while column + SafeText.width(of: rest.text) > limit {
                    var part = rest
                    part.text = SafeText.prefix(of: rest.text, columns: limit - column)
                    rest.text = String(rest.text.dropFirst(part.text.count))
                    emit(row + [part])
                    (row, column) = (margin, hanging)
                }
                row.append(rest)
                column += SafeText.width(of: rest.text)
            }
            isAtStart = false
        }
        emit(row)
    }

    /// Ends a line: neighbours of one tone are coloured at once, blanks at the end are dropped.
    private mutating func emit(_ row: [StyledText.Piece]) {
        var runs: [StyledText.Piece] = []
        for piece in row where !piece.text.isEmpty {
            if let last = runs.indices.last, runs[last].tone == piece.tone {
                runs[last].text += piece.text
            } else {
                runs.append(piece)
            }
        }
        while let last = runs.indices.last {
            runs[last].text = SafeText.trimmed(runs[last].text)
            if !runs[last].text.isEmpty { break }
            runs.removeLast()
        }
        for run in runs {
            if style.color, let parameters = run.tone.parameters {
                text += "\u{1B}[\(parameters)m\(run.text)\u{1B}[0m"
            } else {
                text += run.text
            }
        }
        text += "\n"
    }
}
