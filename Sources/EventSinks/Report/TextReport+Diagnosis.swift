// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension TextReport {
    /// Rows of a diagnosis that does not stand first and is no grave one.
    private static let briefCauses = 2
    private static let briefSteps = 2

    /// Writes a diagnosis as a block of its own.
    ///
    /// - Parameters:
    ///   - group: the diagnosis.
    ///   - outline: the report that it is part of.
    ///   - isComplete: whether all causes, reasons and steps are told, or only the likeliest and the first.
    ///   - page: where it is set.
    func write(_ group: DiagnosisGroup, of outline: ReportOutline, isComplete: Bool, to page: inout TextPage) {
        let diagnosis = group.diagnosis
        let severity = diagnosis.severity.rawValue
        page.blank()
        page.paragraph(
            StyledText(diagnosis.summary, .strong),
            head: StyledText("\(severity)[\(diagnosis.code.rawValue)]", Self.tone(of: diagnosis.severity))
                + StyledText(": ", .strong), indent: 2)
        let about = [outline.certainty(group, ellipsis: style.ellipsis), outline.subject(of: diagnosis)]
        page.paragraph(StyledText(about.compactMap(\.self).joined(separator: "; "), .dim), head: "  ")
        writeEvidence(diagnosis, maximumLines: isComplete ? 6 : 3, to: &page)
        writeCauses(diagnosis, of: outline, isComplete: isComplete, to: &page)
        writeSteps(diagnosis, isComplete: isComplete, to: &page)
        writeConsequences(outline.consequences(of: group), of: outline, to: &page)
    }

    // MARK: - Evidence

    /// Quotes lines.
    ///
    /// - Parameters:
    ///   - diagnosis: what they speak for.
    ///   - maximumLines: lines at most.
    ///   - isSetOff: whether a blank line comes first.
    ///   - page: where they are set.
    func writeEvidence(
        _ diagnosis: Diagnosis, maximumLines: Int, isSetOff: Bool = true, to page: inout TextPage
    ) {
        let evidence = QuotedEvidence(diagnosis, maximumLines: maximumLines)
        guard !evidence.rows.isEmpty else { return }
        let width = max(evidence.numberWidth, 3)
        if isSetOff { page.blank() }
        for row in evidence.rows {
            switch row {
            case .line(let number, let text):
                let padding = String(repeating: " ", count: width - String(number).utf8.count)
                let head = StyledText("  \(padding)\(number) \(style.gutter) ", .accent)
                let visible = SafeText.visible(text, ascii: !style.unicode)
                let quoted = Excerpt.of(visible, columns: style.width - head.width, ellipsis: style.ellipsis)
                page.line(head + StyledText(quoted))
            case .more(let count):
                let dots = String(repeating: ".", count: min(width, 3))
                page.line(StyledText("  \(SafeText.padded(dots, to: width)) \(style.gutter) and \(count) more", .dim))
            }
        }
    }

    // MARK: - Causes

    private func writeCauses(
        _ diagnosis: Diagnosis, of outline: ReportOutline, isComplete: Bool, to page: inout TextPage
    ) {
        let (shown, listed) = outline.causes(of: diagnosis, maximum: isComplete ? .max : Self.briefCauses)
        guard !shown.isEmpty else { return }
        page.blank()
        page.line(StyledText("  Causes", .strong))
        let barWidth = style.width >= 72 ? 10 : 0
        for (index, cause) in shown.enumerated() {
            let bar = barWidth > 0 ? self.bar(cause.share, columns: barWidth) + " " : ""
            let percent = Wording.percent(cause.share)
            let label = "    \(bar)\(String(repeating: " ", count: max(5 - percent.utf8.count, 0)))\(percent)  "
            page.paragraph(
                StyledText(cause.title, index == 0 ? .strong : .plain) + StyledText(" (\(cause.cause))", .dim),
                head: StyledText(label, index == 0 ? .accent : .dim))
            guard isComplete else { continue }
            writeReasons(cause.because, indent: SafeText.width(of: label), to: &page)
        }
        if !listed.isEmpty {
            let list = listed.map { "\($0.cause) \(Wording.percent($0.share))" }.joined(separator: ", ")
            page.paragraph(StyledText(list, .dim), head: StyledText("    also possible: ", .dim), indent: 6)
        }
    }

    func writeReasons(_ reasons: [String], indent: Int, to page: inout TextPage) {
        let margin = String(repeating: " ", count: indent)
        for reason in reasons {
            if reason.hasPrefix("against: ") {
                page.paragraph(
                    StyledText(String(reason.dropFirst("against: ".count))),
                    head: StyledText("\(margin)\(style.against) against: ", .caution), indent: indent + 2)
            } else {
                page.paragraph(StyledText(reason), head: StyledText("\(margin)+ ", .good))
            }
        }
    }

    /// A share as a bar of eighths, or of signs in ASCII.
    private func bar(_ share: Double, columns: Int) -> String {
        let share = share.isFinite ? min(max(share, 0), 1) : 0
        guard style.unicode else {
            return SafeText.padded(String(repeating: "=", count: Wording.nearest(share * Double(columns))), to: columns)
        }
        let eighths = Wording.nearest(share * Double(columns * 8))
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return SafeText.padded(String(repeating: "█", count: eighths / 8) + partial, to: columns)
    }

    // MARK: - Steps and consequences

    private func writeSteps(_ diagnosis: Diagnosis, isComplete: Bool, to page: inout TextPage) {
        let ordered = Self.ordered(diagnosis.steps)
        let shown = ordered.prefix(isComplete ? ordered.count : Self.briefSteps)
        guard !shown.isEmpty else { return }
        page.blank()
        page.line(StyledText("  Next steps", .strong))
        let width = String(shown.count).utf8.count
        for (index, step) in shown.enumerated() {
            let number = String(index + 1)
            let head = "    \(String(repeating: " ", count: width - number.utf8.count))\(number). "
            page.paragraph(
                StyledText("[\(Wording.risk(step.risk))]", Self.tone(of: step.risk)) + StyledText(" \(step.action)"),
                head: StyledText(head))
            if !step.why.isEmpty {
                page.paragraph(
                    StyledText(step.why, .dim), head: StyledText(String(repeating: " ", count: head.utf8.count)))
            }
        }
        let more = ordered.count - shown.count
        if more > 0 {
            page.line(StyledText("    and \(more) more: bootwatch explain \(diagnosis.code.rawValue)", .dim))
        }
    }

    /// Harmless first, whoever made the list.
    static func ordered(_ steps: [Diagnosis.Step]) -> [Diagnosis.Step] {
        steps.enumerated().sorted { ($0.element.risk, $0.offset) < ($1.element.risk, $1.offset) }.map(\.element)
    }

    static func tone(of risk: Diagnosis.Risk) -> Tone {
        switch risk {
        case .readOnly: .good
        case .writes: .caution
        case .destroysData: .danger
        }
    }

    private func writeConsequences(
        _ groups: [DiagnosisGroup], of outline: ReportOutline, to page: inout TextPage
    ) {
        let maximum = 6
        guard !groups.isEmpty else { return }
        page.blank()
        page.line(StyledText("  Follows from it", .strong))
        for group in groups.prefix(maximum) { writeShort(group, of: outline, indent: 4, to: &page) }
        if groups.count > maximum { page.line(StyledText("    and \(groups.count - maximum) more", .dim)) }
    }
}
