// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// The report for a person at a terminal: the verdict, the device, each diagnosis with its evidence, causes and next
/// steps, the flash map.
package struct TextReport: Sendable {
    let style: Style

    package init(style: Style) {
        self.style = style
    }

    /// The report as lines of text, none wider than the style's width.
    ///
    /// - Parameters:
    ///   - collector: what the stream told.
    ///   - name: the file or the port, as the person knows it.
    /// - Returns: lines, each ended by LF.
    package func render(_ collector: ReportCollector, name: String) -> String {
        let outline = ReportOutline(collector)
        var page = TextPage(style: style)
        writeVerdict(outline, name: name, to: &page)
        writeDevice(outline, to: &page)
        if let primary = outline.primary { write(primary, of: outline, isComplete: true, to: &page) }
        for group in outline.others {
            write(group, of: outline, isComplete: group.severity >= .error, to: &page)
        }
        writeFlash(outline.flash, to: &page)
        writeNotices(outline, to: &page)
        writeOmissions(outline, to: &page)
        return page.text
    }

    // MARK: - Verdict and device

    private func writeVerdict(_ outline: ReportOutline, name: String, to page: inout TextPage) {
        let word = outline.outcomeWord
        let indent = SafeText.width(of: word) + 2
        page.paragraph(StyledText(outline.headline, .strong), head: StyledText("\(word)  ", tone(of: outline.outcome)))
        page.paragraph(
            StyledText(outline.location(name: name), .dim), head: StyledText(String(repeating: " ", count: indent)))
    }

    private func tone(of outcome: Verdict.Outcome?) -> Tone {
        switch outcome {
        case .booted?: .good
        case .incomplete?: .accent
        case nil: .accent
        case .garbled?: .caution
        case .recovery?, .failed?, .hung?, .looping?: .danger
        }
    }

    private func writeDevice(_ outline: ReportOutline, to page: inout TextPage) {
        let rows = outline.device(separator: style.separator)
        let course = self.course(outline)
        let labels = rows.map(\.label) + ["course", "boots"]
        let width = min(labels.map { SafeText.width(of: $0) }.max() ?? 0, 12)
        func head(_ label: String) -> StyledText {
            StyledText("  " + SafeText.padded(SafeText.truncated(label, to: width, ellipsis: ""), to: width + 2), .dim)
        }
        guard !rows.isEmpty || !course.isEmpty || outline.boots != nil else { return }
        page.blank()
        for row in rows { page.paragraph(StyledText(row.value), head: head(row.label)) }
        if !course.isEmpty { page.paragraph(course, head: head("course")) }
        if let boots = outline.boots { page.paragraph(StyledText(boots), head: head("boots")) }
    }

    private func course(_ outline: ReportOutline) -> StyledText {
        var text: StyledText = ""
        for (index, step) in outline.course.enumerated() {
            if index > 0 { text += StyledText(" \(style.arrow) ", .dim) }
            text += StyledText(step.text, step.isFault ? .danger : .plain)
            text += StyledText(" ") + StyledText("(line \(step.line))", .dim, isUnbreakable: true)
        }
        return text
    }

    // MARK: - What comes last

    private func writeNotices(_ outline: ReportOutline, to page: inout TextPage) {
        let maximum = 6
        let remarks = outline.collector.remarks.sentences
        guard !outline.notices.isEmpty || !remarks.isEmpty else { return }
        page.blank()
        page.line(StyledText("Also noticed", .strong))
        for group in outline.notices.prefix(maximum) { writeShort(group, of: outline, indent: 2, to: &page) }
        let more = outline.notices.count - maximum
        if more > 0 { page.line(StyledText("  and \(more) more", .dim)) }
        for sentence in remarks { page.paragraph(StyledText(sentence), head: StyledText("  ")) }
    }

    /// A diagnosis in a line or two.
    func writeShort(_ group: DiagnosisGroup, of outline: ReportOutline, indent: Int, to page: inout TextPage) {
        let diagnosis = group.diagnosis
        let details = [
            diagnosis.code.rawValue, outline.lines(of: diagnosis), outline.boots(of: group, ellipsis: style.ellipsis),
        ]
        let label = SafeText.padded(diagnosis.severity.rawValue, to: 7) + "  "
        page.paragraph(
            StyledText(diagnosis.summary)
                + StyledText(" (\(details.compactMap(\.self).joined(separator: ", ")))", .dim),
            head: StyledText(String(repeating: " ", count: indent))
                + StyledText(label, Self.tone(of: diagnosis.severity)))
    }

    private func writeOmissions(_ outline: ReportOutline, to page: inout TextPage) {
        guard !outline.omissions.isEmpty else { return }
        page.blank()
        for sentence in outline.omissions { page.paragraph(StyledText(sentence, .dim)) }
    }

    package static func tone(of severity: Severity) -> Tone {
        switch severity {
        case .fatal, .error: .danger
        case .warning: .caution
        case .notice, .info: .accent
        }
    }
}
