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
    private struct Candidate {
        var entry: JournalEntry
        /// Whether this life found it: then it is written, too, where the journal cannot be read.
        var isNews: Bool
    }

    private struct State {
        var waiting: [Candidate] = []
        var isWorking = false
    }

    /// Whether the journal has taken what the last process sent.
    private enum Sight: UInt8, AtomicRepresentable {
        case unknown
        case clear
        /// It cannot be read, or does not get on.
        case none
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
    private let sight = Atomic(Sight.unknown)

    init(_ writer: JournalWriter) {
        self.writer = writer
    }

    /// Hands entries over, in their order. Never waits.
    ///
    /// - Parameter areNews: whether they are of what came in this life. Where the journal cannot be read, those are
    ///   written, and the others told never rather than twice.
    func writeMissing(_ entries: [JournalEntry], areNews: Bool) {
        guard !entries.isEmpty else { return }
        let isIdle = state.withLock { state in
            state.waiting += entries.map { Candidate(entry: $0, isNews: areNews) }
            defer { state.isWorking = true }
            return !state.isWorking
        }
        if isIdle { WorkerThread.start { [self] in work() } }
    }

    private func work() {
        while true {
            let candidates = state.withLock { state in
                defer { state.waiting = [] }
                state.isWorking = !state.waiting.isEmpty
                return state.waiting
            }
            guard !candidates.isEmpty else { return }
            catchUp(entries: candidates.count)
            for entry in missing(of: candidates) { writer.write(entry) }
        }
    }

    private func missing(of candidates: [Candidate]) -> [JournalEntry] {
        let fresh = candidates.filter { candidate in
            guard let key = Self.key(of: candidate.entry) else { return true }
            return handled.withLock { $0.insert(key).inserted }
        }
        do throws(JournalError) {
            guard sight.load(ordering: .relaxed) == .clear else { return fresh.filter(\.isNews).map(\.entry) }
            var reader = try JournalReader(.local, fields: [Self.identity])
            var missing: [JournalEntry] = []
            for candidate in fresh {
                if let key = Self.key(of: candidate.entry) {
                    reader.removeMatches()
                    reader.match(Self.identity, key.id)
                    reader.match(Self.kind, key.kind)
                    reader.seek(to: .max)
                    if try reader.previous() != nil { continue }
                }
                missing.append(candidate.entry)
            }
            return missing
        } catch {
            return fresh.filter(\.isNews).map(\.entry)
        }
    }

    private static func key(of entry: JournalEntry) -> Key? {
        guard let id = entry.values(of: identity).first, let kind = entry.messageID else { return nil }
        return Key(id: id, kind: "\(kind)")
    }

    // MARK: - What the last life sent

    /// Waits, the first time, until the journal has taken what the last process sent.
    private func catchUp(entries: Int) {
        guard sight.load(ordering: .relaxed) == .unknown else { return }
        let mark = "\(UInt64.random(in: 0 ... .max))"
        // journald takes entries in their order: when it has this one, it has all that were sent before.
        writer.write(.service(.lookedBack(mark: mark, entries: entries)))
        let pause = ThreadSemaphore()
        var (length, waited) = (Self.shortestPause, Int64(0))
        while waited < Self.patience {
            if Self.isThere(mark: mark) { return sight.store(.clear, ordering: .relaxed) }
            _ = pause.wait(nanoseconds: length)
            waited += length
            length = min(length * 3 / 2, Self.longestPause)
        }
        sight.store(.none, ordering: .relaxed)
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
