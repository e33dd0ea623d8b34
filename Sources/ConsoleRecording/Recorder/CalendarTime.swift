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

    /// `20260504T083000.123Z`, for the names of files.
    var compact: String {
        description.filter { $0 != "-" && $0 != ":" }
    }

    /// The moment that ``compact`` gives in the years 0 to 9999; nil for other words. days_from_civil of the same
    /// algorithms.
    static func moment(compact text: Substring) -> Timestamp? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes.count == 20, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "."),
            bytes[19] == UInt8(ascii: "Z"), let year = number(0..<4), let month = number(4..<6),
            let day = number(6..<8), let hour = number(9..<11), let minute = number(11..<13),
            let second = number(13..<15), let millisecond = number(16..<19), (1...12).contains(month), day > 0
        else { return nil }
        let shiftedYear = year - (month <= 2 ? 1 : 0)
        let era = floor(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let milliseconds = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000 + millisecond
        let (nanoseconds, isLarge) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let moment = Timestamp(nanoseconds: nanoseconds)
        // No date of the calendar reads back as another.
        return !isLarge && CalendarTime(moment).compact.utf8.elementsEqual(bytes) ? moment : nil
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
