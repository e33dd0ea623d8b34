// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization

/// The side of a writer that may wait for journald. A class: the thread and the writer share it.
final class JournalThread: Sendable {
    private struct State {
        var backlog: JournalBacklog
        var sent = 0
        /// Entries that were taken in and will never be sent.
        var lost = 0
        /// The thread waits for journald, not for entries.
        var isPausing = false
        var isClosed = false
        /// Nobody waits for the rest any more: it is sent if journald takes it, and left if not.
        var isAbandoned = false
        var isReachable = true
    }

    private let state: Mutex<State>
    private let isWanted = ThreadSemaphore()
    private let isDone = ThreadSemaphore()
    private let grace: Int64
    private let report: @Sendable (JournalNotice) -> Void

    init(_ backlog: JournalBacklog, grace: Int64, report: @escaping @Sendable (JournalNotice) -> Void) {
        state = Mutex(State(backlog: backlog))
        self.grace = grace
        self.report = report
    }

    var sent: Int { state.withLock { $0.sent } }
    var dropped: Int { state.withLock { $0.backlog.dropped } }
    var suppressed: Int { state.withLock { $0.backlog.suppressedInAll } }
    var pendingBytes: Int { state.withLock { $0.backlog.bytes } }
    var isReachable: Bool { state.withLock { $0.isReachable } }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    func add(_ waiting: JournalBacklog.Waiting) {
        let (isTaken, wakes) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            let (wasEmpty, hadDeadline) = (state.backlog.isEmpty, state.backlog.deadline != nil)
            let isTaken = state.backlog.add(waiting, at: Self.now)
            // Woken too for the first one that is held back, so that it is told when the interval is over.
            let isNew = wasEmpty && !state.backlog.isEmpty || !hadDeadline && state.backlog.deadline != nil
            return (isTaken, isNew && !state.isPausing)
        }
        if wakes { isWanted.signal() }
        if !isTaken { waiting.whenSent?(false) }
    }

    /// Nothing comes any more.
    ///
    /// - Returns: whether everything that was taken in is with journald within `patience` nanoseconds.
    func finish(patience: Int64) -> Bool {
        state.withLock { $0.isClosed = true }
        isWanted.signal()
        if isDone.wait(nanoseconds: patience) {
            // For whoever asks once more.
            isDone.signal()
            return state.withLock { $0.lost == 0 }
        }
        abandon()
        return false
    }

    /// Nothing comes any more, and nobody waits for what was taken in.
    func abandon() {
        state.withLock { state in
            state.isClosed = true
            state.isAbandoned = true
        }
        isWanted.signal()
    }

    // MARK: - The thread

    func run() {
        var outage = JournalOutage(grace: grace)
        while true {
            let now = Self.now
            let (first, deadline, isOver) = state.withLock { state in
                let first = state.backlog.first(at: now)
                return (first, state.backlog.deadline, state.isClosed && first == nil)
            }
            if isOver { break }
            guard let first else {
                if let deadline { _ = isWanted.wait(nanoseconds: max(deadline - now, 0)) } else { isWanted.wait() }
                continue
            }
            switch JournalSocket.send(first.entry) {
            case .sent: take(first, &outage)
            case .refused(let error): refuse(first, error)
            case .unreachable(let error): wait(error, &outage)
            }
        }
        isDone.signal()
    }

    private func take(_ first: JournalBacklog.Waiting, _ outage: inout JournalOutage) {
        let dropped = state.withLock { state in
            state.backlog.removeFirst()
            state.sent += 1
            state.isReachable = true
            return state.backlog.dropped
        }
        if let lost = outage.reach(dropped: dropped) { report(.restored(lost: lost)) }
        first.whenSent?(true)
    }

    private func refuse(_ first: JournalBacklog.Waiting, _ error: Int32) {
        state.withLock { state in
            state.backlog.refuseFirst()
            state.lost += 1
        }
        report(.refused(error, message: first.entry.message))
        first.whenSent?(false)
    }

    private func wait(_ error: Int32, _ outage: inout JournalOutage) {
        let step = outage.fail(at: Self.now)
        let hasReached = outage.hasReached
        if step.tells { report(hasReached ? .interrupted(error) : .absent(error)) }
        let left = state.withLock { state -> [JournalBacklog.Waiting]? in
            state.isReachable = false
            // At the end nobody waits for a journal that never was there.
            let givesUp = step.givesUp || state.isAbandoned || state.isClosed && !hasReached
            state.isPausing = !givesUp
            return givesUp ? state.backlog.removeAll() : nil
        }
        if let left { return drop(left) }
        _ = isWanted.wait(nanoseconds: step.pause)
        state.withLock { $0.isPausing = false }
    }

    private func drop(_ waiting: [JournalBacklog.Waiting]) {
        guard !waiting.isEmpty else { return }
        state.withLock { $0.lost += waiting.count }
        for one in waiting { one.whenSent?(false) }
    }
}
