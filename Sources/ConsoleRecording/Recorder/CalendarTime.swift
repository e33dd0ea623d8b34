// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// A moment as people write it, in universal time.
struct CalendarTime: CustomStringConvertible {
    private var fields: (year: Int64, month: Int64, day: Int64)
    /// Milliseconds since midnight.
    private var millisecond: Int64

    /// Of a moment counted from the Unix epoch; Howard Hinnant's "chrono-compatible low-level date algorithms",
    /// civil_from_days.
    init(_ time: Timestamp) {
        let (milliseconds, millisecondsPerDay) = (Self.floor(time.nanoseconds, 1_000_000), Int64(86_400_000))
        let days = Self.floor(milliseconds, millisecondsPerDay)
        millisecond = milliseconds - days * millisecondsPerDay
        let shifted = days + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        fields = (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2026-05-04T08:30:00.123Z`
    var description: String {
        let second = millisecond / 1_000
        return "\(Self.pad(fields.year, 4))-\(Self.pad(fields.month, 2))-\(Self.pad(fields.day, 2))T"
            + "\(Self.pad(second / 3_600, 2)):\(Self.pad(second / 60 % 60, 2)):\(Self.pad(second % 60, 2))"
            + ".\(Self.pad(millisecond % 1_000, 3))Z"
    }

    /// Divides and rounds down, also below zero.
    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
