// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Gives reads that come within a millisecond of one another the same time, so that a fast port does not make the time
/// index longer than what it sends. Pure.
///
/// Analyzer and recorder both get the time given here; the recorder never rounds. Bytes with one time may be split and
/// joined without changing an event, so a replay gives exactly what the live port gave.
package struct ArrivalGrain: Sendable {
    /// Nanoseconds.
    private let width: Int64
    /// The first read of the present grain.
    private var start: Timestamp?

    /// - Parameter width: nanoseconds that share a time; 0 gives each read its own.
    package init(width: Int64 = 1_000_000) {
        self.width = width
    }

    /// The time for what was read now: now, or up to a grain's width earlier.
    package mutating func stamp(_ now: Timestamp) -> Timestamp {
        if let start {
            let age = now.nanoseconds(since: start)
            if age >= 0, age < width { return start }
        }
        start = now
        return now
    }

    /// Must be called whenever the analyzer was told that time passed, and before a mark: what is read afterwards must
    /// not be older than that.
    package mutating func end() {
        start = nil
    }
}
