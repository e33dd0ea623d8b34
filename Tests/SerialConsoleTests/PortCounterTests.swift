// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

/// Counters of a driver that go on from port to port and wrap around.
@Suite struct PortCounterTests {
    private func counters(_ overrun: Int, received: Int = 0) -> LineCounters {
        var counters = LineCounters()
        counters.overrun = overrun
        counters.received = received
        return counters
    }

    @Test func `what was counted before the port was opened is not ours`() {
        var tally = CounterTally(from: counters(7, received: 1_000))
        #expect(tally.total == LineCounters())
        #expect(tally.receive(counters(9, received: 1_010)) == counters(2, received: 10))
        #expect(tally.receive(counters(9, received: 1_011)) == counters(0, received: 1))
        #expect(tally.total == counters(2, received: 11))
    }

    @Test func `a counter that wraps around goes on`() {
        var tally = CounterTally(from: counters(0, received: 0xFFFF_FFF0))
        #expect(tally.receive(counters(0, received: 0x10)) == counters(0, received: 0x20))
        // More than 32 bits in all.
        for _ in 0..<4 {
            _ = tally.receive(counters(0, received: 0x6000_0000))
            _ = tally.receive(counters(0, received: 0xC000_0000))
            _ = tally.receive(counters(0, received: 0x10))
        }
        #expect(tally.total.received == 0x20 + 4 * 0x1_0000_0000)
    }

    @Test func `a driver that begins again at zero has counted nothing`() {
        var tally = CounterTally(from: counters(500))
        #expect(tally.receive(counters(3)) == counters(0))
        #expect(tally.receive(counters(4)) == counters(1))
    }

    @Test func `the total can be asked without taking anything`() {
        var tally = CounterTally(from: counters(1))
        #expect(tally.total(with: counters(4)) == counters(3))
        #expect(tally.receive(counters(4)) == counters(3))
    }
}
