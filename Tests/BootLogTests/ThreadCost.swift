// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// What a piece of work costs on this thread's own clock, so that other work on the machine does not count.
enum ThreadCost {
    /// How many times as much `more` costs as `less`: the least of several comparisons, for noise comes and goes and a
    /// cost that truly grows faster shows in each of them.
    static func ratio(_ more: () -> Void, _ less: () -> Void) -> Double {
        var least = Double.infinity
        for _ in 0..<6 {
            least = min(least, Double(cost(more)) / Double(max(cost(less), 1)))
            if least < 2.2 { break }
        }
        return least
    }

    /// The least of several measurements, in nanoseconds.
    private static func cost(_ work: () -> Void) -> UInt64 {
        (0..<3).map { _ in
            let start = now()
            work()
            return now() - start
        }.min() ?? 0
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
