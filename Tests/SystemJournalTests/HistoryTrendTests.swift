// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import SystemJournal

/// Bad blocks over time.
@Suite struct HistoryTrendTests {
    private typealias Records = HistoryRecords

    /// The trend of counts that boots gave so many days after the first one.
    private func trend(_ counts: [(day: Int64, count: Int)]) throws -> BadBlockTrend {
        var book = HistoryBook()
        for (day, count) in counts {
            let boot = Records().later(day * Records.day)
            book.add(boot.diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: count)))
        }
        return try #require(book.consoles.first?.flashes.first?.badBlocks)
    }

    @Test func `blocks that go bad are counted by the month`() throws {
        let trend = try trend([(0, 2), (20, 3), (40, 5), (61, 8)])
        #expect(trend.first.count == 2)
        #expect(trend.last.count == 8)
        #expect(trend.growth == 6)
        #expect(
            trend.months == [
                .init(name: "2026-11", count: 3), .init(name: "2026-12", count: 5), .init(name: "2027-01", count: 8),
            ])
        let rate = try #require(trend.growthPerMonth)
        #expect(abs(rate - 6 / (61 / 30.4375)) < 0.01)
    }

    @Test func `a boot that names fewer blocks does not mend the flash`() throws {
        let trend = try trend([(0, 4), (10, 1), (20, 4)])
        #expect(trend.growth == 0)
        #expect(trend.highest.count == 4)
        #expect(trend.last.count == 4)
        #expect(trend.growthPerMonth == nil)
    }

    @Test func `the first day's fullest boot is what growth counts from`() throws {
        var book = HistoryBook()
        for (hours, count) in [(0, 1), (3, 5), (2_000, 5)] as [(Int64, Int)] {
            let boot = Records().later(hours * Records.hour)
            book.add(boot.diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: count)))
        }
        let trend = try #require(book.consoles.first?.flashes.first?.badBlocks)
        #expect(trend.baseline == 5)
        #expect(trend.growth == 0)
    }

    @Test func `a few days tell no rate`() throws {
        let trend = try trend([(0, 2), (5, 3)])
        #expect(trend.growth == 1)
        #expect(trend.growthPerMonth == nil)
    }

    @Test func `several diagnoses of a boot give its highest count`() throws {
        var book = HistoryBook()
        let boot = Records()
        book.add(boot.diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: 5)))
        book.add(boot.diagnosis(Records.diagnosis(.ubiAttach, .error, badBlocks: 1)))
        let trend = try #require(book.consoles.first?.flashes.first?.badBlocks)
        #expect(trend.last.count == 5)
        #expect(trend.growth == 0)
    }

    @Test func `another kind of board on the console is another flash`() throws {
        var book = HistoryBook()
        book.add(Records().diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: 2)))
        var other = Records().later(90 * Records.day)
        other.board = "gateway"
        book.add(other.diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: 40)))
        let flashes = try #require(book.consoles.first?.flashes)
        #expect(flashes.map(\.badBlocks.growth) == [0, 0])
        #expect(book.consoles.first?.board == "gateway")
    }

    @Test func `years of months are bounded`() throws {
        let trend = try trend((0..<60).map { (day: $0 * 31, count: Int($0)) })
        #expect(trend.months.count == 24)
        #expect(trend.months.last?.count == 59)
    }

    @Test(arguments: ["-1", "999999999999999999999", "many", ""])
    func `a count that is none is no count`(text: String) {
        var record = Records().diagnosis(Records.diagnosis(.flashBadBlock, .notice, badBlocks: 1))
        record.fields["BOOTWATCH_BAD_BLOCKS"] = [text]
        var book = HistoryBook()
        book.add(record)
        #expect(book.consoles.first?.flashes.isEmpty == true)
    }
}
