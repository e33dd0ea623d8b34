// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization
import SystemJournal
import TestSupport
import Testing

/// journald goes and comes, and the writer stays.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct JournalRestartTests {
    private static func entry(_ number: Int, _ rank: JournalEntry.Rank = .essential) -> JournalEntry {
        JournalEntry(
            "entry \(number)", id: .consoleLine, priority: .info, rank: rank,
            details: [JournalField("BOOTWATCH_LINE", String(number))])
    }

    private func numbers(_ entries: [JournaldEntry]) -> [Int] {
        entries.compactMap { $0["BOOTWATCH_LINE"].flatMap { Int($0) } }
    }

    /// Notices, gathered from the writer's thread.
    private final class Notices: Sendable {
        private let notices = Mutex<[JournalNotice]>([])
        private let arrival = ThreadSemaphore()

        func add(_ notice: JournalNotice) {
            notices.withLock { $0.append(notice) }
            arrival.signal()
        }

        var all: [JournalNotice] { notices.withLock(\.self) }

        func waitForOne() -> Bool { arrival.wait(nanoseconds: 30_000_000_000) }
    }

    /// Writes entries on a thread of its own, in its own time, until it is told to end.
    private final class Load: Sendable {
        private let isOver = Atomic<Bool>(false)
        private let isDone = ThreadSemaphore()
        private let count = Mutex(0)

        init(_ writer: JournalWriter) {
            WorkerThread.start { [self] in
                let pace = ThreadSemaphore()
                while !isOver.load(ordering: .acquiring) {
                    let number = count.withLock { count -> Int in
                        count += 1
                        return count
                    }
                    writer.write(JournalRestartTests.entry(number))
                    if number.isMultiple(of: 10) { _ = pace.wait(nanoseconds: 1_000_000) }
                }
                isDone.signal()
            }
        }

        /// Entries written.
        func end() -> Int {
            isOver.store(true, ordering: .releasing)
            isDone.wait()
            return count.withLock(\.self)
        }

        func wait(untilWritten number: Int) {
            let pace = ThreadSemaphore()
            while count.withLock(\.self) < number { _ = pace.wait(nanoseconds: 1_000_000) }
        }
    }

    @Test func `nothing is lost when journald is restarted under load`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter(limit: 64 << 20, burst: 1_000_000) { _ in } }
        let load = Load(writer)
        for round in 1...3 {
            load.wait(untilWritten: round * 500)
            try journald.restart()
        }
        let count = load.end()
        #expect(writer.finish(patience: 30_000_000_000))
        #expect(writer.sent == count)
        #expect(writer.dropped == 0)
        let read = try journald.wait(for: "all entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count >= count }
        #expect(numbers(read) == Array(1...count))
    }

    @Test func `at most the entry in work is lost when journald is killed under load`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter(limit: 64 << 20, burst: 1_000_000) { _ in } }
        let load = Load(writer)
        let kills = 5
        for round in 1...kills {
            load.wait(untilWritten: round * 300)
            try journald.kill()
            try journald.start()
        }
        let count = load.end()
        #expect(writer.finish(patience: 30_000_000_000))
        #expect(writer.sent == count)
        let read = try journald.wait(for: "the last entry", "SYSLOG_IDENTIFIER=bootwatch") {
            numbers($0).last == count
        }
        let missing = Set(1...count).subtracting(numbers(read))
        #expect(missing.count <= kills, "\(missing.sorted())")
        #expect(numbers(read) == numbers(read).sorted())
        #expect(Set(numbers(read)).count == read.count)
    }

    @Test func `what is written while nobody listens is sent afterwards`() throws {
        let journald = try JournaldNamespace.start(sockets: .own)
        let notices = Notices()
        let writer = try journald.inside { JournalWriter(grace: 200_000_000) { notices.add($0) } }
        writer.write(Self.entry(1))
        try journald.wait(for: "first entry", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 1 }
        #expect(writer.isAvailable)
        // The socket stays and refuses.
        try journald.kill()
        for number in 2...100 { writer.write(Self.entry(number)) }
        #expect(notices.waitForOne())
        #expect(!writer.isAvailable)
        // The socket is gone, which libsystemd takes for success.
        try journald.release()
        for number in 101...200 { writer.write(Self.entry(number)) }
        try journald.start()
        #expect(notices.waitForOne())
        #expect(writer.finish())
        #expect(notices.all == [.interrupted(ECONNREFUSED), .restored(lost: 0)])
        let read = try journald.wait(for: "all entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count >= 200 }
        #expect(numbers(read) == Array(1...200))
    }

    @Test func `what finds no room is counted, and the journal says so`() throws {
        let journald = try JournaldNamespace.start(sockets: .own)
        let notices = Notices()
        let writer = try journald.inside { JournalWriter(limit: 10_000, grace: 100_000_000) { notices.add($0) } }
        writer.write(Self.entry(1))
        try journald.wait(for: "first entry", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 1 }
        try journald.kill()
        for number in 2...1_000 { writer.write(Self.entry(number)) }
        #expect(notices.waitForOne())
        let dropped = writer.dropped
        #expect(dropped > 900)
        #expect(writer.pendingBytes <= 10_000)
        try journald.start()
        #expect(notices.waitForOne())
        #expect(writer.finish())
        #expect(notices.all.last == .restored(lost: dropped))
        let told = JournalEntry.service(.entriesDropped(dropped)).message
        let read = try journald.wait(for: "all entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.last?.message == told }
        #expect(numbers(read) == Array(1...(1_000 - dropped)))
    }

    @Test func `where there is no journal that is said once, and nobody waits`() throws {
        let journald = try JournaldNamespace.start(sockets: .own, runs: false)
        let notices = Notices()
        let writer = try journald.inside { JournalWriter(grace: 100_000_000) { notices.add($0) } }
        writer.write(Self.entry(1))
        #expect(notices.waitForOne())
        for number in 2...1_000 { writer.write(Self.entry(number)) }
        let start = ContinuousClock.now
        #expect(!writer.finish(patience: 30_000_000_000))
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(notices.all == [.absent(ENOENT)])
        #expect(!writer.isAvailable)
        #expect(writer.sent == 0)
        #expect(writer.dropped == 1_000)
    }

    @Test func `a journal that comes late gets what is written from then on`() throws {
        let journald = try JournaldNamespace.start(sockets: .own, runs: false)
        let notices = Notices()
        let writer = try journald.inside { JournalWriter(grace: 100_000_000) { notices.add($0) } }
        writer.write(Self.entry(1))
        #expect(notices.waitForOne())
        let isGivenUp = ThreadSemaphore()
        writer.write(Self.entry(2)) { _ in isGivenUp.signal() }
        #expect(isGivenUp.wait(nanoseconds: 30_000_000_000))
        try journald.start()
        writer.write(Self.entry(3))
        // Two were taken in and never sent.
        #expect(!writer.finish())
        #expect(notices.all == [.absent(ENOENT), .restored(lost: 2)])
        let read = try journald.wait(for: "two entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count >= 2 }
        #expect(read.map(\.message) == [JournalEntry.service(.entriesDropped(2)).message, "entry 3"])
    }

    @Test func `a journald that hangs makes nobody wait`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter(limit: 64 << 20, burst: 1_000_000) { _ in } }
        writer.write(Self.entry(1))
        try journald.wait(for: "first entry", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 1 }
        try journald.freeze()
        let start = ContinuousClock.now
        for number in 2...2_000 { writer.write(Self.entry(number)) }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(writer.sent < 2_000)
        try journald.thaw()
        #expect(writer.finish(patience: 30_000_000_000))
        let read = try journald.wait(for: "all entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count >= 2_000 }
        #expect(numbers(read) == Array(1...2_000))
    }

    @Test func `an end in front of a hanging journald comes in time`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        try journald.freeze()
        for number in 1...1_000 { writer.write(Self.entry(number)) }
        #expect(!writer.finish(patience: 100_000_000))
        try journald.thaw()
    }

    @Test func `beyond the burst chatter is held back and told, diagnoses pass`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter(burst: 100, interval: 1_000_000_000) { _ in } }
        for number in 1...500 { writer.write(Self.entry(number, .chatter)) }
        for number in 501...600 { writer.write(Self.entry(number)) }
        let held = writer.suppressed
        #expect(held > 0)
        let told = JournalEntry.service(.entriesSuppressed(held, seconds: 1)).message
        // Told when the interval is over, though nothing else is written.
        let read = try journald.wait(for: "the count", "SYSLOG_IDENTIFIER=bootwatch") { $0.last?.message == told }
        #expect(Array(numbers(read).suffix(100)) == Array(501...600))
        #expect(numbers(read).count == 600 - held)
        #expect(writer.finish())
    }

    @Test func `whoever asks is told when journald has an entry`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        let isSent = ThreadSemaphore()
        let answer = Atomic<Bool>(false)
        writer.write(Self.entry(1)) { sent in
            answer.store(sent, ordering: .releasing)
            isSent.signal()
        }
        #expect(isSent.wait(nanoseconds: 30_000_000_000))
        let isTaken = answer.load(ordering: .acquiring)
        #expect(isTaken)
        #expect(writer.finish())
        writer.write(Self.entry(2)) { sent in answer.store(sent, ordering: .releasing) }
        let isTakenToo = answer.load(ordering: .acquiring)
        #expect(!isTakenToo)
    }
}
