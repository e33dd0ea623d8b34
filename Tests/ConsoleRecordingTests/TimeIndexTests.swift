// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import ConsoleRecording

@Suite struct TimeIndexTests {
    private static func entry(_ offset: Int, _ milliseconds: Int64, _ content: TimeIndexEntry.Content) -> TimeIndexEntry
    {
        TimeIndexEntry(offset: offset, time: Recorded.moment(milliseconds), content)
    }

    @Test func `the lines are what the format says`() {
        let errors = [3, 7, 8, 9, 12].map { LineError(.framing, at: $0) }
        let lines = Recorded.lines([
            Self.entry(0, 0, .mark(.opened)),
            Self.entry(0, 0, .mark(.baudRate(115_200))),
            Self.entry(64, 123, .read(errors: [], isNoise: false)),
            Self.entry(
                96, 125,
                .read(errors: errors + [LineError(.overrun, at: 13), LineError(.framing, at: 13)], isNoise: false)),
            Self.entry(96, 130, .mark(.gap(Gap(.unplugged, duration: 60_000_000_000)))),
            Self.entry(96, 131, .mark(.gap(Gap(.dropped, bytes: 17)))),
            Self.entry(96, 132, .mark(.notice(PortNotice(.settingRefused, "C:\\ and\na tab\t")))),
            Self.entry(97, 133, .read(errors: [LineError(.break, at: 1)], isNoise: true)),
            Self.entry(97, 133, .mark(.continued)),
            Self.entry(97, 133, .mark(.carried(from: 4_096))),
            Self.entry(97, 134, .mark(.quiet)),
            Self.entry(97, 135, .mark(.closed)),
        ])
        #expect(
            String(decoding: lines, as: UTF8.self) == """
                bootwatch-times 1
                0 1714808400.000000000 opened
                0 1714808400.000000000 baud 115200
                64 1714808400.123000000
                96 1714808400.125000000 framing 3 7-9 12 overrun 13 framing 13
                96 1714808400.130000000 gap unplugged - 60.000000000
                96 1714808400.131000000 gap dropped 17 -
                96 1714808400.132000000 notice setting-refused C:\\x5C and\\x0Aa tab\\x09
                97 1714808400.133000000 noise break 1
                97 1714808400.133000000 continued
                97 1714808400.133000000 carried 4096
                97 1714808400.134000000 quiet
                97 1714808400.135000000 closed

                """)
    }

    /// Entries of every kind.
    private static func entries(seed: UInt64) -> [TimeIndexEntry] {
        var random = SplitMix64(seed: seed)
        var offset = 0
        return (0..<60).map { _ in
            let count = Int.random(in: 0...40, using: &random)
            let shift = Int64.random(in: 0...40, using: &random)
            let time = Timestamp(nanoseconds: Int64(bitPattern: random.next()) >> shift)
            guard random.chance(70) else {
                return TimeIndexEntry(offset: offset, time: time, .mark(Recorded.mark(&random)))
            }
            offset += count
            return TimeIndexEntry(
                offset: offset, time: time,
                .read(errors: Recorded.errors(in: count, &random), isNoise: random.chance(10)))
        }
    }

    @Test(arguments: UInt64(1)...20)
    func `what is written is read again, in any portions`(seed: UInt64) {
        let entries = Self.entries(seed: seed)
        let lines = Recorded.lines(entries)
        for portion in [1, 7, 100, .max] {
            let isSame = Recorded.entries(lines, portion: portion) == entries
            #expect(isSame)
        }
    }

    @Test func `an index that was cut anywhere gives the entries before the cut`() {
        let entries = Self.entries(seed: 5)
        let lines = Recorded.lines(entries)
        var whole = -1
        for length in 0...lines.count {
            if length > 0, lines[length - 1] == 0x0A { whole += 1 }
            let isPrefix = Recorded.entries(Array(lines[..<length])) == Array(entries.prefix(max(whole, 0)))
            #expect(isPrefix, "cut at \(length)")
        }
    }

    @Test(arguments: [Int64.min, -1_000_000_001, -1, 0, 1, 999_999_999, .max])
    func `every moment of the clock can be written`(nanoseconds: Int64) {
        let time = Timestamp(nanoseconds: nanoseconds)
        let gap = Gap(.hungUp, bytes: .max, duration: nanoseconds)
        let entry = TimeIndexEntry(offset: .max, time: time, .mark(.gap(gap)))
        #expect(Recorded.entries(Recorded.lines([entry])) == [entry])
    }

    @Test(arguments: ["", "\n", "bootwatch-times 2\n", "bootwatch-times 1 \n", "1 2\n", "\u{0}\u{0}\u{0}"])
    func `another kind of file gives no entries`(text: String) {
        var reader = TimeIndexReader()
        let bytes = Array((text + "0 1.000000000 opened\n").utf8)
        reader.append(bytes.span)
        #expect(reader.next() == nil)
        #expect(reader.header == .foreign)
    }

    @Test(arguments: [
        "-1 1.000000000", "1", "1 ", "1 1", "1 1.0", "1 1.0000000000", "1 99999999999999999999.000000000",
        "1 9223372036.854775808", "99999999999999999999 1.000000000", "1 1.000000000 ", "1 1.000000000  opened",
        "1 1.000000000 opened x", "1 1.000000000 continued x", "1 1.000000000 carried", "1 1.000000000 carried x",
        "1 1.000000000 carried 1 ", "1 1.000000000 gap", "1 1.000000000 gap moon - -", "1 1.000000000 gap dropped x -",
        "1 1.000000000 gap dropped - ", "1 1.000000000 gap dropped - - -", "1 1.000000000 notice", "1 1.000000000 baud",
        "1 1.000000000 notice speed \\x4", "1 1.000000000 notice speed \\n", "1 1.000000000 framing 5-3",
        "1 1.000000000 framing 1--2", "1 1.000000000 framing 1  2", "1 1.000000000 noise noise", "1 1.000000000 what",
    ])
    func `a line that makes no sense is passed over`(line: String) {
        var reader = TimeIndexReader()
        let bytes = Array("bootwatch-times 1\n\(line)\n7 8.000000000 closed\n".utf8)
        reader.append(bytes.span)
        #expect(reader.next() == TimeIndexEntry(offset: 7, time: Timestamp(nanoseconds: 8_000_000_000), .mark(.closed)))
        #expect(reader.damagedLines == 1)
    }

    @Test func `errors that no read can have are left out`() {
        let text = "bootwatch-times 1\n9 1.000000000 framing 0-9223372036854775807 5 parity 6\n"
        guard case .read(let errors, _)? = Recorded.entries(Array(text.utf8)).first?.content else {
            Issue.record("no read")
            return
        }
        #expect(errors.count == TimeIndex.maximumErrors)
        #expect(errors.last == LineError(.framing, at: TimeIndex.maximumErrors - 1))
    }

    @Test func `a line without an end does not grow for ever`() {
        var reader = TimeIndexReader()
        let portion = [UInt8](repeating: 0x30, count: 100_000)
        let header = Array("bootwatch-times 1\n".utf8)
        reader.append(header.span)
        for _ in 0..<50 {
            reader.append(portion.span)
            #expect(reader.next() == nil)
        }
        let rest = Array("\n7 8.000000000 closed\n".utf8)
        reader.append(rest.span)
        #expect(reader.next()?.offset == 7)
    }

    @Test(arguments: UInt64(1)...30)
    func `any bytes are tolerated`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var lines = Recorded.lines(Self.entries(seed: seed))
        for _ in 0..<40 {
            let index = Int.random(in: 18..<lines.count, using: &random)
            lines[index] = random.pick(Array("0123456789 -.\nx".utf8) + [0, 0xFF])
        }
        #expect(Recorded.entries(lines, portion: 13).count <= lines.count { $0 == 0x0A })
    }

    @Test func `a notice's text has a limit`() {
        let entry = Self.entry(0, 0, .mark(.notice(PortNotice(.opened, String(repeating: "é", count: 1_000)))))
        guard case .mark(.notice(let notice))? = Recorded.entries(Recorded.lines([entry])).first?.content else {
            Issue.record("no notice")
            return
        }
        #expect(notice.text == String(repeating: "é", count: TimeIndex.maximumTextLength / 2))
    }

    // MARK: - Grains

    @Test func `reads within a millisecond share a time`() {
        var grain = ArrivalGrain()
        let start = Recorded.moment(0)
        let stamps = [0, 400_000, 999_999, 1_000_000, 1_500_000, 9_000_000].map {
            grain.stamp(start.advanced(byNanoseconds: $0)).nanoseconds(since: start)
        }
        #expect(stamps == [0, 0, 0, 1_000_000, 1_000_000, 9_000_000])
    }

    @Test func `after time has passed for the analyzer, no read is older`() {
        var grain = ArrivalGrain()
        let start = Recorded.moment(0)
        _ = grain.stamp(start)
        grain.end()
        #expect(grain.stamp(start.advanced(byNanoseconds: 5)) == start.advanced(byNanoseconds: 5))
    }

    @Test func `a clock that goes back begins a new grain`() {
        var grain = ArrivalGrain()
        _ = grain.stamp(Recorded.moment(10))
        #expect(grain.stamp(Recorded.moment(4)) == Recorded.moment(4))
    }
}
