// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What is said while a console is being watched: one thing in a row or two, and a failure as a panel.
///
/// Rows carry a gutter that sets them off from what the board prints; none is wider than the screen.
extension TextReport {
    /// What the gutter of a row means.
    package enum Gutter: Sendable, Hashable {
        case severity(Severity)
        /// Something got better.
        case good
        /// bootwatch speaks of itself or of the port.
        case own

        var tone: Tone {
            switch self {
            case .severity(let severity): TextReport.tone(of: severity)
            case .good: .good
            case .own: .dim
            }
        }
    }

    /// How much of a panel is told.
    private struct Detail {
        var evidence: Int
        var causes: Int
        /// Reasons of the first cause and of the others.
        var reasons: (first: Int, others: Int)
        var steps: Int

        /// From the most that a panel tells to the least.
        static let levels = [
            Detail(evidence: 3, causes: 3, reasons: (2, 1), steps: 4),
            Detail(evidence: 2, causes: 3, reasons: (2, 1), steps: 3),
            Detail(evidence: 2, causes: 2, reasons: (1, 0), steps: 3),
            Detail(evidence: 1, causes: 2, reasons: (1, 0), steps: 2),
            Detail(evidence: 1, causes: 1, reasons: (0, 0), steps: 2),
            Detail(evidence: 0, causes: 1, reasons: (0, 0), steps: 1),
        ]
    }

    /// One thing in a few rows.
    ///
    /// - Parameters:
    ///   - gutter: whose words they are.
    ///   - label: what stands before the text, in the gutter's colour; empty for none.
    ///   - text: a sentence.
    ///   - detail: what stands behind it in parentheses.
    ///   - maximumRows: rows; the last one is cut.
    package static func note(
        _ gutter: Gutter, label: String, text: String, detail: String? = nil, maximumRows: Int = 4, style: Style,
        columns: Int
    ) -> [String] {
        rows(gutter, maximum: maximumRows, style: style, columns: columns) { page in
            let head = label.isEmpty ? "" : StyledText(label, gutter.tone) + StyledText(": ")
            let tail = detail.map { StyledText(" (\($0))", .dim) } ?? ""
            page.paragraph(StyledText(text) + tail, head: head, indent: 2)
        }
    }

    /// Rows that are laid out already, in bootwatch's own gutter; what is too long is cut.
    package static func own(_ lines: [String], style: Style, columns: Int) -> [String] {
        rows(.own, maximum: .max, style: style, columns: columns) { page in
            for line in lines { line.isEmpty ? page.blank() : page.line(StyledText(line)) }
        }
    }

    /// What, where, why and what next, of the primary diagnosis of a boot.
    ///
    /// - Parameters:
    ///   - collector: what was said of the boot.
    ///   - word: how it stands, as one word: `FAILED`.
    ///   - hint: how the rest is had, for a panel that leaves something out.
    ///   - maximumRows: rows of the panel.
    /// - Returns: rows; empty when nothing is wrong.
    package static func panel(
        _ collector: ReportCollector, word: String, hint: String, maximumRows: Int, style: Style, columns: Int
    ) -> [String] {
        let outline = ReportOutline(collector)
        guard let group = outline.primary ?? outline.others.first else { return [] }
        let gutter = Gutter.severity(group.severity)
        var rows: [String] = []
        for detail in Detail.levels {
            rows = self.rows(gutter, maximum: .max, style: style, columns: columns) { page in
                let report = TextReport(style: page.style)
                report.writePanel(group, of: outline, word: word, detail: detail, hint: hint, to: &page)
            }
            if rows.count <= maximumRows { break }
        }
        return Array(rows.prefix(maximumRows))
    }

    /// The same without a gutter, for lines that are set off in another way.
    package static func panel(_ collector: ReportCollector, word: String, style: Style) -> [String] {
        let outline = ReportOutline(collector)
        guard let group = outline.primary ?? outline.others.first, let detail = Detail.levels.first else { return [] }
        var page = TextPage(style: style)
        TextReport(style: style).writePanel(group, of: outline, word: word, detail: detail, hint: "", to: &page)
        return page.text.split(separator: "\n").map(String.init)
    }

    /// All that is known of the primary diagnosis of a boot and of the other grave ones.
    ///
    /// - Returns: rows; empty when nothing is wrong.
    package static func complete(_ collector: ReportCollector, style: Style, columns: Int) -> [String] {
        let outline = ReportOutline(collector)
        let groups = [outline.primary].compactMap(\.self) + outline.others
        guard let first = groups.first else { return [] }
        return rows(.severity(first.severity), maximum: .max, style: style, columns: columns) { page in
            let report = TextReport(style: page.style)
            for group in groups {
                report.write(group, of: outline, isComplete: group == first, to: &page)
            }
        }
    }

    // MARK: - Rows

    /// Sets text on a page beside a gutter.
    private static func rows(
        _ gutter: Gutter, maximum: Int, style: Style, columns: Int, _ write: (inout TextPage) -> Void
    ) -> [String] {
        let width = columns - 2
        var style = Style(style, panelWidth: width)
        // On a screen narrower than any panel the rows are cut, and colours cannot be cut.
        let isCut = style.width > width
        if isCut { style.color = false }
        var page = TextPage(style: style)
        write(&page)
        var lines = page.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        if lines.first?.isEmpty ?? false { lines.removeFirst() }
        if lines.count > maximum {
            lines.removeSubrange(max(maximum - 1, 0)...)
            lines.append(style.ellipsis)
        }
        let glyph = style.unicode ? "▌" : "|"
        let edge = style.color ? gutter.tone.parameters.map { "\u{1B}[\($0)m\(glyph)\u{1B}[0m" } ?? glyph : glyph
        return lines.map { line in
            let text = isCut ? SafeText.truncated(line, to: max(width, 0), ellipsis: style.ellipsis) : line
            return text.isEmpty ? edge : "\(edge) \(text)"
        }
    }

    // MARK: - The panel

    private func writePanel(
        _ group: DiagnosisGroup, of outline: ReportOutline, word: String, detail: Detail, hint: String,
        to page: inout TextPage
    ) {
        let diagnosis = group.diagnosis
        let label = StyledText("\(word)  ", Self.tone(of: group.severity))
        page.paragraph(StyledText(diagnosis.summary, .strong), head: label)
        let about = [diagnosis.code.rawValue, outline.place(of: group), outline.subject(of: diagnosis)]
        page.paragraph(
            StyledText(about.compactMap(\.self).joined(separator: ", "), .dim),
            head: StyledText(String(repeating: " ", count: label.width)))
        let quoted = diagnosis.withLines(detail.evidence)
        writeEvidence(quoted, maximumLines: detail.evidence, isSetOff: false, to: &page)
        for (index, cause) in diagnosis.causes.prefix(detail.causes).enumerated() {
            let percent = Wording.percent(cause.share)
            let head =
                (index == 0 ? "why   " : "      ") + String(repeating: " ", count: max(4 - percent.utf8.count, 0))
            page.paragraph(
                StyledText(cause.title, index == 0 ? .strong : .plain),
                head: StyledText(head, .dim) + StyledText("\(percent)  ", index == 0 ? .accent : .dim))
            let maximum = index == 0 ? detail.reasons.first : detail.reasons.others
            writeReasons(Array(cause.because.prefix(maximum)), indent: 12, to: &page)
        }
        for (index, step) in Self.ordered(diagnosis.steps).prefix(detail.steps).enumerated() {
            page.paragraph(
                StyledText("[\(Wording.risk(step.risk))]", Self.tone(of: step.risk)) + StyledText(" \(step.action)"),
                head: StyledText(index == 0 ? "next  " : "      ", .dim) + StyledText("\(index + 1). "))
        }
        if !hint.isEmpty { page.line(StyledText(hint, .dim)) }
    }
}

extension Diagnosis {
    /// The same with so many lines of evidence: the first ones, and the last one.
    fileprivate func withLines(_ count: Int) -> Diagnosis {
        var lines: [Evidence] = []
        for evidence in evidence where !lines.contains(where: { $0.line == evidence.line }) { lines.append(evidence) }
        var copy = self
        copy.furtherEvidence = 0
        copy.evidence =
            lines.count <= count || count < 2 ? Array(lines.prefix(count)) : lines.prefix(count - 1) + lines.suffix(1)
        return copy
    }
}
