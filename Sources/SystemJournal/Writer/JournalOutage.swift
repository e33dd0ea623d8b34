// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What to do while the journal takes nothing.
///
/// One that was there comes back: its daemon is being restarted, and entries are kept for it. One that never was there
/// is waited for only through a grace, because a container has none. No clock inside.
struct JournalOutage {
    struct Step: Equatable {
        /// Nanoseconds until the next try.
        var pause: Int64
        /// Whether it is to be told now.
        var tells: Bool
        /// Whether nothing is to be kept: there is no journal here.
        var givesUp: Bool
    }

    private static let shortestPause: Int64 = 100_000_000
    private static let longestPause: Int64 = 1_000_000_000

    /// Nanoseconds.
    private let grace: Int64
    private(set) var hasReached = false
    private var began: Int64?
    private var pause = shortestPause
    private var hasTold = false
    /// Entries lost before the last one that was taken.
    private var droppedBefore = 0

    init(grace: Int64) {
        self.grace = grace
    }

    /// The journal did not take an entry.
    mutating func fail(at now: Int64) -> Step {
        let age = now - (began ?? now)
        began = began ?? now
        let isLong = age >= grace
        defer {
            pause = min(pause * 2, Self.longestPause)
            hasTold = hasTold || isLong
        }
        return Step(pause: pause, tells: isLong && !hasTold, givesUp: isLong && !hasReached)
    }

    /// The journal took an entry.
    ///
    /// - Parameter dropped: entries lost since the beginning.
    /// - Returns: entries lost in the outage, if its end is to be told because its beginning was.
    mutating func reach(dropped: Int) -> Int? {
        defer {
            hasReached = true
            began = nil
            pause = Self.shortestPause
            hasTold = false
            droppedBefore = dropped
        }
        return hasTold ? dropped - droppedBefore : nil
    }
}
