// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import Glibc

/// The clock that bytes are stamped with: nanoseconds since the Unix epoch, as they were when the clock was made, and
/// from there on the steady count of CLOCK_MONOTONIC, so that a correction of the host's time is no silence of a board.
package struct HostClock: Sendable, Hashable {
    /// Nanoseconds that the epoch lies before the zero of CLOCK_MONOTONIC.
    private let offset: Int64

    package init() {
        offset = Self.read(CLOCK_REALTIME) &- Self.read(CLOCK_MONOTONIC)
    }

    package var now: Timestamp {
        Timestamp(nanoseconds: Self.read(CLOCK_MONOTONIC) &+ offset)
    }

    /// A moment of this clock on CLOCK_MONOTONIC.
    package func monotonic(_ time: Timestamp) -> Int64 {
        time.nanoseconds(since: Timestamp(nanoseconds: offset))
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
