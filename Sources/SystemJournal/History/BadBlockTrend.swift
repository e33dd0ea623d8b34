// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How the count of bad blocks of one flash went on from boot to boot.
///
/// A block that is bad stays bad, but not every boot names all of them: one that ends early has read less. So it is
/// the highest count up to a moment that says how worn the flash is.
package struct BadBlockTrend: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
        /// Nanoseconds since the epoch.
        package var time: Int64
        package var count: Int
    }

    /// The highest count that a month gave.
    package struct Month: Sendable, Hashable {
        /// `2026-11`
        package var name: String
        package var count: Int
    }

    static let maximumMonths = 24
    private static let day: Int64 = 86_400_000_000_000
    /// The twelfth part of a year of 365.25 days.
    private static let month: Int64 = 2_629_800_000_000_000

    package private(set) var first: Point
    package private(set) var last: Point
    /// When the highest count was reached for the first time.
    package private(set) var highest: Point
    /// The latest ones, oldest first.
    package private(set) var months: [Month] = []
    /// The highest count of the first day: its first boot may have named only some.
    private var beginning: Int
    private var lastBoot: Int

    init(count: Int, at time: Int64, boot: Int, month: String) {
        first = Point(time: time, count: count)
        last = first
        highest = first
        beginning = count
        lastBoot = boot
        months = [Month(name: month, count: count)]
    }

    /// - Parameters:
    ///   - boot: the same for all diagnoses of a boot.
    ///   - month: `2026-11`, of `time`.
    mutating func add(count: Int, at time: Int64, boot: Int, month: String) {
        if boot == lastBoot {
            last.count = max(last.count, count)
        } else if time >= last.time {
            last = Point(time: time, count: count)
            lastBoot = boot
        }
        if time - first.time < Self.day { beginning = max(beginning, count) }
        if count > highest.count { highest = Point(time: time, count: count) }
        if let index = months.lastIndex(where: { $0.name == month }) {
            months[index].count = max(months[index].count, count)
        } else {
            months.append(Month(name: month, count: count))
            if months.count > Self.maximumMonths { months.removeFirst() }
        }
    }

    /// Blocks that went bad since the first day.
    package var growth: Int { highest.count - beginning }

    /// The count that growth is counted from.
    package var baseline: Int { beginning }

    /// Blocks a month; nil when the time is too short to tell.
    package var growthPerMonth: Double? {
        let span = last.time - first.time
        guard growth > 0, span >= Self.month else { return nil }
        return Double(growth) / (Double(span) / Double(Self.month))
    }
}
