// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Entries that wait for the journal: what gets in, what is left out, and what is said of it.
///
/// - Chatter may take half of the room, so that a diagnosis still finds some.
/// - In an interval only so many entries pass; diagnoses and verdicts pass beyond that, chatter does not. journald has
///   such a limit too (10,000 in 30 s), but it does not know which entries matter.
/// - What was left out is counted, and told in an entry at its place.
///
/// No clock inside: moments are nanoseconds on CLOCK_MONOTONIC.
struct JournalBacklog {
    struct Waiting: Sendable {
        var entry: JournalEntry
        /// Called with whether the journal has it.
        var whenSent: (@Sendable (Bool) -> Void)?
        /// So many lost ones it tells of; nil for an entry that somebody wrote.
        var told: Int?
    }

    /// Sent entries that may stand before the others until they are moved down.
    private static let maximumHead = 256

    /// Bytes.
    private let limit: Int
    /// Entries that pass in an interval.
    private let burst: Int
    /// Nanoseconds.
    private let interval: Int64

    private var waiting: [Waiting] = []
    private var head = 0
    private(set) var bytes = 0
    /// Entries that found no room, and of which nothing was said yet.
    private var untoldDrops = 0
    /// There is no journal: what was lost is told when something else is to be said, not for its own sake.
    private var isMute = false
    private var windowStart: Int64?
    private var passed = 0
    /// Entries held back in the present interval.
    private var suppressed = 0
    /// Entries that found no room, or were given up, since the beginning.
    private(set) var dropped = 0
    /// Entries held back since the beginning.
    private(set) var suppressedInAll = 0

    init(limit: Int, burst: Int, interval: Int64) {
        self.limit = limit
        self.burst = burst
        self.interval = interval
    }

    var isEmpty: Bool { head == waiting.count }

    /// When there is something to say of what was held back; nil when there is nothing.
    var deadline: Int64? {
        suppressed > 0 ? windowStart.map { $0.addingReportingOverflow(interval).partialValue } : nil
    }

    /// Takes an entry in, or leaves it out and counts it.
    ///
    /// - Returns: whether it was taken in.
    mutating func add(_ new: Waiting, at now: Int64) -> Bool {
        turnWindow(at: now)
        if new.entry.rank == .chatter, passed >= burst {
            suppressed += 1
            suppressedInAll += 1
            return false
        }
        let size = new.entry.size
        guard size <= (new.entry.rank == .chatter ? limit / 2 : limit) - bytes || isEmpty else {
            untoldDrops += 1
            dropped += 1
            return false
        }
        passed += 1
        isMute = false
        tellDrops()
        append(new)
        return true
    }

    /// What is to be sent next; it stays until ``removeFirst()``.
    mutating func first(at now: Int64) -> Waiting? {
        turnWindow(at: now)
        if isEmpty, !isMute { tellDrops() }
        return isEmpty ? nil : waiting[head]
    }

    mutating func removeFirst() {
        guard !isEmpty else { return }
        bytes -= waiting[head].entry.size
        head += 1
        guard head == waiting.count || head > Self.maximumHead else { return }
        waiting.removeFirst(head)
        head = 0
    }

    /// Gives up what waits: there is no journal.
    mutating func removeAll() -> [Waiting] {
        let all = Array(waiting[head...])
        waiting = []
        head = 0
        bytes = 0
        let written = all.filter { $0.told == nil }
        dropped += written.count
        untoldDrops += all.reduce(0) { $0 + ($1.told ?? 1) }
        isMute = true
        return written
    }

    /// Counts the first one, which the journal will never take, as dropped.
    mutating func refuseFirst() {
        removeFirst()
        dropped += 1
    }

    // MARK: - What is said

    private mutating func append(_ new: Waiting) {
        waiting.append(new)
        bytes += new.entry.size
    }

    private mutating func tellDrops() {
        guard untoldDrops > 0 else { return }
        append(Waiting(entry: .service(.entriesDropped(untoldDrops)), told: untoldDrops))
        untoldDrops = 0
    }

    private mutating func turnWindow(at now: Int64) {
        if let start = windowStart, now - start < interval { return }
        if suppressed > 0 {
            append(
                Waiting(
                    entry: .service(.entriesSuppressed(suppressed, seconds: Int(interval / 1_000_000_000))), told: 0))
        }
        suppressed = 0
        passed = 0
        windowStart = now
    }
}
