// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import SystemJournal

extension HistoryText {
    private static let maximumRows = 20

    func writeWear(_ outline: HistoryOutline, to page: inout TextPage) {
        guard !outline.wear.isEmpty || outline.steadyFlashes > 0 else { return }
        page.blank()
        page.line(StyledText("Flash", .strong))
        var table = HistoryTable([
            .init("CONSOLE", minimum: 8), .init("HOST", minimum: 16), .init("BOARD", minimum: 6), .init("BAD BLOCKS"),
            .init("GROWTH", minimum: 8), .init("BY MONTH", minimum: 8), .init("ECC ERRORS", minimum: 10),
        ])
        for wear in outline.wear.prefix(Self.maximumRows) { table.add(row(wear, outline)) }
        if !outline.wear.isEmpty { table.write(to: &page) }
        let more = outline.wear.count - Self.maximumRows
        if more > 0 { page.line(StyledText("  and \(more) more", .dim)) }
        if outline.steadyFlashes > 0 {
            let count = Wording.count(outline.steadyFlashes, "flash", "flashes")
            page.line(StyledText("  \(count) with bad blocks, and no more than at first", .dim))
        }
    }

    private func row(_ wear: HistoryOutline.Wear, _ outline: HistoryOutline) -> [(text: String, tone: Tone)] {
        let blocks = wear.badBlocks
        let isGrowing = (blocks?.growth ?? 0) > 0
        var ecc: [String] = []
        if wear.lost > 0 { ecc.append("\(wear.lost) lost") }
        if wear.corrected > 0 { ecc.append("\(wear.corrected) corrected") }
        return [
            (wear.console.port, .strong), (outline.hosts > 1 ? outline.host(of: wear.console) : "", .plain),
            (wear.board ?? "", .plain),
            (
                blocks.map { isGrowing ? "\($0.baseline) \(style.arrow) \($0.highest.count)" : "\($0.highest.count)" }
                    ?? "", isGrowing ? .danger : .plain
            ),
            (blocks.map { growth(of: $0, outline.period) } ?? "", .plain),
            (isGrowing ? blocks?.months.suffix(6).map { String($0.count) }.joined(separator: " ") ?? "" : "", .plain),
            (ecc.joined(separator: ", "), wear.lost > 0 ? .danger : .plain),
        ]
    }

    private func growth(of blocks: BadBlockTrend, _ period: HistoryPeriod) -> String {
        guard blocks.growth > 0 else { return "none" }
        guard let rate = blocks.growthPerMonth else {
            return "+\(blocks.growth) since \(period.day(blocks.first.time))"
        }
        let tenths = Int(rate * 10 + 0.5)
        return tenths == 0 ? "less than 0.1 a month" : "\(tenths / 10).\(tenths % 10) a month"
    }
}
