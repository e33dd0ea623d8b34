// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SystemJournal

@Suite struct JournalBacklogTests {
    private static func entry(_ message: String, _ rank: JournalEntry.Rank = .essential) -> JournalBacklog.Waiting {
        JournalBacklog.Waiting(entry: JournalEntry(message, id: nil, priority: .info, rank: rank))
    }

    private static let size = entry("0").entry.size

    /// Everything that waits, in order.
    private func drain(_ backlog: inout JournalBacklog, at now: Int64 = 0) -> [String] {
        var messages: [String] = []
        while let first = backlog.first(at: now) {
            messages.append(first.entry.message)
            backlog.removeFirst()
        }
        return messages
    }

    private func add(_ entry: JournalBacklog.Waiting, to backlog: inout JournalBacklog, at now: Int64) -> Bool {
        backlog.add(entry, at: now)
    }

    @Test func `entries keep their order`() {
        var backlog = JournalBacklog(limit: 1 << 20, burst: 10_000, interval: 1_000)
        var expected: [String] = []
        for number in 0..<1_000 {
            #expect(add(Self.entry("\(number)"), to: &backlog, at: 0))
            expected.append("\(number)")
        }
        #expect(drain(&backlog) == expected)
        #expect(backlog.isEmpty)
        #expect(backlog.bytes == 0)
    }

    @Test func `chatter leaves half of the room to diagnoses`() {
        var backlog = JournalBacklog(limit: Self.size * 4, burst: 100, interval: 1_000)
        let chatter = (1...3).map { add(Self.entry("\($0)", .chatter), to: &backlog, at: 0) }
        #expect(chatter == [true, true, false])
        #expect(add(Self.entry("4"), to: &backlog, at: 0))
        #expect(backlog.dropped == 1)
    }

    @Test func `the first entry that fits again says how many did not`() {
        var backlog = JournalBacklog(limit: Self.size * 2, burst: 100, interval: 1_000)
        for number in 0..<5 { _ = backlog.add(Self.entry("\(number)"), at: 0) }
        #expect(backlog.dropped == 3)
        backlog.removeFirst()
        #expect(add(Self.entry("5"), to: &backlog, at: 0))
        let told = JournalEntry.service(.entriesDropped(3)).message
        #expect(drain(&backlog) == ["1", told, "5"])
        #expect(drain(&backlog) == [])
    }

    @Test func `drops are told also if nothing follows`() {
        var backlog = JournalBacklog(limit: Self.size, burst: 100, interval: 1_000)
        for number in 0..<3 { _ = backlog.add(Self.entry("\(number)"), at: 0) }
        #expect(drain(&backlog) == ["0", JournalEntry.service(.entriesDropped(2)).message])
    }

    @Test func `beyond the burst chatter is held back, a diagnosis passes`() {
        var backlog = JournalBacklog(limit: 1 << 20, burst: 2, interval: 30_000_000_000)
        #expect(add(Self.entry("a", .chatter), to: &backlog, at: 0))
        #expect(add(Self.entry("b", .chatter), to: &backlog, at: 1))
        #expect(!add(Self.entry("c", .chatter), to: &backlog, at: 2))
        #expect(add(Self.entry("d"), to: &backlog, at: 3))
        #expect(!add(Self.entry("e", .chatter), to: &backlog, at: 29_999_999_999))
        #expect(backlog.suppressedInAll == 2)
        #expect(backlog.deadline == 30_000_000_000)
        #expect(drain(&backlog, at: 29_999_999_999) == ["a", "b", "d"])
        let told = JournalEntry.service(.entriesSuppressed(2, seconds: 30)).message
        #expect(drain(&backlog, at: 30_000_000_000) == [told])
        #expect(backlog.deadline == nil)
        #expect(add(Self.entry("f", .chatter), to: &backlog, at: 30_000_000_001))
        #expect(drain(&backlog, at: 30_000_000_002) == ["f"])
    }

    @Test func `one entry always finds room`() {
        var backlog = JournalBacklog(limit: 1, burst: 100, interval: 1_000)
        #expect(add(Self.entry("0", .chatter), to: &backlog, at: 0))
        #expect(!add(Self.entry("1"), to: &backlog, at: 0))
    }

    @Test func `what is given up is counted`() {
        var backlog = JournalBacklog(limit: 1 << 20, burst: 100, interval: 1_000)
        for number in 0..<3 { _ = backlog.add(Self.entry("\(number)"), at: 0) }
        backlog.removeFirst()
        let given = backlog.removeAll().map(\.entry.message)
        #expect(given == ["1", "2"])
        #expect(backlog.dropped == 2)
        #expect(backlog.bytes == 0)
        // Nobody is there to be told, until there is something to say.
        #expect(drain(&backlog) == [])
        #expect(add(Self.entry("3"), to: &backlog, at: 0))
        let more = backlog.removeAll().map(\.entry.message)
        #expect(more == ["3"])
        #expect(add(Self.entry("4"), to: &backlog, at: 0))
        #expect(drain(&backlog) == [JournalEntry.service(.entriesDropped(3)).message, "4"])
        #expect(backlog.dropped == 3)
    }
}
