// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// An analyzer that reads parts with holes between them.
private struct BrokenStream {
    var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
    var events: [Event] = []
    var seconds: Int64 = 1_000

    var time: Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }

    mutating func read(_ text: String) {
        analyzer.append(Array(text.utf8).span, at: time, to: &events)
    }

    mutating func gap(_ reason: Gap.Reason = .unplugged, seconds: Int64 = 5) {
        self.seconds += seconds
        analyzer.note(Gap(reason, duration: seconds * 1_000_000_000), at: time, to: &events)
    }

    mutating func finish() -> Analysis {
        analyzer.finish(events: &events)
        return Analysis(events: events)
    }

    var gaps: [Event] {
        events.filter { if case .gap = $0.content { true } else { false } }
    }
}

@Suite struct GapEventTests {
    @Test func `the unfinished line ends at the hole and is read`() {
        var stream = BrokenStream()
        stream.read(BootText.loader + "   Verifying Checksum ... Bad Data CRC")
        stream.gap()
        #expect(Analysis(events: stream.events).findings.map(\.rule) == ["uboot.legacy.data-crc"])
        stream.read(" tail\n=> ")
        #expect(stream.finish().findings.map(\.rule) == ["uboot.legacy.data-crc"])
    }

    @Test func `the event stands at the line that follows the hole`() {
        var stream = BrokenStream()
        stream.gap(.hungUp)
        stream.read("one\ntwo\n")
        stream.gap()
        stream.read("three")
        stream.gap(.dropped)
        #expect(stream.gaps.map(\.line) == [1, 3, 3])
        #expect(stream.gaps.last?.content == .gap(Gap(.dropped, duration: 5_000_000_000)))
        #expect(stream.gaps.map(\.time) == [1_005, 1_010, 1_015].map { Timestamp(nanoseconds: $0 * 1_000_000_000) })
    }

    @Test func `lines after a hole are counted as an editor counts them`() {
        for first in ["one\n", "one\r\n\u{1B}[3", "one\n\r", "one\npart", "one\n\r\r"] {
            var stream = BrokenStream()
            stream.read(first)
            stream.gap()
            stream.read("\nK Verifying Checksum ... Bad Data CRC\n")
            #expect(stream.finish().findings.map(\.line) == [3], "\(first)")
        }
    }

    @Test func `a cut escape sequence does not eat what follows the hole`() {
        var stream = BrokenStream()
        stream.read("\u{1B}]0;a title that never en")
        stream.gap()
        stream.read("Verifying Checksum ... Bad Data CRC\n")
        #expect(stream.finish().findings.map(\.rule) == ["uboot.legacy.data-crc"])
    }

    @Test func `a carriage return before a hole does not blank what follows`() {
        var stream = BrokenStream()
        stream.read("  \r")
        stream.gap()
        stream.read("Verifying Checksum ... Bad Data CRC\n")
        #expect(stream.finish().findings.map(\.rule) == ["uboot.legacy.data-crc"])
    }

    @Test func `two halves of a message are not joined over a hole`() {
        let padding = String(repeating: "x", count: 80 - "Verifying Checksum ... Bad".count - 1)
        var whole = BrokenStream()
        var broken = BrokenStream()
        for line in [padding + " Verifying Checksum ... Bad\n", " Data CRC\n"] {
            whole.read(line)
            broken.read(line)
            broken.gap()
        }
        #expect(whole.finish().findings.map(\.quality) == [.joined])
        #expect(broken.finish().findings == [])
    }

    @Test func `a table is not put together over a hole`() {
        let rows = ["mtd0: 00040000 00020000 \"boot\"\n", "mtd1: 00a00000 00020000 \"recovery\"\n"]
        let head = "# cat /proc/mtd\ndev:    size   erasesize  name\n"
        var whole = BrokenStream()
        whole.read(head + rows[0] + rows[1] + "# \n")
        #expect(whole.finish().layouts.map { $0.partitions.map(\.name) } == [["boot", "recovery"]])
        var broken = BrokenStream()
        broken.read(head + rows[0])
        broken.gap()
        // What was complete is told before the hole.
        guard case .gap? = broken.events.last?.content else {
            Issue.record("the gap is not the last event")
            return
        }
        broken.read(rows[1] + "# \n")
        #expect(broken.finish().layouts.map { $0.partitions.map(\.name) } == [["boot"], ["recovery"]])
    }

    @Test func `time in a hole is no silence`() {
        var stream = BrokenStream()
        stream.read(BootText.loader + BootText.kernel)
        stream.gap(seconds: 3_600)
        #expect(stream.analyzer.deadline == stream.time.advanced(byNanoseconds: 90_000_000_000))
        stream.seconds += 89
        stream.analyzer.advance(to: stream.time, events: &stream.events)
        #expect(Analysis(events: stream.events).diagnosis(.bootHang) == nil)
        stream.seconds += 2
        stream.analyzer.advance(to: stream.time, events: &stream.events)
        #expect(Analysis(events: stream.events).diagnosis(.bootHang) != nil)
    }

    @Test func `as long as the port is away nothing is silent`() {
        var stream = BrokenStream()
        stream.read(BootText.loader + BootText.kernel)
        stream.analyzer.note(PortNotice(.lost, "The adapter is gone"), at: stream.time, to: &stream.events)
        #expect(stream.analyzer.deadline == nil)
        stream.seconds += 500
        stream.analyzer.advance(to: stream.time, events: &stream.events)
        #expect(Analysis(events: stream.events).diagnosis(.bootHang) == nil)
        stream.analyzer.note(PortNotice(.opened, "The adapter is back"), at: stream.time, to: &stream.events)
        #expect(stream.analyzer.deadline == stream.time.advanced(byNanoseconds: 90_000_000_000))
    }

    @Test func `a hole in a capture's own time stamps is no silence`() {
        var stream = BrokenStream()
        stream.analyzer.append(
            Array(
                """
                [2026-05-04T08:30:00.000] U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)
                [2026-05-04T08:30:01.000] Starting kernel ...
                [2026-05-04T08:30:02.000] [    0.000000] Linux version 4.14.90 (b@h) (gcc version 7.3.0) #0 SMP

                """.utf8
            ).span, to: &stream.events)
        stream.analyzer.note(Gap(.dropped, bytes: 4_096), at: nil, to: &stream.events)
        stream.analyzer.append(
            Array("[2026-05-04T08:39:03.000] [    9.100000] usb 1-1: new device\n".utf8).span, to: &stream.events)
        #expect(stream.finish().diagnosis(.bootHang) == nil)
    }

    // MARK: - Boots

    @Test func `a hole begins no boot`() {
        var stream = BrokenStream()
        stream.read(BootText.loader)
        stream.gap()
        stream.read(BootText.kernel + BootText.userSpace)
        let analysis = stream.finish()
        #expect(analysis.boots.count == 1)
        #expect(analysis.verdict?.outcome == .booted)
    }

    @Test func `a banner after a hole begins a boot, and nobody knows why`() {
        var whole = BrokenStream()
        whole.read(BootText.loader + BootText.kernel + BootText.loader)
        #expect(whole.finish().causes == [.unknown, .powerOn])
        var broken = BrokenStream()
        broken.read(BootText.loader + BootText.kernel)
        broken.gap()
        broken.read(BootText.loader)
        #expect(broken.finish().causes == [.unknown, .unknown])
    }

    @Test func `a kernel whose words may be in the hole did not die in silence`() {
        var whole = BrokenStream()
        whole.read(BootText.loader + BootText.handOver + BootText.loader)
        #expect(whole.finish().diagnosis(.bootReset) != nil)
        var broken = BrokenStream()
        broken.read(BootText.loader + BootText.handOver)
        broken.gap()
        broken.read(BootText.loader)
        #expect(broken.finish().diagnosis(.bootReset) == nil)
    }

    private static let attachError = "[    1.000000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd4, error -22\n"
    private static let panic =
        "[    2.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n"

    @Test func `what follows a hole is less sure and no consequence of what was before it`() throws {
        var whole = BrokenStream()
        whole.read(BootText.loader + BootText.kernel + Self.attachError + Self.panic)
        var broken = BrokenStream()
        broken.read(BootText.loader + BootText.kernel + Self.attachError)
        broken.gap()
        broken.read(Self.panic)
        let sure = whole.finish()
        let unsure = broken.finish()
        let panic = try #require(unsure.diagnosis(.kernelPanic))
        #expect(try #require(sure.diagnosis(.kernelPanic)).consequenceOf != nil)
        #expect(panic.consequenceOf == nil)
        #expect(panic.confidence < (try #require(sure.diagnosis(.kernelPanic)).confidence))
        #expect(unsure.diagnosis(.ubiAttach)?.confidence == sure.diagnosis(.ubiAttach)?.confidence)
    }

    @Test func `holes anywhere in a log keep the contract of the verdict`() {
        let text = Array((BootText.loader + BootText.badChecksum + BootText.loader + BootText.kernel).utf8)
        for place in stride(from: 0, through: text.count, by: 7) {
            var stream = BrokenStream()
            stream.analyzer.append(text.span.extracting(0..<place), to: &stream.events)
            stream.gap()
            stream.gap()
            stream.analyzer.append(text.span.extracting(place...), to: &stream.events)
            #expect(stream.finish().verdict != nil)
        }
    }
}
