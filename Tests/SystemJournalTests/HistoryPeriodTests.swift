// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import SystemJournal

/// What is new, and how times read.
@Suite struct HistoryPeriodTests {
    private typealias Records = HistoryRecords

    private func signature(firstSeen: Int64, firstEver: Int64? = nil) throws -> SignatureHistory {
        var record = Records()
        record.time = firstSeen
        var book = HistoryBook()
        book.add(record.diagnosis(Records.diagnosis()))
        if let firstEver { book.note(firstSeen: firstEver, ofSignature: "verify.checksum:uboot.data-crc:kernel") }
        return try #require(book.signatures.first)
    }

    @Test func `new is what the journal tells for the first time within a week`() throws {
        let now = Records.start
        let period = HistoryPeriod(now: now, journalBegan: now - 90 * Records.day)
        #expect(period.isNew(try signature(firstSeen: now - 2 * Records.day)))
        #expect(!period.isNew(try signature(firstSeen: now - 8 * Records.day)))
    }

    @Test func `what was seen before the range is not new`() throws {
        let now = Records.start
        let period = HistoryPeriod(since: now - 3 * Records.day, now: now, journalBegan: now - 90 * Records.day)
        #expect(period.isNew(try signature(firstSeen: now - Records.day)))
        #expect(!period.isNew(try signature(firstSeen: now - Records.day, firstEver: now - 30 * Records.day)))
    }

    @Test func `in a young journal nothing is called new`() throws {
        let now = Records.start
        let period = HistoryPeriod(now: now, journalBegan: now - 3 * Records.day)
        #expect(!period.isNew(try signature(firstSeen: now - Records.day)))
    }

    @Test(
        arguments: [
            (0, "just now"), (90, "1 min ago"), (35 * 60, "35 min ago"), (5 * 3_600, "5 h ago"),
            (3 * 86_400, "3 days ago"),
            (40 * 86_400, "on 2026-09-22"), (-60, "2026-11-01 02:01"),
        ] as [(Int64, String)])
    func `how long ago is said as people say it`(seconds: Int64, text: String) {
        // Two hours ahead of universal time.
        let period = HistoryPeriod(now: Records.start, utcOffset: { _ in 7_200 })
        #expect(period.ago(Records.start - seconds * 1_000_000_000) == text)
    }
}
