// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A moment as people name it on a command line: `-3d`, `2 hours ago`, `yesterday`, `2026-11-17 08:12`. Pure: what time
/// it is and where comes in with ``moment(now:zone:)``. What systemd.time(7) takes means the same here.
struct TimePhrase: Hashable {
    /// Seconds that local time is ahead of universal time at a moment, in seconds since the epoch.
    typealias Zone = (Int64) -> Int

    private enum Meaning: Hashable {
        /// So many nanoseconds before now; negative for later.
        case before(Int64)
        /// Nanoseconds since the epoch.
        case moment(Int64)
        /// A clock's face so many days from today.
        case day(Int64, nanosecond: Int64)
        /// What clocks show where the person is: nanoseconds since the epoch, as if that were in universal time.
        case local(Int64)
    }

    static let forms = """
        a span ('-3d', '2 hours ago', '1w 2d ago'), 'today', 'yesterday', 'yesterday 18:00', a date ('2026-11-17', \
        '2026-11-17 08:12', '2026-11-17T08:12:30Z'), a time of today ('08:12'), or '@' and seconds since 1970
        """

    private static let second: Int64 = 1_000_000_000
    private static let day: Int64 = 86_400 * second

    private let meaning: Meaning

    /// - Returns: nil when the text names no moment.
    init?(_ text: String) {
        let words = text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        guard let meaning = Self.meaning(words) else { return nil }
        self.meaning = meaning
    }

    /// Nanoseconds since the epoch.
    ///
    /// - Parameters:
    ///   - now: nanoseconds since the epoch.
    ///   - zone: where the person is.
    func moment(now: Int64, zone: Zone) -> Int64 {
        switch meaning {
        case .before(let span): return now.subtractingReportingOverflow(span).partialValue
        case .moment(let moment): return moment
        case .local(let local): return Self.universal(local, zone: zone)
        case .day(let days, let nanosecond):
            let local = now + Int64(zone(now / Self.second)) * Self.second
            let midnight = local - Self.remainder(local, Self.day)
            return Self.universal(midnight + days * Self.day + nanosecond, zone: zone)
        }
    }

    private static func universal(_ local: Int64, zone: Zone) -> Int64 {
        // The offset at a moment is asked for by that moment: once more after the first guess, for the days when
        // clocks are changed.
        var moment = local - Int64(zone(local / second)) * second
        moment = local - Int64(zone(moment / second)) * second
        return moment
    }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    // MARK: - Reading

    private static func meaning(_ text: String) -> Meaning? {
        switch text.lowercased() {
        case "now": return .before(0)
        case "": return nil
        default: break
        }
        if text.first == "@" {
            guard let seconds = decimal(text.dropFirst(), unit: second) else { return nil }
            return .moment(seconds)
        }
        if text.first == "-" { return span(text.dropFirst()).map(Meaning.before) }
        if text.hasSuffix(" ago") { return span(text.dropLast(4)).map(Meaning.before) }
        if let day = namedDay(text) { return day }
        return date(text)
    }

    /// `yesterday`, `today 18:00`, `18:00`.
    private static func namedDay(_ text: String) -> Meaning? {
        let parts = text.split(separator: " ", maxSplits: 1)
        let days: [String: Int64] = ["today": 0, "yesterday": -1, "tomorrow": 1]
        if let day = days[parts[0].lowercased()] {
            guard parts.count > 1 else { return .day(day, nanosecond: 0) }
            return clock(parts[1]).map { .day(day, nanosecond: $0) }
        }
        return parts.count == 1 ? clock(parts[0]).map { .day(0, nanosecond: $0) } : nil
    }

    /// `2026-11-17`, `2026-11-17 08:12`, `2026-11-17T08:12:30.5+01:00`.
    private static func date(_ text: String) -> Meaning? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" || $0 == " " }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0].utf8.count == 4, let year = digits(numbers[0]),
            let month = digits(numbers[1]), let day = digits(numbers[2]), 1...12 ~= month,
            1...length(ofMonth: month, year: year) ~= day, 1_970...2_200 ~= year
        else { return nil }
        let midnight = daysSinceEpoch(year: year, month: month, day: day) * Self.day
        guard parts.count > 1 else { return .local(midnight) }
        var (rest, offset) = (parts[1], Int64?.none)
        if let zone = zone(of: &rest) { offset = zone }
        guard let nanosecond = clock(rest) else { return nil }
        return offset.map { .moment(midnight + nanosecond - $0 * second) } ?? .local(midnight + nanosecond)
    }

    /// Takes `Z`, ` UTC`, `+01:00` or `-0130` off a time; seconds ahead of universal time.
    private static func zone(of text: inout Substring) -> Int64? {
        for name in ["Z", "z", " UTC"] where text.hasSuffix(name) {
            text = text.dropLast(name.count)
            return 0
        }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
        let offset = text[text.index(after: sign)...].filter { $0 != ":" }
        guard offset.utf8.count == 4, let number = digits(offset[...]), number % 100 < 60, number / 100 < 24 else {
            return nil
        }
        let seconds = number / 100 * 3_600 + number % 100 * 60
        let isBehind = text[sign] == "-"
        text = text[..<sign]
        return isBehind ? -seconds : seconds
    }

    /// `08:12`, `08:12:30`, `08:12:30.25`: nanoseconds since midnight.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count, let hour = digits(parts[0]), let minute = digits(parts[1]), hour < 24, minute < 60,
            parts[0].utf8.count <= 2, parts[1].utf8.count == 2
        else { return nil }
        var seconds: Int64 = 0
        if parts.count == 3 {
            guard let value = decimal(parts[2], unit: second), value < 60 * second else { return nil }
            seconds = value
        }
        return (hour * 60 + minute) * 60 * second + seconds
    }

    // MARK: - Spans

    /// Nanoseconds by the name of a unit; months and years are mean ones, as in systemd.time(7).
    private static func unit(_ name: Substring) -> Int64? {
        switch name {
        case "s", "sec", "secs", "second", "seconds": second
        case "m", "min", "mins", "minute", "minutes": 60 * second
        case "h", "hr", "hrs", "hour", "hours": 3_600 * second
        case "d", "day", "days": day
        case "w", "week", "weeks": 7 * day
        case "M", "month", "months": 2_629_800 * second
        case "y", "year", "years": 31_557_600 * second
        default: nil
        }
    }

    /// `3d`, `2 hours`, `1w 2d`, `1h30min`: nanoseconds.
    private static func span(_ text: Substring) -> Int64? {
        var rest = text.drop { $0 == " " }
        guard !rest.isEmpty else { return nil }
        var sum: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { "0"..."9" ~= $0 || $0 == "." }
            rest = rest.dropFirst(number.count).drop { $0 == " " }
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "," }
            guard let unit = unit(name), let value = decimal(number, unit: unit) else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(value)
            // Centuries are a slip of the finger, and clocks do not count them.
            guard !overflow, next < 250 * 365 * day else { return nil }
            sum = next
        }
        return sum
    }

    // MARK: - Numbers

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 18,
            text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return Int64(text)
    }

    /// `1.5` units.
    private static func decimal(_ text: Substring, unit: Int64) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard 1...2 ~= parts.count, let whole = digits(parts[0]) else { return nil }
        let (value, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return value }
        guard digits(parts[1]) != nil else { return nil }
        var (sum, weight) = (value, unit)
        for digit in parts[1].utf8 {
            weight /= 10
            let (next, overflow) = sum.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")) * weight)
            guard !overflow else { return nil }
            sum = next
        }
        return sum
    }

    /// Howard Hinnant's "chrono-compatible low-level date algorithms", days_from_civil, for years from 1970 on.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
