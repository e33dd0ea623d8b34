// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Lets one status a second through, and in the end the last one. Pure: time is a value, in nanoseconds.
struct StatusPace: Sendable {
    static let interval: Int64 = 1_000_000_000

    private var waiting: String?
    private var sent: String?
    private var earliest = Int64.min

    /// When ``take(at:)`` has something; nil when nothing waits.
    var deadline: Int64? { waiting == nil ? nil : earliest }

    /// A newer status takes the place of one that waits.
    mutating func offer(_ status: String) {
        waiting = status == sent ? nil : status
    }

    /// Takes note of a status that goes out with something else.
    mutating func note(_ status: String, at now: Int64) {
        waiting = nil
        sent = status
        earliest = now + Self.interval
    }

    /// What is to be sent now.
    mutating func take(at now: Int64) -> String? {
        guard let status = waiting, now >= earliest else { return nil }
        note(status, at: now)
        return status
    }
}
