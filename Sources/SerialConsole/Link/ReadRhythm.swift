// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// When to read again. At once, but for a fast line that comes in drops: waking up for each of them costs more than
/// reading them. Pure.
///
/// A line is fast that gave ``fast`` bytes in a window; a drop is a read of fewer than ``drop`` bytes. The driver holds
/// 4 KiB at least, which takes 13 ms to fill at 3 Mbaud.
struct ReadRhythm: Sendable {
    /// Nanoseconds.
    static let window: Int64 = 10_000_000
    /// Bytes in a window: those of 1.5 Mbaud.
    static let fast = 1_500
    /// Bytes.
    static let drop = 3_072
    /// Nanoseconds.
    static let rest: Int64 = 5_000_000

    private var start = Timestamp(nanoseconds: .min)
    private var count = 0
    private var isFast = false

    /// Takes note of a read.
    ///
    /// - Returns: when to read next; nil for as soon as there is something.
    mutating func note(_ bytes: Int, at now: Timestamp) -> Timestamp? {
        let age = now.nanoseconds(since: start)
        if age < 0 || age >= Self.window {
            // A window that was not followed by another one is over: the line has paused.
            isFast = count >= Self.fast && age < 2 * Self.window
            start = now
            count = 0
        }
        count += bytes
        return isFast && bytes < Self.drop ? now.advanced(byNanoseconds: Self.rest) : nil
    }
}
