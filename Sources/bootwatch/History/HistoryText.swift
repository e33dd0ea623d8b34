// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import SystemJournal

/// A history for people: which consoles fail, with what, since when, how often, what is new, which flash wears out.
struct HistoryText: Sendable {
    /// Consoles that a sentence names.
    static let maximumPlaces = 8

    let style: Style

    init(style: Style) {
        self.style = style
    }

    /// The history as lines of text, none wider than the style's width.
    ///
    /// - Parameters:
    ///   - name: what was read: `this host's journal`.
    ///   - remarks: sentences about what could not be read.
    func render(
        _ book: HistoryBook, period: HistoryPeriod, name: String, remarks: [String] = []
    ) -> String {
        let outline = HistoryOutline(book, period: period)
        var page = TextPage(style: style)
        writeHeadline(outline, name: name, to: &page)
        writeConsoles(outline, to: &page)
        writeFaults(outline, to: &page)
        writeNotices(outline, to: &page)
        writeWear(outline, to: &page)
        writeRemarks(outline, remarks, to: &page)
        return page.text
    }

    // MARK: - Headline

    private func writeHeadline(_ outline: HistoryOutline, name: String, to page: inout TextPage) {
        let (word, tone) = word(for: outline)
        let indent = String(repeating: " ", count: word.utf8.count + 2)
        page.paragraph(StyledText(headline(of: outline), .strong), head: StyledText("\(word)  ", tone))
        page.paragraph(scope(of: outline, name: name), head: StyledText(indent))
        let verdicts = verdicts(outline.book.verdicts)
        if !verdicts.isEmpty { page.paragraph(verdicts, head: StyledText(indent)) }
    }

    private func word(for outline: HistoryOutline) -> (String, Tone) {
        if outline.book.entries == 0 { return ("NOTHING", .accent) }
        if !outline.failing.isEmpty { return ("FAILING", .danger) }
        if outline.book.hasFailure { return ("UNSTEADY", .caution) }
        return ("WELL", .good)
    }

    private func headline(of outline: HistoryOutline) -> String {
        guard outline.book.entries > 0 else { return "No boot was judged and nothing was diagnosed" }
        let all = outline.consoles
        var parts: [String] = []
        if !outline.failing.isEmpty {
            let verb = outline.failing.count == 1 ? "does" : "do"
            parts.append("\(outline.failing.count) of \(Wording.count(all, "console")) \(verb) not come up")
        }
        if !outline.unsteady.isEmpty {
            let count = outline.unsteady.count
            let subject = parts.isEmpty ? "\(count) of \(Wording.count(all, "console"))" : "\(count) more"
            parts.append("\(subject) did not always come up")
        }
        if parts.isEmpty {
            if outline.book.hasFailure { parts.append("A boot fails that has not come to an end yet") }
            if !outline.steady.isEmpty {
                parts.append("\(Wording.count(outline.steady.count, "console")) came up each time")
            }
        }
        if outline.newFaults > 0 { parts.append("\(Wording.count(outline.newFaults, "failure")) not seen before") }
        return parts.isEmpty ? "No boot has come to an end" : parts.joined(separator: "; ")
    }

    private func scope(of outline: HistoryOutline, name: String) -> StyledText {
        let period = outline.period
        var parts = [name]
        if let span = outline.book.span {
            let start = period.since.map { period.text($0) } ?? period.text(span.lowerBound)
            let end = period.text(period.until.map { min($0, period.now) } ?? max(period.now, span.upperBound))
            parts.append("\(start) to \(end)")
            if outline.hosts > 1 { parts.append("\(outline.hosts) hosts") }
        } else {
            if let since = period.since { parts.append("from \(period.text(since))") }
            if let until = period.until { parts.append("until \(period.text(until))") }
        }
        var text: StyledText = ""
        for (index, part) in parts.enumerated() {
            text += StyledText(part, .dim, isUnbreakable: true)
            if index < parts.count - 1 { text += StyledText(", ", .dim) }
        }
        return text
    }

    private func verdicts(_ counts: [Verdict.Outcome: Int]) -> StyledText {
        let boots = counts.values.reduce(0, +)
        guard boots > 0 else { return "" }
        var text = StyledText("\(Wording.count(boots, "boot")): ")
        let known = Verdict.Outcome.allCases.filter { counts[$0] ?? 0 > 0 }
        for (index, outcome) in known.enumerated() {
            if index > 0 { text += ", " }
            let tone: Tone = outcome == .booted ? .good : outcome.isFailure ? .danger : .plain
            text += StyledText("\(counts[outcome] ?? 0) ") + StyledText(outcome.rawValue, tone)
        }
        return text
    }

    // MARK: - What is missing

    private func writeRemarks(_ outline: HistoryOutline, _ remarks: [String], to page: inout TextPage) {
        let omitted = outline.book.omitted
        var sentences = remarks
        if omitted.consoleEntries > 0 {
            sentences.append(
                "\(Wording.count(omitted.consoleEntries, "entry", "entries")) of further consoles only counted.")
        }
        if omitted.signatureEntries > 0 {
            sentences.append(
                "\(Wording.count(omitted.signatureEntries, "diagnosis", "diagnoses")) of further kinds only counted.")
        }
        if omitted.occurrences > 0 {
            sentences.append(
                "Where \(Wording.count(omitted.occurrences, "diagnosis", "diagnoses")) occurred is left out.")
        }
        if omitted.unknownEntries > 0 {
            sentences.append(
                "\(Wording.count(omitted.unknownEntries, "diagnosis", "diagnoses")) of a newer bootwatch left out: its codes are unknown here."
            )
        }
        guard !sentences.isEmpty else { return }
        page.blank()
        for sentence in sentences { page.paragraph(StyledText(sentence, .dim)) }
    }

    var times: String { style.unicode ? "×" : "x" }
}
