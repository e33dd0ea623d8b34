// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension TextReport {
    private static let maximumTableRows = 24

    func writeFlash(_ atlas: FlashAtlas, to page: inout TextPage) {
        for picture in atlas.pictures {
            page.blank()
            page.line(StyledText(picture.title, .strong) + StyledText(" (\(picture.provenance))", .dim))
            writeTable(picture, to: &page)
            if let drawing = FlashDrawing(picture, columns: min(style.width, 120) - 4, style: style) {
                page.blank()
                for line in drawing.lines { page.line(StyledText("  ") + line) }
                var legend: StyledText = ""
                for part in drawing.legend {
                    legend += StyledText(legend.isEmpty ? "" : ", ", .dim) + StyledText(part, .dim, isUnbreakable: true)
                }
                if !legend.isEmpty { page.paragraph(legend, head: "  ") }
            }
            for note in picture.notes { page.paragraph(StyledText(note, .dim), head: "  ") }
        }
        if atlas.droppedCount > 0 {
            page.line(StyledText("  \(Wording.count(atlas.droppedCount, "partition list")) more, not shown", .dim))
        }
    }

    private func writeTable(_ picture: FlashPicture, to page: inout TextPage) {
        let (rows, hidden) = picture.tableRows(maximum: Self.maximumTableRows)
        guard !rows.isEmpty else { return }
        let hasPlaces = rows.contains { $0.offset != nil }
        // What is left when numbers, addresses and sizes have had their columns.
        let room = style.width - 10 - (hasPlaces ? 24 : 0) - 12
        let names = rows.map { SafeText.visible($0.name, ascii: !style.unicode) }
        let nameWidth = min(max(names.map { SafeText.width(of: $0) }.max() ?? 4, 4), max(min(room, 32), 6))
        let addresses = hasPlaces ? SafeText.padded("start", to: 10) + "  " + SafeText.padded("end", to: 10) + "  " : ""
        page.line(StyledText("    mtd  \(SafeText.padded("name", to: nameWidth))  \(addresses)size", .dim))
        for (part, name) in zip(rows, names) {
            let number = String(part.number)
            let mark = part.isDiagnosed ? style.pointer : " "
            var row = StyledText("  \(mark) ", .danger)
            row += StyledText(String(repeating: " ", count: max(3 - number.utf8.count, 0)) + number + "  ")
            let shortened = SafeText.truncated(name, to: nameWidth, ellipsis: style.ellipsis)
            row += StyledText(SafeText.padded(shortened, to: nameWidth) + "  ", part.isDiagnosed ? .strong : .plain)
            if hasPlaces {
                let start = part.offset.map(Wording.hex) ?? "?"
                let end = part.range.map { Wording.hex($0.upperBound) } ?? "?"
                row += StyledText("\(SafeText.padded(start, to: 10))  \(SafeText.padded(end, to: 10))  ", .dim)
            }
            row += StyledText(SafeText.padded(part.size.map(Wording.size) ?? "?", to: 9))
            if part.badBlockCount > 0 {
                row += StyledText("  \(Wording.count(part.badBlockCount, "bad block"))", .danger)
            }
            page.line(row)
        }
        if hidden > 0 { page.line(StyledText("    and \(Wording.count(hidden, "partition")) more", .dim)) }
    }
}

extension FlashPicture {
    var title: String {
        let name = device.map { "Flash \($0)" } ?? "Flash"
        return size.map { "\(name), \(Wording.size($0))" } ?? name
    }

    /// `kernel, lines 12-18`.
    var provenance: String { "\(Wording.origin(origin)), \(Wording.lines(lines))" }

    /// The rows of a table: those that matter, and of the others as many as there is room for, in their order.
    func tableRows(maximum: Int) -> (rows: [Part], hidden: Int) {
        guard parts.count > maximum else { return (parts, 0) }
        var indices = Set(parts.indices.filter { parts[$0].isDiagnosed || parts[$0].badBlockCount > 0 }.prefix(maximum))
        for index in parts.indices where indices.count < maximum { indices.insert(index) }
        return (indices.sorted().map { parts[$0] }, parts.count - indices.count)
    }
}
