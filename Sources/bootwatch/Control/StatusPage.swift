// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks

/// One console of the service, with everything that is known of it.
struct StatusPage {
    private static let labelWidth = 11

    let text: String

    /// - Parameter now: seconds since the Unix epoch.
    init(_ status: PortStatus, of service: ServiceStatus, now: Int, style: Style) {
        let words = StatusWording(status: status, now: now)
        let health = ConsoleHealth(status)
        var page = TextPage(style: style)
        page.line(
            StyledText(health.mark(unicode: style.unicode) + " ", health.tone)
                + StyledText(status.port.name, .strong)
                + StyledText("  " + (words.boot ?? words.state), health.tone))
        let row = { (page: inout TextPage, label: String, text: String?) in
            guard let text else { return }
            let head = "  " + label + String(repeating: " ", count: max(Self.labelWidth - label.count, 1))
            page.paragraph(StyledText(text), head: StyledText(head, .dim))
        }
        if let trouble = words.trouble { row(&page, "Wrong", trouble) }
        let node = status.port.node.flatMap { $0 == status.port.address ? nil : " \(style.arrow) \($0)" } ?? ""
        row(&page, "Port", status.port.address + node)
        row(&page, "Board", status.port.board)
        row(
            &page, "Line",
            ([words.speed, words.state].compactMap(\.self) + Self.since(status.since, now)).joined(separator: ", "))
        row(&page, "Boot", Self.boot(status, words, now))
        row(&page, "Received", Self.received(status))
        row(&page, "Sent", status.sentBytes > 0 ? Wording.count(status.sentBytes, "byte") : nil)
        row(&page, "Recording", status.recorded ? status.recording ?? "paused" : "none")
        row(&page, "Viewers", Self.viewers(status))
        StatusTable.addJournal(service, to: &page)
        text = page.text
    }

    private static func since(_ moment: String, _ now: Int) -> [String] {
        UTCTime.seconds(moment).map { ["for \(UTCTime.age(now - $0))"] } ?? []
    }

    private static func boot(_ status: PortStatus, _ words: StatusWording, _ now: Int) -> String {
        guard status.boots > 0 else { return "none seen yet" }
        var parts = ["the \(ordinal(status.boots)) since the service began"]
        if let began = status.bootBegan, let seconds = UTCTime.seconds(began) {
            parts.append("began \(UTCTime.age(now - seconds)) ago (\(began))")
        }
        if let activity = words.activity { parts.append(activity) }
        return parts.joined(separator: ", ")
    }

    private static func ordinal(_ number: Int) -> String {
        let ending =
            switch (number % 10, number % 100) {
            case (1, let rest) where rest != 11: "st"
            case (2, let rest) where rest != 12: "nd"
            case (3, let rest) where rest != 13: "rd"
            default: "th"
            }
        return "\(number)\(ending)"
    }

    private static func received(_ status: PortStatus) -> String {
        var text = "\(Wording.count(status.receivedBytes, "byte")), \(Wording.count(status.lines, "line"))"
        if status.lineErrors > 0 { text += ", \(Wording.count(status.lineErrors, "line error"))" }
        if status.droppedBytes > 0 { text += "; \(Wording.count(status.droppedBytes, "byte")) found no room" }
        return text
    }

    private static func viewers(_ status: PortStatus) -> String? {
        guard status.viewers > 0 else { return nil }
        return "\(status.viewers)" + (status.writer.map { "; \($0) writes" } ?? "")
    }
}
