// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a driver has counted since a port was opened: its counters are 32 bits that go on from port to port and wrap.
struct CounterTally: Sendable, Hashable {
    /// As last read; each 0 to 2^32 - 1.
    private var last: LineCounters
    private(set) var total = LineCounters()

    /// - Parameter raw: the driver's counters as the port was opened.
    init(from raw: LineCounters) {
        last = raw
    }

    /// Takes the driver's counters and returns what was counted since the last time.
    mutating func receive(_ raw: LineCounters) -> LineCounters {
        let counted = raw.combined(with: last, Self.difference)
        last = raw
        total = total.combined(with: counted, &+)
        return counted
    }

    /// The total as it is with these counters, without taking them.
    func total(with raw: LineCounters) -> LineCounters {
        total.combined(with: raw.combined(with: last, Self.difference), &+)
    }

    /// More than half the range is no progress, but a driver that began again at 0.
    private static func difference(_ new: Int, _ old: Int) -> Int {
        let difference = (new &- old) & 0xFFFF_FFFF
        return difference < 0x8000_0000 ? difference : 0
    }
}
