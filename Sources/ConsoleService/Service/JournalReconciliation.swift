// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import SystemJournal

/// Finds out which entries the journal does not hold. The journal itself is the ledger of what was told: no second one
/// can disagree with it.
struct JournalReconciliation: Sendable {
    /// Nanoseconds that the journal is waited for.
    private static let patience: Int64 = 3_000_000_000
    /// Nanoseconds between two looks.
    private static let pause: Int64 = 20_000_000
    private static let identity = "BOOTWATCH_ID"
    private static let kind = "MESSAGE_ID"
    private static let mark = "BOOTWATCH_MARK"

    private let entries: [JournalEntry]

    init(_ entries: [JournalEntry]) {
        self.entries = entries
    }

    /// Waits until the journal has taken what the last process sent, and looks.
    ///
    /// - Returns: what is missing; nothing when the journal cannot be read: told never rather than twice.
    func missing(after writer: JournalWriter) -> [JournalEntry] {
        let mark = "\(UInt64.random(in: 0 ... .max))"
        // journald takes entries in their order: when it has this one, it has all that were sent before.
        writer.write(.service(.lookedBack(mark: mark, entries: entries.count)))
        guard Self.waits(for: mark) else { return [] }
        return entries.filter { !Self.holds($0) }
    }

    private static func waits(for mark: String) -> Bool {
        let pause = ThreadSemaphore()
        for _ in 0..<Int(patience / Self.pause) {
            if isThere([(Self.mark, mark)]) { return true }
            _ = pause.wait(nanoseconds: Self.pause)
        }
        return false
    }

    private static func holds(_ entry: JournalEntry) -> Bool {
        guard let id = entry.values(of: identity).first, let kind = entry.messageID else { return true }
        return isThere([(identity, id), (Self.kind, "\(kind)")])
    }

    private static func isThere(_ matches: [(field: String, value: String)]) -> Bool {
        do throws(JournalError) {
            var reader = try JournalReader(.local, fields: [identity])
            for (field, value) in matches { reader.match(field, value) }
            return try reader.previous() != nil
        } catch {
            return false
        }
    }
}
