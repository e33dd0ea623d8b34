// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The report for an issue tracker or a wiki (GitHub's and GitLab's Markdown).
package struct MarkdownReport: Sendable {
    /// The drawings' style; Markdown itself has neither width nor colour.
    private let style: Style

    package init(style: Style = Style()) {
        self.style = Style(color: false, width: min(style.width, 100), unicode: style.unicode)
    }

    /// The report as Markdown.
    ///
    /// - Parameters:
    ///   - collector: what the stream told.
    ///   - name: the file or the port, as the person knows it.
    /// - Returns: lines, each ended by LF.
    package func render(_ collector: ReportCollector, name: String) -> String {
        let outline = ReportOutline(collector)
        var page = MarkdownPage()
        page.heading(2, "\(outline.outcomeWord): " + MarkdownText.prose(outline.headline))
        page.paragraph(MarkdownText.code(outline.location(name: name)))
        writeDevice(outline, to: &page)
        if let primary = outline.primary { write(primary, of: outline, to: &page) }
        for group in outline.others { write(group, of: outline, to: &page) }
        writeFlash(outline.flash, to: &page)
        let notices = outline.notices.map { short($0, of: outline) }
        let remarks = collector.remarks.sentences.map { MarkdownText.prose($0) }
        if !notices.isEmpty || !remarks.isEmpty {
            page.heading(3, "Also noticed")
            page.list(notices + remarks)
        }
        for sentence in outline.omissions { page.paragraph(MarkdownText.prose(sentence)) }
        return page.text
    }

    // MARK: - Device

    private func writeDevice(_ outline: ReportOutline, to page: inout MarkdownPage) {
        var rows = outline.device(separator: " · ").map {
            "**\(MarkdownText.prose($0.label))**: \(MarkdownText.code($0.value))"
        }
        if !outline.course.isEmpty {
            let steps = outline.course.map { step in
                let text = MarkdownText.prose(step.text)
                return (step.isFault ? "**\(text)**" : text) + " (line \(step.line))"
            }
            rows.append("**course**: " + steps.joined(separator: " \(style.arrow) "))
        }
        if let boots = outline.boots { rows.append("**boots**: \(MarkdownText.prose(boots))") }
        page.list(rows)
    }

    // MARK: - Diagnoses

    private func write(_ group: DiagnosisGroup, of outline: ReportOutline, to page: inout MarkdownPage) {
        let diagnosis = group.diagnosis
        page.heading(3, MarkdownText.prose(diagnosis.summary))
        let about = outline.subject(of: diagnosis).map { "; " + MarkdownText.prose($0) } ?? ""
        page.paragraph(
            "**\(diagnosis.severity.rawValue)** `\(diagnosis.code.rawValue)`, "
                + MarkdownText.prose(outline.certainty(group, ellipsis: style.ellipsis)) + about)
        writeEvidence(diagnosis, to: &page)
        writeCauses(diagnosis, to: &page)
        writeSteps(diagnosis, to: &page)
        let consequences = outline.consequences(of: group)
        if !consequences.isEmpty {
            page.paragraph("**Follows from it**")
            page.list(consequences.map { short($0, of: outline) })
        }
    }

    private func writeEvidence(_ diagnosis: Diagnosis, to page: inout MarkdownPage) {
        let evidence = QuotedEvidence(diagnosis, maximumLines: 6)
        guard !evidence.rows.isEmpty else { return }
        let lines = evidence.rows.map { row in
            switch row {
            case .line(let number, let text):
                let padding = String(repeating: " ", count: evidence.numberWidth - String(number).utf8.count)
                return "\(padding)\(number) | " + Excerpt.of(SafeText.visible(text), columns: 200, ellipsis: "…")
            case .more(let count):
                return SafeText.padded(String("...".prefix(evidence.numberWidth)), to: evidence.numberWidth)
                    + " | and \(count) more"
            }
        }
        page.raw(MarkdownText.block(lines))
    }

    private func writeCauses(_ diagnosis: Diagnosis, to page: inout MarkdownPage) {
        guard !diagnosis.causes.isEmpty else { return }
        page.table(
            ["Share", "Cause", "Because"], alignment: ["---:", "---", "---"],
            rows: diagnosis.causes.map { cause in
                [
                    MarkdownText.prose(Wording.percent(cause.share)),
                    "\(MarkdownText.prose(cause.title, inTable: true)) (\(MarkdownText.code(cause.cause, inTable: true)))",
                    cause.because.map { MarkdownText.prose($0, inTable: true) }.joined(separator: "<br>"),
                ]
            })
    }

    private func writeSteps(_ diagnosis: Diagnosis, to page: inout MarkdownPage) {
        let steps = diagnosis.steps.enumerated().sorted { ($0.element.risk, $0.offset) < ($1.element.risk, $1.offset) }
        guard !steps.isEmpty else { return }
        page.paragraph("**Next steps**")
        page.list(
            steps.map { _, step in
                let why = step.why.isEmpty ? "" : "<br>" + MarkdownText.prose(step.why)
                return "**[\(Wording.risk(step.risk))]** \(MarkdownText.prose(step.action))\(why)"
            }, isNumbered: true)
    }

    private func short(_ group: DiagnosisGroup, of outline: ReportOutline) -> String {
        let diagnosis = group.diagnosis
        let details = [outline.lines(of: diagnosis), outline.boots(of: group, ellipsis: style.ellipsis)]
        return "**\(diagnosis.severity.rawValue)** \(MarkdownText.prose(diagnosis.summary)) "
            + (["`\(diagnosis.code.rawValue)`"] + details.compactMap(\.self)).joined(separator: ", ")
    }

    // MARK: - Flash

    private func writeFlash(_ atlas: FlashAtlas, to page: inout MarkdownPage) {
        for picture in atlas.pictures {
            page.heading(3, MarkdownText.prose(picture.title))
            page.paragraph(MarkdownText.prose(picture.provenance))
            let (rows, hidden) = picture.tableRows(maximum: 64)
            page.table(
                ["mtd", "Name", "Start", "End", "Size", "Marks"],
                alignment: ["---:", "---", "---", "---", "---:", "---"],
                rows: rows.map { part in
                    let marks = [
                        part.isDiagnosed ? "**diagnosed**" : nil,
                        part.badBlockCount > 0 ? Wording.count(part.badBlockCount, "bad block") : nil,
                    ]
                    return [
                        "\(part.number)", MarkdownText.code(part.name, inTable: true),
                        part.offset.map(Wording.hex) ?? "?", part.range.map { Wording.hex($0.upperBound) } ?? "?",
                        part.size.map(Wording.size) ?? "?", marks.compactMap(\.self).joined(separator: ", "),
                    ]
                })
            if hidden > 0 { page.paragraph("and \(Wording.count(hidden, "partition")) more") }
            if let drawing = FlashDrawing(picture, columns: style.width - 2, style: style) {
                let lines = drawing.lines.map { line in line.pieces.map(\.text).joined() }
                page.raw(MarkdownText.block(lines + drawing.legend))
            }
            for note in picture.notes { page.paragraph(MarkdownText.prose(note)) }
        }
        if atlas.droppedCount > 0 {
            page.paragraph("\(Wording.count(atlas.droppedCount, "partition list")) more, not shown")
        }
    }
}

/// Blocks of Markdown, a blank line between them. What it is given is safe already.
private struct MarkdownPage {
    private(set) var text = ""

    mutating func raw(_ block: String) {
        text += text.isEmpty ? block : "\n" + block
    }

    mutating func heading(_ level: Int, _ content: String) {
        raw("\(String(repeating: "#", count: level)) \(content)\n")
    }

    mutating func paragraph(_ content: String) {
        if !content.isEmpty { raw(content + "\n") }
    }

    mutating func list(_ items: [String], isNumbered: Bool = false) {
        guard !items.isEmpty else { return }
        raw(items.enumerated().map { "\(isNumbered ? "\($0.offset + 1)." : "-") \($0.element)\n" }.joined())
    }

    mutating func table(_ titles: [String], alignment: [String], rows: [[String]]) {
        func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
        raw(row(titles) + row(alignment) + rows.map(row).joined())
    }
}
