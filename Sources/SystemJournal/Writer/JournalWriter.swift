// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork

/// Writes entries to the journal from a thread of its own: nobody ever waits for journald.
///
/// - While journald is restarted, entries are kept and sent afterwards in their order. What found no room is counted,
///   and an entry says how many.
/// - Where there is no journal at all, that is reported once after a grace; entries are dropped and counted from then
///   on.
/// - Too many entries: see ``JournalBacklog``.
/// - Nothing wakes up while nothing is written.
///
/// A class: whoever has something to write shares it.
package final class JournalWriter: Sendable {
    /// Bytes that wait at most.
    package static let defaultLimit = 1 << 20
    /// Half of what journald lets through in the same time.
    package static let defaultBurst = 5_000
    /// journald.conf(5), RateLimitIntervalSec=; nanoseconds.
    package static let defaultInterval: Int64 = 30_000_000_000
    /// Longer than journald takes to start; nanoseconds.
    package static let defaultGrace: Int64 = 5_000_000_000

    private let thread: JournalThread

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - limit: bytes that wait at most.
    ///   - burst: entries that pass in an interval before chatter is held back.
    ///   - interval: nanoseconds.
    ///   - grace: nanoseconds that the journal may be away before that is reported.
    ///   - report: called on the thread with what there is to tell, each a sentence; it may block.
    package init(
        limit: Int = defaultLimit, burst: Int = defaultBurst, interval: Int64 = defaultInterval,
        grace: Int64 = defaultGrace, report: @escaping @Sendable (JournalNotice) -> Void
    ) {
        let backlog = JournalBacklog(limit: limit, burst: burst, interval: interval)
        let thread = JournalThread(backlog, grace: grace, report: report)
        self.thread = thread
        WorkerThread.start { thread.run() }
    }

    deinit {
        thread.abandon()
    }

    /// Entries that the journal has taken, with those that tell of others.
    package var sent: Int { thread.sent }

    /// Entries that found no room, or were given up.
    package var dropped: Int { thread.dropped }

    /// Entries that were held back because there were too many.
    package var suppressed: Int { thread.suppressed }

    /// Bytes that wait.
    package var pendingBytes: Int { thread.pendingBytes }

    /// Whether the journal took the last entry that was tried; true before the first.
    package var isAvailable: Bool { thread.isReachable }

    /// Hands an entry over, or leaves it out and counts it. Never waits.
    ///
    /// - Parameter whenSent: called once with whether journald has the entry: on the writer's thread, or at once on the
    ///   caller's when it is left out. Must not block.
    package func write(_ entry: JournalEntry, whenSent: (@Sendable (Bool) -> Void)? = nil) {
        thread.add(JournalBacklog.Waiting(entry: entry, whenSent: whenSent))
    }

    /// Nothing will be written any more. Waits until everything is sent, but no longer than `patience` nanoseconds.
    ///
    /// - Returns: whether journald has everything that was taken in.
    @discardableResult
    package func finish(patience: Int64 = 5_000_000_000) -> Bool {
        thread.finish(patience: patience)
    }
}
