// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import SerialConsole

/// When a line is read again.
@Suite struct ReadRhythmTests {
    /// Reads of so many bytes, so many microseconds apart; how many of them are followed by a rest.
    private func rests(bytes: Int, every microseconds: Int64, reads: Int = 100) -> Int {
        var rhythm = ReadRhythm()
        return (0..<reads).count { index in
            let now = Timestamp(nanoseconds: Int64(index) * microseconds * 1_000)
            return rhythm.note(bytes, at: now) != nil
        }
    }

    @Test func `a console at 115200 baud is read at once`() {
        #expect(rests(bytes: 12, every: 1_000) == 0)
    }

    @Test func `3 Mbaud in drops are gathered, after the first window`() {
        #expect((80...90).contains(rests(bytes: 300, every: 1_000)))
    }

    @Test func `full reads are followed by the next at once`() {
        #expect(rests(bytes: 4_096, every: 1_000) == 0)
    }

    @Test func `a line that paused is read at once again`() {
        var rhythm = ReadRhythm()
        for index in 0..<30 { _ = rhythm.note(300, at: Timestamp(nanoseconds: Int64(index) * 1_000_000)) }
        #expect(rhythm.note(300, at: Timestamp(nanoseconds: 30_500_000)) != nil)
        #expect(rhythm.note(300, at: Timestamp(nanoseconds: 90_000_000)) == nil)
    }

    @Test func `a rest lasts five milliseconds`() {
        var rhythm = ReadRhythm()
        var last: Timestamp?
        for index in 0..<30 { last = rhythm.note(300, at: Timestamp(nanoseconds: Int64(index) * 1_000_000)) }
        #expect(last == Timestamp(nanoseconds: 34_000_000))
    }
}
