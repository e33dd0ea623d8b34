// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks

/// All consoles of the service, a row each: what needs somebody comes first, and stands once more at the end, where the
/// eye is when the table is longer than the screen.
struct StatusTable {
    private struct Column {
        var title: String
        var cells: [String]
        /// In which order columns are left out where there is no room for all; nil for one that always stays.
        var rank: Int?

        var width: Int { ([title] + cells).map { SafeText.width(of: $0) }.max() ?? 0 }
    }

    /// Names that the last line lists.
    private static let namedConsoles = 8
    private static let gap = 2
    /// The mark and a blank stand before the first column.
    private static let margin = 2

    let text: String

    /// - Parameter now: seconds since the Unix epoch.
    init(_ reply: GetStatus.Reply, now: Int, style: Style) {
        let ports = reply.ports.map { (health: ConsoleHealth($0), words: StatusWording(status: $0, now: now)) }
            .sorted { ($0.health, $0.words.port.name) < ($1.health, $1.words.port.name) }
        var page = TextPage(style: style)
        guard !ports.isEmpty else {
            page.paragraph(
                StyledText("The service keeps no console. Its configuration is '\(reply.service.configuration)'."))
            Self.addJournal(reply.service, to: &page)
            text = page.text
            return
        }
        let visible = { (text: String) in SafeText.visible(text, ascii: !style.unicode) }
        let cells = { (value: (StatusWording) -> String?) in ports.map { value($0.words).map(visible) ?? "" } }
        let columns = Self.fitted(
            [
                Column(title: "CONSOLE", cells: cells { $0.port.name }),
                Column(title: "STATE", cells: cells(\.state), rank: 3),
                Column(title: "BOOT", cells: cells(\.boot)),
                Column(title: "SINCE", cells: cells { $0.age.map { "\($0) ago" } }, rank: 4),
                Column(title: "LINE", cells: cells(\.speed), rank: 1),
                Column(title: "VIEWERS", cells: cells(\.viewers), rank: 2),
            ], room: style.width - Self.margin)
        let row = { (cells: [String], tone: (String) -> Tone) in
            var line: StyledText = ""
            for (index, (cell, column)) in zip(cells, columns).enumerated() {
                let isLast = index == columns.count - 1
                let blanks = isLast ? 0 : column.width - SafeText.width(of: cell) + Self.gap
                line += StyledText(cell, tone(column.title)) + StyledText(String(repeating: " ", count: blanks))
            }
            return line
        }
        page.line("  " + row(columns.map(\.title)) { _ in .strong })
        for (index, port) in ports.enumerated() {
            let mark = StyledText(port.health.mark(unicode: style.unicode) + " ", port.health.tone)
            let needsSomebody = port.health <= .attention
            page.line(
                mark
                    + row(columns.map { $0.cells[index] }) { title in
                        switch title {
                        case "CONSOLE": needsSomebody ? .strong : .plain
                        case "STATE" where port.words.port.state != .open, "BOOT": port.health.tone
                        case "STATE": .plain
                        default: .dim
                        }
                    })
            // Below its row: beside it there is no room for what one wants to know most.
            if needsSomebody, let trouble = port.words.trouble {
                page.paragraph(StyledText(trouble), head: StyledText(String(repeating: " ", count: 2 * Self.margin)))
            }
        }
        page.blank()
        page.paragraph(Self.summary(ports.map { ($0.health, $0.words.port.name) }, style: style))
        Self.addJournal(reply.service, to: &page)
        text = page.text
    }

    /// `40 consoles · 2 failed: rack3-07, rack3-12 · 1 to look at: bench · 37 well`
    private static func summary(_ consoles: [(health: ConsoleHealth, name: String)], style: Style) -> StyledText {
        var line = StyledText(Wording.count(consoles.count, "console"))
        for health in ConsoleHealth.allCases {
            let names = consoles.filter { $0.health == health }.map(\.name)
            guard !names.isEmpty else { continue }
            line += StyledText(style.separator)
            line += StyledText("\(names.count) \(health.words)", health.tone)
            guard health <= .attention else { continue }
            let others = names.count - namedConsoles
            let list = names.prefix(namedConsoles).joined(separator: ", ")
            line += StyledText(": " + list + (others > 0 ? " and \(others) more" : ""))
        }
        return line
    }

    /// Lost entries are lost diagnoses: whoever asks how things stand should know.
    static func addJournal(_ service: ServiceStatus, to page: inout TextPage) {
        guard service.journalDropped > 0 else { return }
        let entries = Wording.count(service.journalDropped, "entry", "entries")
        page.paragraph(StyledText("The journal never got \(entries): 'systemctl status systemd-journald'.", .caution))
    }

    /// Those that the terminal has room for, of those that say anything.
    private static func fitted(_ columns: [Column], room: Int) -> [Column] {
        var columns = columns.filter { column in column.rank == nil || column.cells.contains { !$0.isEmpty } }
        while columns.reduce(0, { $0 + $1.width + gap }) - gap > room {
            let loose = columns.indices.filter { columns[$0].rank != nil }
            guard let first = loose.min(by: { columns[$0].rank ?? 0 < columns[$1].rank ?? 0 }) else { break }
            columns.remove(at: first)
        }
        return columns
    }
}
