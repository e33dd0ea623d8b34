// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

/// Rows of cells under headings, as wide as the page at most: the widest columns give first.
struct HistoryTable {
    struct Column {
        var title: String
        /// Columns of the terminal that it can be cut to.
        var minimum: Int
        var isNumber = false
        var cells: [(text: String, tone: Tone)] = []

        init(_ title: String, minimum: Int = .max, isNumber: Bool = false) {
            self.title = title
            self.minimum = minimum
            self.isNumber = isNumber
        }
    }

    private static let gap = "  "
    private static let margin = "  "
    private var columns: [Column]
    /// What stands below each row; may be empty.
    private var notes: [String] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func add(_ cells: [(text: String, tone: Tone)], note: String = "") {
        notes.append(note)
        for (index, cell) in cells.enumerated() where columns.indices.contains(index) {
            columns[index].cells.append(cell)
        }
    }

    /// Sets the rows; a column in which no row has anything is left out.
    func write(to page: inout TextPage) {
        var columns = columns.filter { column in column.cells.contains { !$0.text.isEmpty } }
        for index in columns.indices {
            columns[index].cells = columns[index].cells.map { cell in
                (SafeText.visible(cell.text, ascii: !page.style.unicode), cell.tone)
            }
        }
        guard let count = columns.first?.cells.count else { return }
        let widths = Self.widths(of: columns, room: page.style.width - Self.margin.count)
        page.line(Self.row(zip(columns, widths).map { ($0, $0.title, .dim, $1) }, style: page.style))
        for index in 0..<count {
            page.line(
                Self.row(
                    zip(columns, widths).map { ($0, $0.cells[index].text, $0.cells[index].tone, $1) },
                    style: page.style))
            if !notes[index].isEmpty { page.paragraph(StyledText(notes[index]), head: "      ") }
        }
    }

    private static func row(
        _ cells: [(column: Column, text: String, tone: Tone, width: Int)], style: Style
    ) -> StyledText {
        var line = StyledText(margin)
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += StyledText(gap) }
            let text = SafeText.truncated(cell.text, to: cell.width, ellipsis: style.ellipsis)
            let blanks = StyledText(String(repeating: " ", count: max(cell.width - SafeText.width(of: text), 0)))
            line += cell.column.isNumber ? blanks + StyledText(text, cell.tone) : StyledText(text, cell.tone) + blanks
        }
        return line
    }

    private static func widths(of columns: [Column], room: Int) -> [Int] {
        var widths = columns.map { column in
            (column.cells.map(\.text) + [column.title]).map { SafeText.width(of: $0) }.max() ?? 0
        }
        var excess = widths.reduce(0, +) + gap.count * (widths.count - 1) - room
        while excess > 0 {
            let loose = columns.indices.filter { widths[$0] > columns[$0].minimum }
            guard let widest = loose.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
