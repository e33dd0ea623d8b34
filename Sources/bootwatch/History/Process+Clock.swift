// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

extension Process {
    /// Nanoseconds since the epoch.
    static var now: Int64 {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return Int64(clock.tv_sec) * 1_000_000_000 + Int64(clock.tv_nsec)
    }

    /// Seconds that local time is ahead of universal time at a moment, given in seconds since the epoch.
    static func utcOffset(at moment: Int64) -> Int {
        var moment = time_t(moment)
        var local = tm()
        return localtime_r(&moment, &local) == nil ? 0 : local.tm_gmtoff
    }
}
