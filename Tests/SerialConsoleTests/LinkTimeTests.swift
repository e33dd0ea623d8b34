// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import SerialConsole

/// What a link does later: ends of breaks and pulses, and pauses between bytes.
@Suite struct LinkTimeTests {
    private func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `actions come when they are due, in the order of their times`() {
        var schedule = LineSchedule()
        #expect(schedule.deadline == nil)
        schedule.add(.stopBreak, due: time(30))
        schedule.add(.set(.dtr, raised: true), due: time(10))
        #expect(schedule.deadline == time(10))
        #expect(schedule.take(at: time(9)) == [])
        #expect(schedule.take(at: time(10)) == [.set(.dtr, raised: true)])
        #expect(schedule.takeAll() == [.stopBreak])
        #expect(schedule.deadline == nil)
    }

    @Test func `without delays everything may go`() {
        let pace = SendPace()
        #expect(pace.allowance(of: [1, 2, 3], at: time(0)) == 3)
        #expect(pace.deadline(at: time(0)) == nil)
    }

    @Test func `a delay after each byte lets one go at a time`() {
        var pace = SendPace(byteDelay: 5_000_000)
        #expect(pace.allowance(of: [1, 2, 3], at: time(0)) == 1)
        pace.note([1], at: time(0))
        #expect(pace.allowance(of: [2, 3], at: time(4)) == 0)
        #expect(pace.deadline(at: time(4)) == time(5))
        #expect(pace.allowance(of: [2, 3], at: time(5)) == 1)
    }

    @Test func `a delay after each line lets a line go at a time`() {
        var pace = SendPace(lineDelay: 100_000_000)
        let text = Array("ab\rcd\r".utf8)
        #expect(pace.allowance(of: text, at: time(0)) == 3)
        pace.note(text[..<3], at: time(0))
        #expect(pace.allowance(of: Array(text[3...]), at: time(99)) == 0)
        #expect(pace.allowance(of: Array(text[3...]), at: time(100)) == 3)
    }
}
