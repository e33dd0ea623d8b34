// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How often something was seen, and when.
package struct HistoryTally: Sendable, Hashable {
    /// Boots in which it was diagnosed.
    package internal(set) var count = 0
    /// Of these, those in which a later line took it back.
    package internal(set) var resolved = 0
    /// Of these, those that reached user space all the same.
    package internal(set) var survived = 0
    /// Nanoseconds since the epoch.
    package internal(set) var first: Int64 = .max
    package internal(set) var last: Int64 = .min

    /// Boots that it spoiled.
    package var standing: Int { max(count - resolved - survived, 0) }

    mutating func see(at time: Int64) {
        count += 1
        first = min(first, time)
        last = max(last, time)
    }
}
