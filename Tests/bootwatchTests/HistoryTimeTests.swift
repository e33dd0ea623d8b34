// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import bootwatch

/// Moments as people name them.
@Suite struct HistoryTimeTests {
    private static let second: Int64 = 1_000_000_000
    private static let hour = 3_600 * second
    private static let day = 24 * hour
    /// 2026-11-21T19:24:08Z
    private static let now: Int64 = 1_795_289_048 * second
    private static let midnight = now - (19 * 3_600 + 24 * 60 + 8) * second

    @Test(
        arguments: [
            ("now", now), ("-3d", now - 3 * day), ("-3 days", now - 3 * day), ("3 days ago", now - 3 * day),
            ("2 hours ago", now - 2 * hour), ("-90min", now - 90 * 60 * second), ("-1h30m", now - 90 * 60 * second),
            ("1w 2d ago", now - 9 * day), ("1 week, 2 days ago", now - 9 * day), ("-1.5h", now - 90 * 60 * second),
            ("  -3d ", now - 3 * day), ("-1M", now - 2_629_800 * second), ("1 year ago", now - 31_557_600 * second),
            ("today", midnight), ("yesterday", midnight - day), ("Yesterday 18:00", midnight - 6 * hour),
            ("tomorrow", midnight + day), ("08:12", midnight + 8 * hour + 12 * 60 * second),
            ("8:12:30", midnight + 8 * hour + 750 * second), ("2026-11-21", midnight),
            ("2026-11-17 08:12", midnight - 4 * day + 8 * hour + 12 * 60 * second),
            ("2026-11-21T19:24:08Z", now), ("2026-11-21 19:24:08 UTC", now), ("2026-11-21T20:24:08+01:00", now),
            ("2026-11-21T14:54:08-0430", now), ("2026-11-21T19:24:08.25Z", now + second / 4), ("@1795289048", now),
            ("@1795289048.5", now + second / 2), ("2024-02-29", 1_709_164_800 * second),
        ] as [(String, Int64)])
    func `a moment is understood`(text: String, moment: Int64) throws {
        let phrase = try #require(TimePhrase(text))
        #expect(phrase.moment(now: Self.now) { _ in 0 } == moment)
    }

    @Test(arguments: [
        "", " ", "-", "ago", "3", "-3", "-3x", "-d", "3 days", "-3d ago ago", "2026-13-01", "2026-02-29", "2026-11-31",
        "26-11-21", "2026-11", "2026-11-21T", "2026-11-21 25:00", "2026-11-21 19:60", "19:24:60", "1:2", "@", "@x",
        "@-1",
        "2026-11-21T19:24+9", "2026-11-21T19:24:08Zulu", "-999999999999999999999d", "-9999999999d", "1..5 h ago",
        "yesterday noon", "\u{1B}[2J", "-3d\u{0}",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(TimePhrase(text) == nil)
    }

    @Test func `days and dates are the person's own`() throws {
        // An hour and a half ahead: there it is the next day after 22:30.
        let now = Self.midnight + 23 * Self.hour
        let zone: (Int64) -> Int = { _ in 5_400 }
        let today = try #require(TimePhrase("today")).moment(now: now, zone: zone)
        #expect(today == Self.midnight + Self.day - 5_400 * Self.second)
        let date = try #require(TimePhrase("2026-11-17 08:00")).moment(now: now, zone: zone)
        #expect(date == Self.midnight - 4 * Self.day + 8 * Self.hour - 5_400 * Self.second)
    }

    @Test func `a date before the clocks were changed has the offset of then`() throws {
        // Central Europe: two hours ahead until 2026-10-25T01:00:00Z, one from then on.
        let zone: (Int64) -> Int = { $0 < 1_792_890_000 ? 7_200 : 3_600 }
        let summer = try #require(TimePhrase("2026-10-24 12:00")).moment(now: Self.now, zone: zone)
        #expect(summer == 1_792_836_000 * Self.second)
        let winter = try #require(TimePhrase("2026-10-26 12:00")).moment(now: Self.now, zone: zone)
        #expect(winter == 1_793_012_400 * Self.second)
    }
}
