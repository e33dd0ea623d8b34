// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

/// What was asked for, and what the readers of a report need to know of times.
package struct HistoryPeriod: Sendable {
    private static let week = 7 * day
    private static let day: Int64 = 86_400_000_000_000

    /// Nanoseconds since the epoch; nil where no bound was asked for.
    package var since: Int64?
    package var until: Int64?
    package var now: Int64
    /// The time of the first entry in all of the journal; nil when there is none.
    package var journalBegan: Int64?
    /// Seconds that the reader's clocks are ahead of universal time at a moment.
    package var utcOffset: @Sendable (Int64) -> Int

    package init(
        since: Int64? = nil, until: Int64? = nil, now: Int64, journalBegan: Int64? = nil,
        utcOffset: @escaping @Sendable (Int64) -> Int = { _ in 0 }
    ) {
        self.since = since
        self.until = until
        self.now = now
        self.journalBegan = journalBegan
        self.utcOffset = utcOffset
    }

    /// From when on what is seen for the first time is news: the last week, or less if less was asked for. Nil when the
    /// journal itself is younger: all of it would be news.
    package var newsBegan: Int64? {
        let end = min(until ?? now, now)
        let start = max(since ?? .min, end - Self.week)
        guard let journalBegan, journalBegan < start else { return nil }
        return start
    }

    /// Whether something has not been seen for a week.
    func isOld(_ time: Int64) -> Bool { min(until ?? now, now) - time > Self.week }

    package func isNew(_ signature: SignatureHistory) -> Bool {
        newsBegan.map { signature.firstEver >= $0 } ?? false
    }

    /// `2026-11-17 08:12`, as `--since` and `journalctl` take it.
    package func text(_ time: Int64) -> String {
        let offset = Int64(utcOffset(time)) * 1_000_000_000
        let local = RFC3339.string(nanosecondsSinceEpoch: time.addingReportingOverflow(offset).partialValue)
        return local.prefix(16).split(separator: "T").joined(separator: " ")
    }

    /// `2026-11-17`
    package func day(_ time: Int64) -> String { String(text(time).prefix(10)) }

    /// The day; with the time where it is not long ago.
    package func short(_ time: Int64) -> String { 0...2 * Self.day ~= now - time ? text(time) : day(time) }

    /// `3 h ago`, of what is not long ago; a date after that.
    package func ago(_ time: Int64) -> String {
        let minutes = (now - time) / 60_000_000_000
        switch minutes {
        case ..<0: return text(time)
        case 0: return "just now"
        case ..<120: return "\(minutes) min ago"
        case ..<(48 * 60): return "\(minutes / 60) h ago"
        case ..<(14 * 24 * 60): return "\(minutes / (24 * 60)) days ago"
        default: return "on \(day(time))"
        }
    }
}
