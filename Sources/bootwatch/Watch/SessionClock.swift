// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SerialConsole

/// The time in a session: the host's, or in a replay the recording's, which runs as much faster as is wanted and jumps
/// with each part that is played.
struct SessionClock {
    let host: HostClock
    /// How many recorded seconds go by in one of the host's; 0: time stands still between the parts; nil: no replay.
    private let speed: Double?
    /// A recorded moment, and the host's at which it was played.
    private var anchor: (recorded: Timestamp, host: Timestamp)?

    init(host: HostClock, speed: Double? = nil) {
        self.host = host
        self.speed = speed
    }

    /// A part of a recording was played.
    mutating func note(_ recorded: Timestamp) {
        guard speed != nil else { return }
        anchor = (recorded, host.now)
    }

    /// Whether it is the recording's.
    var isReplay: Bool { speed != nil }

    var now: Timestamp {
        guard let speed else { return host.now }
        guard let anchor else { return host.now }
        return anchor.recorded.advanced(
            byNanoseconds: Self.nanoseconds(Double(host.now.nanoseconds(since: anchor.host)) * speed))
    }

    /// A moment of the session on the host's CLOCK_MONOTONIC; nil for one that does not come by itself.
    func monotonic(_ time: Timestamp) -> Int64? {
        guard let speed else { return host.monotonic(time) }
        guard let anchor, speed > 0 else { return nil }
        let passed = Double(time.nanoseconds(since: anchor.recorded)) / speed
        return host.monotonic(anchor.host.advanced(byNanoseconds: Self.nanoseconds(passed)))
    }

    private static func nanoseconds(_ value: Double) -> Int64 {
        // Beyond the ends of the clock nothing happens any more.
        Int64(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
}
