// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// What the last row of the screen says, fitted to its width.
struct StatusLine: Sendable {
    /// The port as a person calls it.
    var port: String
    /// Baud; nil where there is no speed.
    var speed: Int?
    var isWaitingForPort = false
    var stage: BootStage?
    var activity: LoaderActivity?
    /// When the stage began.
    var since: Timestamp?
    var boot = 0
    var worst: (code: DiagnosisCode, severity: Severity, summary: String)?
    /// Standing diagnoses beside the worst.
    var othersCount = 0
    var noticeCount = 0
    /// Something that cannot stand among the board's lines at present.
    var message: String?
    /// How help is had; ASCII.
    let hint: String

    init(port: String, speed: Int?, hint: String) {
        self.port = port
        self.speed = speed
        self.hint = SafeText.visible(hint, ascii: true)
    }

    /// A part of the line.
    private struct Part {
        var text: String
        /// The greater, the earlier it is left out.
        var rank: Int
        var severity: Severity?
        /// What stands before it when another part does; nil for a separator.
        var joint: String?
    }

    private static let second: Int64 = 1_000_000_000

    /// The next moment at which the time in the stage reads differently: every second in the first minute, then every
    /// minute.
    func nextTick(after now: Timestamp) -> Timestamp? {
        guard let since else { return nil }
        let elapsed = max(now.nanoseconds(since: since), 0)
        let step = elapsed < 60 * Self.second ? Self.second : 60 * Self.second
        return since.advanced(byNanoseconds: (elapsed / step + 1).multipliedReportingOverflow(by: step).partialValue)
    }

    /// `12 s`, `3 min`, `2 h 5 min`.
    static func duration(_ nanoseconds: Int64) -> String {
        let seconds = max(nanoseconds, 0) / second
        if seconds < 60 { return "\(seconds) s" }
        let minutes = seconds / 60
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }

    private func parts(at now: Timestamp?) -> [Part] {
        var parts: [Part] = []
        if let message { parts.append(Part(text: message, rank: 0)) }
        parts.append(Part(text: port, rank: 3))
        if isWaitingForPort {
            parts.append(Part(text: "is not there, waiting for it", rank: 2, joint: " "))
        } else if let speed {
            parts.append(Part(text: String(speed), rank: 7, joint: " "))
        }
        if boot > 0 { parts.append(Part(text: "boot \(boot)", rank: 5)) }
        if let stage {
            parts.append(Part(text: Wording.stage(stage), rank: 2))
            if let activity, stage == .bootloader {
                parts.append(Part(text: activity.rawValue, rank: 6, joint: ": "))
            }
            if let since, let now {
                parts.append(Part(text: Self.duration(now.nanoseconds(since: since)), rank: 4, joint: " "))
            }
        }
        if let worst {
            let label = "\(worst.severity.rawValue)[\(worst.code.rawValue)]"
            parts.append(Part(text: label, rank: 1, severity: worst.severity))
            if othersCount > 0 {
                parts.append(Part(text: "+\(othersCount)", rank: 8, severity: worst.severity, joint: " "))
            }
        }
        if noticeCount > 0 {
            parts.append(Part(text: Wording.count(noticeCount, "notice"), rank: 9))
        }
        return parts
    }

    /// The row's bytes, as wide as the screen.
    func row(at now: Timestamp?, columns: Int, style: Style) -> [UInt8] {
        let separator = style.unicode ? " │ " : " | "
        var parts = parts(at: now)
        for index in parts.indices { parts[index].text = SafeText.visible(parts[index].text, ascii: !style.unicode) }
        let rule = style.unicode ? "─" : "-"
        let head = style.color ? " " : rule + rule + " "
        let room = max(columns - SafeText.width(of: head) - 1, 0)
        parts = Self.chosen(of: parts, room: room)
        if Self.width(of: parts) > room, !parts.isEmpty {
            let ellipsis = style.unicode ? "…" : "..."
            parts[0].text = SafeText.truncated(parts[0].text, to: max(room, 0), ellipsis: ellipsis)
        }
        var output: [UInt8] = []
        let base = style.color ? "\u{1B}[0;7m" : ""
        output.append(text: base + head)
        for (index, part) in parts.enumerated() {
            if index > 0 { output.append(text: part.joint ?? separator) }
            let tone = style.color ? part.severity.map { $0 >= .error ? "\u{1B}[1;31m" : "\u{1B}[33m" } : nil
            output.append(text: (tone ?? "") + part.text + (tone == nil ? "" : base))
        }
        let rest = room - Self.width(of: parts)
        let filler = style.color ? " " : rule
        // The hint stands at the end, where it leaves a gap.
        if rest >= hint.utf8.count + 3 {
            let gap = String(repeating: filler, count: rest - hint.utf8.count - 2)
            output.append(text: " \(gap) \(hint) ")
        } else {
            output.append(text: " " + String(repeating: filler, count: max(rest, 0)))
        }
        if style.color { output.append(text: "\u{1B}[0m") }
        return output
    }

    /// The parts that there is room for, the most important ones first; always one.
    private static func chosen(of parts: [Part], room: Int) -> [Part] {
        var chosen: [Int] = []
        for index in parts.indices.sorted(by: { parts[$0].rank < parts[$1].rank }) {
            let more = (chosen + [index]).sorted()
            if chosen.isEmpty || width(of: more.map { parts[$0] }) <= room { chosen = more }
        }
        return chosen.map { parts[$0] }
    }

    private static func width(of parts: [Part]) -> Int {
        parts.enumerated().reduce(0) { sum, item in
            sum + SafeText.width(of: item.element.text) + (item.offset == 0 ? 0 : item.element.joint?.utf8.count ?? 3)
        }
    }
}
