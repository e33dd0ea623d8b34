// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct BootSilenceTests {
    private static let second: Int64 = 1_000_000_000

    /// An analyzer that has read a text at second 1,000, and the events so far.
    private static func live(_ text: String) -> (analyzer: BootAnalyzer, events: [Event]) {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        analyzer.append(Array(text.utf8).span, at: Timestamp(nanoseconds: 1_000 * second), to: &events)
        return (analyzer, events)
    }

    private static func after(_ seconds: Double) -> Timestamp {
        Timestamp(nanoseconds: 1_000 * second + Int64(seconds * Double(second)))
    }

    @Test func `a kernel that falls silent for longer than its allowance hangs`() throws {
        var (analyzer, events) = Self.live(BootText.loader + BootText.kernel)
        analyzer.advance(to: Self.after(121), events: &events)
        let hang = try #require(Analysis(events: events).diagnosis(.bootHang))
        #expect(hang.severity == .fatal)
        #expect(hang.evidence.map(\.text) == ["[    0.500000] NET: Registered protocol family 16"])
        analyzer.finish(events: &events)
        #expect(Analysis(events: events).verdict?.outcome == .hung)
    }

    @Test func `a kernel may be silent as long as its allowance`() {
        var (analyzer, events) = Self.live(BootText.loader + BootText.kernel)
        analyzer.advance(to: Self.after(89), events: &events)
        #expect(Analysis(events: events).diagnosis(.bootHang) == nil)
    }

    @Test func `a silence is told once`() {
        var (analyzer, events) = Self.live(BootText.loader + BootText.kernel)
        for seconds in [121.0, 200, 900] { analyzer.advance(to: Self.after(seconds), events: &events) }
        #expect(Analysis(events: events).findings.count { $0.code == .bootHang } == 1)
    }

    @Test func `a running system may be silent for ever`() {
        var (analyzer, events) = Self.live(BootText.loader + BootText.kernel + BootText.userSpace)
        analyzer.advance(to: Self.after(86_400), events: &events)
        #expect(Analysis(events: events).diagnosis(.bootHang) == nil)
    }

    @Test func `a loader's prompt may be silent for ever`() {
        var (analyzer, events) = Self.live(BootText.loader + "=> ")
        analyzer.advance(to: Self.after(1), events: &events)
        analyzer.advance(to: Self.after(86_400), events: &events)
        #expect(Analysis(events: events).diagnosis(.bootHang) == nil)
    }

    @Test func `the deadline is the moment at which there is something to do`() throws {
        var (analyzer, events) = Self.live(BootText.loader + BootText.kernel)
        let deadline = try #require(analyzer.deadline)
        #expect(deadline == Self.after(90))
        analyzer.advance(to: deadline, events: &events)
        #expect(analyzer.deadline == nil || analyzer.deadline.map { $0 > deadline } == true)
    }

    @Test func `a finding of an unfinished line is not told again when the line ends`() {
        var (analyzer, events) = Self.live(BootText.loader + "   Verifying Checksum ... Bad Data CRC")
        analyzer.advance(to: Self.after(0.2), events: &events)
        #expect(Analysis(events: events).findings.map(\.rule) == ["uboot.legacy.data-crc"])
        analyzer.append(Array("\n=> ".utf8).span, at: Self.after(1), to: &events)
        #expect(Analysis(events: events).findings.map(\.rule) == ["uboot.legacy.data-crc"])
    }

    @Test func `bytes with times give the events of the same bytes without, but for the times`() {
        let text = BootText.loader + BootText.badChecksum + BootText.loader + BootText.kernel + BootText.userSpace
        var (analyzer, events) = Self.live(text)
        analyzer.finish(events: &events)
        let untimed = events.map { event in
            var event = event
            event.time = nil
            return event
        }
        let isSame = untimed == Analysis(text).events
        #expect(isSame)
        #expect(events.allSatisfy { $0.time == Self.after(0) })
    }

    @Test func `a silence that the stamps of a log show is a hang`() {
        let log = """
            [2026-05-04T08:30:00.000] U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)
            [2026-05-04T08:30:01.000] Starting kernel ...
            [2026-05-04T08:30:02.000] [    0.000000] Linux version 4.14.90 (builder@host) (gcc version 7.3.0) #0 SMP
            [2026-05-04T08:30:03.000] [    1.000000] Waiting for root device /dev/mmcblk0p2...
            [2026-05-04T08:35:03.000] U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)

            """
        #expect(Analysis(log).diagnosis(.bootHang) != nil)
    }

    @Test func `a capture without times is never silent`() {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        analyzer.append(Array((BootText.loader + BootText.kernel).utf8).span, to: &events)
        #expect(analyzer.deadline == nil)
        analyzer.advance(to: Self.after(9_000), events: &events)
        #expect(Analysis(events: events).diagnosis(.bootHang) == nil)
    }
}
