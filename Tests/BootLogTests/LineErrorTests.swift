// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct LineErrorTests {
    private static let checksum = "   Verifying Checksum ... Bad Data CRC\n"

    private static func events(
        _ text: String, _ errors: [LineError], size: Int = 4_096, marksAtEnd: Bool = false
    ) -> Analysis {
        GarbleTests.events(Array(text.utf8), errors, at: 115_200, size: size, marksAtEnd: marksAtEnd)
    }

    private static func notices(_ analysis: Analysis) -> [PortNotice] {
        analysis.events.compactMap { if case .port(let notice) = $0.content { notice } else { nil } }
    }

    @Test(arguments: [LineError.Kind.framing, .parity, .framingOrParity, .overrun, .break])
    func `evidence in a line with an error is damaged and counts for less`(kind: LineError.Kind) throws {
        let clean = Self.events(BootText.loader + Self.checksum, [])
        let place = BootText.loader.utf8.count + 12
        let damaged = Self.events(BootText.loader + Self.checksum, [LineError(kind, at: place)])
        #expect(clean.findings.last?.quality == .clean)
        #expect(damaged.findings.last?.quality == .damaged)
        let before = try #require(clean.diagnosis(.verifyChecksum)).confidence
        #expect(try #require(damaged.diagnosis(.verifyChecksum)).confidence < before)
    }

    @Test func `an error in another line leaves the evidence as it is`() {
        let text = Self.checksum + "=> \n"
        for place in [Self.checksum.utf8.count, Self.checksum.utf8.count + 3] {
            #expect(Self.events(text, [LineError(.framing, at: place)]).findings.first?.quality == .clean)
        }
        #expect(
            Self.events(text, [LineError(.framing, at: Self.checksum.utf8.count - 1)]).findings.first?.quality
                == .damaged)
    }

    @Test func `an error in the byte after a lone carriage return belongs to the next line`() {
        let text = Self.checksum.dropLast() + "\r"
        let analysis = Self.events(text + "10 %\n", [LineError(.framing, at: text.utf8.count)])
        #expect(analysis.findings.first?.quality == .clean)
    }

    @Test(arguments: [1, 2, 3, 7, 61], [false, true])
    func `any split of bytes with errors gives the same events`(size: Int, marksAtEnd: Bool) {
        var random = SplitMix64(seed: UInt64(size))
        let text = BootText.loader + Self.checksum + " 10%\r 20%\r\n" + BootText.kernel
        for _ in 0..<20 {
            let kinds = LineError.Kind.allCases
            let errors = (0..<Int.random(in: 0...30, using: &random))
                .map { _ in Int.random(in: 0...text.utf8.count, using: &random) }.sorted()
                .map { LineError(random.pick(kinds), at: $0) }
            let isSame =
                Self.events(text, errors, size: size, marksAtEnd: marksAtEnd).events == Self.events(text, errors).events
            #expect(isSame)
        }
    }

    @Test func `a break is told and is nothing bad`() {
        let analysis = Self.events(BootText.loader + BootText.kernel, [LineError(.break, at: 3)])
        #expect(
            Self.notices(analysis) == [
                PortNotice(.breakSeen, "The line was held low: a break, or a board that was switched off or on")
            ])
        #expect(analysis.diagnoses.filter { $0.severity >= .warning } == [])
        #expect(analysis.stages.contains(.kernel))
    }

    @Test func `many errors are one notice`() {
        let errors = (0..<100).map { LineError(.framing, at: $0 * 2) }
        #expect(
            Self.notices(Self.events(BootText.loader + BootText.kernel + BootText.userSpace, errors)) == [
                PortNotice(
                    .lineErrors,
                    "8 line errors within 14 bytes: a wrong speed or framing, a wrong level, or noise")
            ])
    }

    @Test func `a few errors are no notice`() {
        let errors = (0..<7).map { LineError(.framing, at: $0) }
        #expect(Self.notices(Self.events(BootText.loader + BootText.kernel, errors)) == [])
    }

    @Test func `errors far apart are bursts of their own`() {
        let text = String(repeating: "[    1.000000] usb 1-1: new device found\n", count: 40)
        let errors = [0, 500, 1_000].map { LineError(.break, at: $0) }
        #expect(Self.notices(Self.events(text, errors)).map(\.kind) == [.breakSeen, .breakSeen, .breakSeen])
    }

    @Test func `lost bytes are told at once`() {
        let analysis = Self.events(BootText.loader, [LineError(.overrun, at: 20), LineError(.overrun, at: 40)])
        #expect(
            Self.notices(analysis) == [
                PortNotice(
                    .lineErrors,
                    "Bytes were lost before this place: the receiver was full. Lines near it count for less")
            ])
    }

    @Test func `text with errors of the framing only is not garbled`() {
        // 8E1 read as 8N1: every second parity bit stands where the stop bit should.
        let text = BootText.loader + BootText.kernel + BootText.userSpace
        let errors = stride(from: 0, to: text.utf8.count, by: 2).map { LineError(.framing, at: $0) }
        let analysis = Self.events(text, errors)
        #expect(analysis.diagnosis(.consoleGarbled) == nil)
        #expect(Self.notices(analysis).count == 1)
    }

    @Test func `places that are none are borne`() {
        let errors = [Int.min, -1, 5, 3, 1_000_000, .max].flatMap { place in
            LineError.Kind.allCases.map { LineError($0, at: place) }
        }
        let analysis = Self.events("abc\ndef\n", [])
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        let nothing: [UInt8] = []
        analyzer.append(Array("abc\ndef\n".utf8).span, errors: errors, to: &events)
        analyzer.append(nothing.span, errors: errors, to: &events)
        analyzer.finish(events: &events)
        #expect(Analysis(events: events).verdict?.outcome == analysis.verdict?.outcome)
    }
}
