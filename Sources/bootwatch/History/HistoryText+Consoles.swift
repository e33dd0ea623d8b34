// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import SystemJournal

extension HistoryText {
    private static let maximumConsoles = 20

    func writeConsoles(_ outline: HistoryOutline, to page: inout TextPage) {
        let shown = outline.failing + outline.unsteady
        if !shown.isEmpty {
            page.blank()
            page.line(StyledText("Consoles", .strong))
            var table = HistoryTable([
                .init("CONSOLE", minimum: 8), .init("HOST", minimum: 16), .init("BOARD", minimum: 8), .init("STATE"),
                .init("BAD BOOTS", isNumber: true), .init("LAST BOOT", minimum: 8),
            ])
            for console in shown.prefix(Self.maximumConsoles) {
                table.add(row(console, outline), note: note(console, outline))
            }
            table.write(to: &page)
            let more = shown.count - Self.maximumConsoles
            if more > 0 { page.line(StyledText("  and \(more) more", .dim)) }
        }
        list(outline.steady, "came up each time", of: outline, to: &page)
        list(outline.unjudged, "have no boot that came to an end", of: outline, to: &page)
    }

    private func row(_ console: ConsoleHistory, _ outline: HistoryOutline) -> [(text: String, tone: Tone)] {
        let period = outline.period
        let state: (String, Tone)
        if let streak = console.failing {
            state = ("\(console.latest?.outcome.rawValue ?? "failed") since \(period.short(streak.since))", .danger)
        } else {
            state = ("up, was bad \(console.lastFailure.map { period.day($0) } ?? "")", .caution)
        }
        return [
            (console.port, .strong), (outline.hosts > 1 ? outline.host(of: console) : "", .plain),
            (console.board ?? "", .plain), state, ("\(console.failures) of \(console.boots)", .plain),
            (console.latest.map { period.ago($0.time) } ?? "", .plain),
        ]
    }

    /// `verify.checksum ×12, boot.hang ×4; the last 12 boots in a row`
    private func note(_ console: ConsoleHistory, _ outline: HistoryOutline) -> String {
        let codes = outline.codes(of: console)
        var text = codes.prefix(4).map { entry in
            entry.count > 1 ? "\(entry.code.rawValue) \(times)\(entry.count)" : entry.code.rawValue
        }.joined(separator: ", ")
        if codes.count > 4 { text += " and \(codes.count - 4) more" }
        guard let streak = console.failing, streak.boots > 1 else { return text }
        return text + (text.isEmpty ? "" : "; ") + "the last \(streak.boots) boots in a row"
    }

    private func list(
        _ consoles: [ConsoleHistory], _ what: String, of outline: HistoryOutline, to page: inout TextPage
    ) {
        guard !consoles.isEmpty else { return }
        let names = consoles.prefix(Self.maximumPlaces).map { console in
            outline.name(of: console)
        }
        let more = consoles.count - names.count
        page.blank()
        page.paragraph(
            StyledText("\(Wording.count(consoles.count, "console")) \(what): ", .plain)
                + StyledText(names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""), .dim),
            head: "  ")
    }
}
