// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import SystemJournal

extension HistoryText {
    private static let maximumFaults = 12
    private static let maximumNotices = 8

    func writeFaults(_ outline: HistoryOutline, to page: inout TextPage) {
        guard !outline.faults.isEmpty else { return }
        page.blank()
        page.line(StyledText("What goes wrong", .strong))
        for index in outline.faults.prefix(Self.maximumFaults) {
            write(outline.book.signatures[index], at: index, of: outline, to: &page)
        }
        let more = outline.faults.count - Self.maximumFaults
        if more > 0 {
            page.line(StyledText("  and \(more) more; --port, --board and --code narrow it down, --json has all", .dim))
        }
    }

    private func write(
        _ signature: SignatureHistory, at index: Int, of outline: HistoryOutline, to page: inout TextPage
    ) {
        let (tally, period) = (signature.tally, outline.period)
        let indent = StyledText("      ")
        var head = StyledText("  \(signature.code.rawValue)", TextReport.tone(of: signature.severity))
        if let partition = signature.partition { head += StyledText(" in \(partition)", .strong) }
        if period.isNew(signature) { head += StyledText("  NEW", .caution) }
        page.line(head)
        page.paragraph(StyledText(signature.message), head: indent)
        let boots = outline.boots(of: index)
        var counts = boots > tally.count ? "\(tally.count) of \(boots) boots" : Wording.count(tally.count, "boot")
        if tally.survived > 0 { counts += ", \(tally.survived) came up all the same" }
        if tally.resolved > 0 { counts += ", \(tally.resolved) taken back" }
        page.paragraph(
            StyledText("\(counts)\(style.separator)")
                + StyledText("since \(period.text(signature.firstEver))", isUnbreakable: true) + ", "
                + StyledText("last \(period.ago(tally.last))", isUnbreakable: true),
            head: indent)
        let places = places(of: index, outline)
        if !places.isEmpty { page.paragraph(places, head: indent + StyledText("on ", .dim)) }
        if let step = signature.step, !step.isEmpty {
            page.paragraph(StyledText(step), head: indent + StyledText("\(style.arrow) ", .accent))
        }
    }

    /// `rack3 (lab-a) ×12, rack5 (lab-b) ×3`
    private func places(of index: Int, _ outline: HistoryOutline) -> StyledText {
        let places = outline.places(of: index)
        var text: StyledText = ""
        for (number, place) in places.prefix(Self.maximumPlaces).enumerated() {
            let count = place.tally.count > 1 ? " \(times)\(place.tally.count)" : ""
            if number > 0 { text += ", " }
            text += StyledText(outline.name(of: place.console) + count, isUnbreakable: true)
        }
        let more = places.count - Self.maximumPlaces
        return more > 0 ? text + StyledText(" and \(more) more") : text
    }

    func writeNotices(_ outline: HistoryOutline, to page: inout TextPage) {
        guard !outline.notices.isEmpty else { return }
        page.blank()
        page.line(StyledText("Also noticed", .strong))
        for index in outline.notices.prefix(Self.maximumNotices) {
            let signature = outline.book.signatures[index]
            let name = signature.code.rawValue + (signature.partition.map { " in \($0)" } ?? "")
            let mark = outline.period.isNew(signature) ? StyledText("NEW ", .caution) : ""
            let places = outline.places(of: index)
            var facts = "\(times)\(signature.tally.count)"
            if places.count == 1 { facts += " on \(outline.name(of: places[0].console))" }
            if places.count > 1 { facts += " on \(places.count) consoles" }
            facts += ", last \(outline.period.ago(signature.tally.last)): "
            page.paragraph(
                mark + StyledText(facts, .dim) + StyledText(signature.message),
                head: StyledText("  \(name)  ", .accent), indent: 6)
        }
        let more = outline.notices.count - Self.maximumNotices
        if more > 0 { page.line(StyledText("  and \(more) more", .dim)) }
    }
}
