// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import SerialConsole

/// The ports as a table for people: a row a port, its stable links below it.
struct PortTable {
    private static let gap = "  "

    /// A column; what is too long is cut where the table is wider than the terminal.
    private struct Column {
        var title: String
        var cells: [String]
        /// Columns of the terminal that it can be cut to; nil where nothing may be cut.
        var minimum: Int?

        var width: Int { ([title] + cells).map { SafeText.width(of: $0) }.max() ?? 0 }
    }

    let text: String

    init(_ list: PortList, terminal: Terminal) {
        let visible = { (text: String) in SafeText.visible(text, ascii: !terminal.isUnicode) }
        let holders = list.holders()
        let cells = { (value: (PortDescription) -> String?) in
            list.ports.map { port in value(port).map(visible) ?? "-" }
        }
        let columns = [
            Column(title: "PORT", cells: list.ports.map { visible($0.node) }, minimum: nil),
            Column(title: "ADAPTER", cells: cells(\.title), minimum: 12),
            Column(title: "SERIAL", cells: cells(\.serial), minimum: 8),
            Column(title: "DRIVER", cells: cells(\.driver), minimum: 6),
            Column(title: "IN USE BY", cells: cells { port in holders[port.node].map(PortHolder.list) }, minimum: 9),
        ].filter { column in column.title == "PORT" || column.cells.contains { $0 != "-" } }
        let widths = Self.widths(of: columns, room: terminal.width)
        let row = { (cells: [String]) in
            var line = ""
            for (cell, width) in zip(cells, widths) {
                let part = SafeText.truncated(cell, to: width, ellipsis: terminal.isUnicode ? "…" : "...")
                line += part + String(repeating: " ", count: max(width - SafeText.width(of: part), 0)) + Self.gap
            }
            return String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
        }
        let heading = row(columns.map(\.title))
        var text = (terminal.isStyled ? "\u{1B}[1m\(heading)\u{1B}[0m" : heading) + "\n"
        for (index, port) in list.ports.enumerated() {
            text += row(columns.map { $0.cells[index] }) + "\n"
            // Never cut: they are there to be copied.
            for link in port.byID + port.byPath { text += "    \(visible(link))\n" }
        }
        self.text = text
    }

    /// Widths that fit the terminal as far as they can: the widest column gives first.
    private static func widths(of columns: [Column], room: Int) -> [Int] {
        var widths = columns.map(\.width)
        var excess = widths.reduce(0, +) + gap.count * (widths.count - 1) - room
        while excess > 0 {
            let loose = columns.indices.filter { widths[$0] > columns[$0].minimum ?? .max }
            guard let widest = loose.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
