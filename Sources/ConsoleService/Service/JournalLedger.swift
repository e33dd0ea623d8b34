// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Synchronization
import SystemJournal

/// Writes entries that an earlier life of the service may have written: each of them once. The journal itself is the
/// ledger of what was told: no second one can disagree with it.
///
/// The files are read on a thread that lives while there is something to look up. A class: all consoles share it.
final class JournalLedger: Sendable {
    private struct State {
        var waiting: [JournalEntry] = []
        var isWorking = false
    }

    /// What makes an entry the same as another.
    private struct Key: Hashable {
        var id: String
        var kind: String
    }

    /// Nanoseconds between two looks at the journal.
    private static let shortestPause: Int64 = 5_000_000
    private static let longestPause: Int64 = 500_000_000
    /// Nanoseconds that the journal is waited for.
    private static let patience: Int64 = 30_000_000_000
    private static let identity = "BOOTWATCH_ID"
    private static let kind = "MESSAGE_ID"
    private static let mark = "BOOTWATCH_MARK"

    private let writer: JournalWriter
    private let state = Mutex(State())
    /// Those that were looked up by this life; the thread's own.
    private let handled = Mutex<Set<Key>>([])
    private let isCaughtUp = Atomic(false)

    init(_ writer: JournalWriter) {
        self.writer = writer
    }

    /// Hands entries over, in their order. Never waits.
    func writeMissing(_ entries: [JournalEntry]) {
        guard !entries.isEmpty else { return }
        let isIdle = state.withLock { state in
            state.waiting += entries
            defer { state.isWorking = true }
            return !state.isWorking
        }
        if isIdle { WorkerThread.start { [self] in work() } }
    }

    private func work() {
        while true {
            let entries = state.withLock { state in
                defer { state.waiting = [] }
                state.isWorking = !state.waiting.isEmpty
                return state.waiting
            }
            guard !entries.isEmpty else { return }
            // Who cannot read the journal tells nothing rather than all of it twice.
            guard catchUp(entries: entries.count) else { continue }
            for entry in missing(of: entries) { writer.write(entry) }
        }
    }

    private func missing(of entries: [JournalEntry]) -> [JournalEntry] {
        let fresh = entries.filter { entry in
            guard let key = Self.key(of: entry) else { return true }
            return handled.withLock { $0.insert(key).inserted }
        }
        do throws(JournalError) {
            var reader = try JournalReader(.local, fields: [Self.identity])
            var missing: [JournalEntry] = []
            for entry in fresh {
                if let key = Self.key(of: entry) {
                    reader.removeMatches()
                    reader.match(Self.identity, key.id)
                    reader.match(Self.kind, key.kind)
                    reader.seek(to: .max)
                    if try reader.previous() != nil { continue }
                }
                missing.append(entry)
            }
            return missing
        } catch {
            return []
        }
    }

    private static func key(of entry: JournalEntry) -> Key? {
        guard let id = entry.values(of: identity).first, let kind = entry.messageID else { return nil }
        return Key(id: id, kind: "\(kind)")
    }

    // MARK: - What the last life sent

    /// Waits, the first time, until the journal has taken what the last process sent.
    private func catchUp(entries: Int) -> Bool {
        if isCaughtUp.load(ordering: .relaxed) { return true }
        let mark = "\(UInt64.random(in: 0 ... .max))"
        // journald takes entries in their order: when it has this one, it has all that were sent before.
        writer.write(.service(.lookedBack(mark: mark, entries: entries)))
        let pause = ThreadSemaphore()
        var (length, waited) = (Self.shortestPause, Int64(0))
        while waited < Self.patience {
            if Self.isThere(mark: mark) {
                isCaughtUp.store(true, ordering: .relaxed)
                return true
            }
            _ = pause.wait(nanoseconds: length)
            waited += length
            length = min(length * 3 / 2, Self.longestPause)
        }
        return false
    }

    private static func isThere(mark: String) -> Bool {
        do throws(JournalError) {
            var reader = try JournalReader(.local, fields: [identity])
            reader.match(self.mark, mark)
            return try reader.previous() != nil
        } catch {
            return false
        }
    }
}
