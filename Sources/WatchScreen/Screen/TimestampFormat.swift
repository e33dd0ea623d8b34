// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

/// The time before each line of the board, in tio's formats.
package enum TimestampFormat: String, Sendable, Hashable, CaseIterable {
    /// The time of day.
    case timeOfDay = "24hour"
    /// Since the watching began.
    case sinceStart = "24hour-start"
    /// Since the line before.
    case sinceLine = "24hour-delta"
    case iso8601
    /// Seconds since 1970.
    case epoch
    /// The same with microseconds.
    case epochMicroseconds = "epoch-usec"

    /// The format after this one when a key goes through them; nil for no time stamps.
    package var next: TimestampFormat? {
        let all = Self.allCases
        return all.firstIndex(of: self).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
    }

    /// `[21:14:07.671] `.
    ///
    /// - Parameters:
    ///   - time: the moment, counted from 1970.
    ///   - start: when the watching began.
    ///   - previous: the moment of the line before; nil for the first.
    ///   - utcOffset: seconds that local time is ahead of UTC.
    /// - Returns: ASCII text with a blank at its end.
    package func text(of time: Timestamp, since start: Timestamp, previous: Timestamp?, utcOffset: Int) -> String {
        "[\(self.time(time, since: start, previous: previous, utcOffset: utcOffset))] "
    }

    private func time(_ time: Timestamp, since start: Timestamp, previous: Timestamp?, utcOffset: Int) -> String {
        switch self {
        case .timeOfDay: String(Self.local(time, utcOffset).dropFirst(11))
        case .iso8601: Self.local(time, utcOffset)
        case .sinceStart: Self.duration(time.nanoseconds(since: start))
        case .sinceLine: Self.duration(time.nanoseconds(since: previous ?? time))
        case .epoch: Self.seconds(time.nanoseconds, digits: 3)
        case .epochMicroseconds: Self.seconds(time.nanoseconds, digits: 6)
        }
    }

    /// `2026-01-31T09:56:41.123`, local time.
    private static func local(_ time: Timestamp, _ utcOffset: Int) -> String {
        // No place on Earth is more than 14 hours off.
        let seconds = Int64(min(max(utcOffset, -86_400), 86_400))
        let local = time.advanced(byNanoseconds: seconds * 1_000_000_000)
        return String(RFC3339.string(nanosecondsSinceEpoch: local.nanoseconds).dropLast(4))
    }

    /// `00:01:02.345`; the hours go on beyond 24.
    private static func duration(_ nanoseconds: Int64) -> String {
        let milliseconds = max(nanoseconds, 0) / 1_000_000
        let seconds = milliseconds / 1_000
        return "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))."
            + padded(milliseconds % 1_000, 3)
    }

    private static func seconds(_ nanoseconds: Int64, digits: Int) -> String {
        let nanoseconds = max(nanoseconds, 0)
        let fraction = nanoseconds % 1_000_000_000 / (digits == 3 ? 1_000_000 : 1_000)
        return "\(nanoseconds / 1_000_000_000).\(padded(fraction, digits))"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}
