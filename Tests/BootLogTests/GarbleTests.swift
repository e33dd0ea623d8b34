// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct GarbleTests {
    private static let text = SpeedFinderTests.text

    /// The events of a stream that a port at a speed read.
    static func events(
        _ bytes: [UInt8], _ errors: [LineError] = [], at baudRate: Int?, size: Int = 4_096, marksAtEnd: Bool = false
    ) -> Analysis {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        analyzer.baudRate = baudRate
        var events: [Event] = []
        for portion in Portions(bytes, errors, size: size, marksAtEnd: marksAtEnd).portions {
            analyzer.append(portion.bytes.span, errors: portion.errors, to: &events)
        }
        analyzer.finish(events: &events)
        return Analysis(events: events)
    }

    private static func heard(sentAt: Int, readAt: Int, count: Int = 600) -> UARTLine.Reception {
        var random = SplitMix64(seed: 21)
        return UARTLine(sentAt: sentAt, readAt: readAt).receive(text, count: count, random: &random)
    }

    @Test(arguments: [(9_600, 115_200), (57_600, 115_200), (1_500_000, 115_200), (115_200, 57_600), (115_200, 9_600)])
    func `the diagnosis names the speed of the board and that of the port`(sentAt: Int, readAt: Int) throws {
        let read = Self.heard(sentAt: sentAt, readAt: readAt).asRead
        let garbled = try #require(Self.events(read.bytes, read.errors, at: readAt).diagnosis(.consoleGarbled))
        #expect(
            garbled.summary.hasSuffix(
                ". The board most likely sends at \(sentAt) baud; the port is read at \(readAt)"), "\(garbled.summary)")
        #expect(garbled.causes.first?.cause == "console.settings")
        #expect(
            garbled.causes.first?.because.first == "the bytes are those of a board that sends at \(sentAt) baud")
        #expect(garbled.steps.first?.action == "Listen at \(sentAt) baud: `bootwatch watch -b \(sentAt) PORT`")
        #expect(garbled.steps.first?.risk == .readOnly)
        #expect(garbled.owner == .lab)
    }

    @Test func `of a capture whose speed nobody knows, it says what follows if it was the common one`() throws {
        let heard = Self.heard(sentAt: 1_500_000, readAt: 115_200)
        let garbled = try #require(Self.events(heard.bytes, at: nil).diagnosis(.consoleGarbled))
        #expect(
            garbled.summary.hasSuffix(
                ". If the port was set to 115200 baud, the board most likely sends at 1500000"), "\(garbled.summary)")
    }

    @Test func `a kernel that nobody can read after a readable loader uses another speed`() throws {
        let heard = Self.heard(sentAt: 1_500_000, readAt: 115_200).asRead
        let loader = Array((BootText.loader + BootText.handOver).utf8)
        let errors = heard.errors.map { LineError($0.kind, at: $0.offset + loader.count) }
        let analysis = Self.events(loader + heard.bytes, errors, at: 115_200)
        let garbled = try #require(analysis.diagnosis(.consoleGarbled))
        #expect(
            garbled.summary.hasSuffix(
                ". The kernel most likely sends at 1500000 baud; the port is read at 115200, as the loader sends"),
            "\(garbled.summary)")
        #expect(garbled.causes.first?.because.contains { $0.contains("the kernel uses another speed") } == true)
        #expect(analysis.verdict?.outcome == .garbled)
    }

    @Test func `a short stretch after a hand-over is another speed even where it does not tell which`() throws {
        let heard = Self.heard(sentAt: 1_500_000, readAt: 115_200, count: 30)
        let bytes = Array((BootText.loader + BootText.handOver).utf8) + heard.bytes
        let garbled = try #require(Self.events(bytes, at: 115_200).diagnosis(.consoleGarbled))
        #expect(
            garbled.summary.hasSuffix(
                ". The loader was readable: the kernel's console most likely uses another speed"), "\(garbled.summary)")
        #expect(!garbled.steps.contains { $0.action.contains("{") || $0.action.contains("<speed>") })
    }

    @Test func `seven bits and parity are named`() throws {
        var line = UARTLine(sentAt: 115_200, readAt: 115_200)
        line.dataBits = 7
        line.parity = .even
        var random = SplitMix64(seed: 4)
        let heard = line.receive(Self.text, count: 600, random: &random)
        let garbled = try #require(Self.events(heard.bytes, at: 115_200).diagnosis(.consoleGarbled))
        #expect(garbled.summary.hasSuffix(". The board most likely sends 7E1; the port is read as 8N1"))
    }

    @Test func `chance names no speed`() throws {
        var random = SplitMix64(seed: 8)
        let garbled = try #require(Self.events(random.bytes(800), at: 115_200).diagnosis(.consoleGarbled))
        #expect(
            garbled.summary.hasSuffix(
                ". No usual speed fits them: noise, a wrong level, or a board that sends much faster"))
        #expect(!garbled.steps.contains { $0.action.contains("Listen at") })
    }

    @Test(arguments: [1, 7, 64])
    func `any split of garbage gives the same events`(size: Int) {
        let read = Self.heard(sentAt: 38_400, readAt: 115_200).asRead
        let whole = Self.events(read.bytes, read.errors, at: 115_200).events
        for marksAtEnd in [false, true] {
            let events = Self.events(read.bytes, read.errors, at: 115_200, size: size, marksAtEnd: marksAtEnd).events
            let isSame = events == whole
            #expect(isSame)
        }
    }

    @Test func `a much slower board that gives nothing but breaks is diagnosed while it speaks`() throws {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        analyzer.baudRate = 115_200
        var events: [Event] = []
        let nothing: [UInt8] = []
        let breaks = [LineError](repeating: LineError(.break, at: 0), count: 60)
        analyzer.append(nothing.span, errors: breaks, at: Timestamp(nanoseconds: 0), to: &events)
        #expect(Analysis(events: events).diagnosis(.consoleGarbled) == nil)
        let deadline = try #require(analyzer.deadline)
        analyzer.advance(to: deadline, events: &events)
        let garbled = try #require(Analysis(events: events).diagnosis(.consoleGarbled))
        #expect(garbled.summary.hasSuffix(". The board most likely sends at 9600 baud; the port is read at 115200"))
    }

    @Test func `garbage without a line end is diagnosed after a line's length`() {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        let zeros = [UInt8](repeating: 0, count: LineAssembler.maximumLength + 64)
        analyzer.append(zeros.span, to: &events)
        #expect(Analysis(events: events).diagnosis(.consoleGarbled) != nil)
    }

    @Test func `an unfinished garbled line counts once`() throws {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var events: [Event] = []
        let garbage = [UInt8](repeating: 0xFE, count: 40)
        analyzer.append(garbage.span, at: Timestamp(nanoseconds: 0), to: &events)
        analyzer.advance(to: Timestamp(nanoseconds: 1_000_000_000), events: &events)
        analyzer.append((garbage + [0x0A]).span, at: Timestamp(nanoseconds: 2_000_000_000), to: &events)
        analyzer.finish(events: &events)
        let summary = try #require(Analysis(events: events).diagnosis(.consoleGarbled)).summary
        #expect(summary.hasPrefix("40 of 40 bytes") || summary.hasPrefix("80 of 81 bytes"), "\(summary)")
    }

    @Test func `another speed of the port begins anew`() throws {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        analyzer.baudRate = 115_200
        var events: [Event] = []
        let garbage = Self.heard(sentAt: 57_600, readAt: 115_200).bytes + [0x0A]
        analyzer.append(garbage.span, to: &events)
        analyzer.baudRate = 57_600
        #expect(analyzer.baudRate == 57_600)
        analyzer.append(Self.text.span, to: &events)
        analyzer.finish(events: &events)
        let garbled = try #require(Analysis(events: events).diagnosis(.consoleGarbled))
        #expect(garbled.summary.contains(". The board most likely sends at 57600 baud; the port is read at 115200"))
        #expect(Analysis(events: events).findings.count { $0.code == .consoleGarbled } == 1)
    }

    @Test(arguments: [-1, 0, 1, 299, .max])
    func `a speed that no console has names nothing and does no harm`(baudRate: Int) {
        let analysis = Self.events(Self.heard(sentAt: 57_600, readAt: 115_200).bytes, at: baudRate)
        #expect(analysis.diagnosis(.consoleGarbled) != nil)
    }

    @Test func `stretch after stretch of garbage costs no look each`() {
        var explainer = GarbageExplainer()
        explainer.baudRate = 115_200
        var sample = ReceptionSample()
        for byte in Self.heard(sentAt: 57_600, readAt: 115_200, count: 64).bytes { sample.add(byte) }
        let answers = (0..<64).count { _ in explainer.explain(sample) != nil }
        #expect(answers >= 8)
        #expect(answers <= 10)
    }
}

extension BootText {
    /// The loader's last word.
    static let handOver = "Starting kernel ...\n\n"
}
