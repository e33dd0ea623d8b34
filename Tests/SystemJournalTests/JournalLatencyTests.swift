// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import SystemJournal
import TestSupport
import Testing

/// How long it takes until somebody else can read what was written.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct JournalLatencyTests {
    /// A reader at the end of a journal.
    private struct Reader: ~Copyable {
        private let journal: OpaquePointer

        init(_ folder: String) throws {
            var journal: OpaquePointer?
            try #require(sd_journal_open_directory(&journal, folder, 0) == 0)
            self.journal = try #require(journal)
            sd_journal_seek_tail(self.journal)
            sd_journal_previous(self.journal)
        }

        deinit { sd_journal_close(journal) }

        /// Returns when there is another entry.
        ///
        /// - Parameter polls: whether to look all the time; else journald's signal is waited for.
        func waitForNext(polls: Bool) {
            while sd_journal_next(journal) == 0 {
                if !polls { sd_journal_wait(journal, 1_000_000) }
            }
        }
    }

    private static let entry = JournalEntry("x", id: nil, priority: .info, rank: .essential)

    private func latencies(polls: Bool, count: Int) throws -> [Duration] {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        writer.write(Self.entry)
        try journald.wait(for: "first entry", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 1 }
        let reader = try Reader(journald.journal)
        let durations = (0..<count).map { _ in
            let start = ContinuousClock.now
            writer.write(Self.entry)
            reader.waitForNext(polls: polls)
            return ContinuousClock.now - start
        }
        #expect(writer.finish())
        return durations.sorted()
    }

    @Test func `an entry can be read at once`() throws {
        let latencies = try latencies(polls: true, count: 500)
        // 50 µs on a quiet machine.
        #expect(latencies[250] < .milliseconds(50))
    }

    @Test func `a reader that waits for journald's signal has it within a second`() throws {
        let latencies = try latencies(polls: false, count: 12)
        // journald signals at most four times a second, and the reader gathers signals for as long.
        #expect(latencies[6] < .seconds(1))
    }
}
