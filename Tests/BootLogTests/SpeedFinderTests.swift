// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct SpeedFinderTests {
    /// Long enough that what is sampled of it now and then is not the same few characters.
    static let text: [UInt8] = {
        var random = SplitMix64(seed: 77)
        let words = [
            "usb 1-1: new high-speed device number", "eth0: link up at", "mmcblk0: mounted filesystem of",
            "Freeing memory:", "random: crng init done after", "pinctrl core: initialized",
            "Registered protocol family", "IRQ domain",
        ]
        var text = BootText.loader + BootText.goodChecksum + BootText.kernel
        for line in 0..<150 {
            let microseconds = String(Int.random(in: 100_000..<1_000_000, using: &random))
            let number = Int.random(in: 0..<4_096, using: &random)
            text += "[    \(line / 20).\(microseconds)] \(random.pick(words)) \(number)\n"
        }
        return text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }()
    private static let finder = SpeedFinder(readAt: 115_200)

    private static func heard(_ line: UARTLine, count: Int = 512, seed: UInt64 = 1) -> UARTLine.Reception {
        var random = SplitMix64(seed: seed)
        return line.receive(text, count: count, random: &random)
    }

    @Test(arguments: [9_600, 19_200, 38_400, 57_600, 230_400, 460_800, 921_600, 1_000_000, 1_500_000, 2_000_000])
    func `the speed of a board is found from the bytes, with and without framing errors`(speed: Int) {
        let heard = Self.heard(UARTLine(sentAt: speed, readAt: 115_200))
        for withErrors in [false, true] {
            let sample = ReceptionSample(heard, withErrors: withErrors)
            #expect(Self.finder.explanation(of: sample) == .speed(speed))
        }
    }

    @Test(arguments: [19_200, 57_600, 230_400, 1_500_000])
    func `noise on the line and unsteady edges do not hide the speed`(speed: Int) {
        var line = UARTLine(sentAt: speed, readAt: 115_200, clockError: 0.004)
        line.flippedBits = 5
        line.jitter = 0.1
        line.linePause = 0.003
        let sample = ReceptionSample(Self.heard(line, count: 1_024), withErrors: true)
        #expect(Self.finder.rank(sample).first?.explanation == .speed(speed))
    }

    @Test func `a short sample says nothing`() {
        let heard = Self.heard(UARTLine(sentAt: 9_600, readAt: 115_200), count: SpeedFinder.minimumCount - 1)
        let sample = ReceptionSample(heard, withErrors: true)
        #expect(Self.finder.rank(sample) == [])
        #expect(Self.finder.explanation(of: sample) == nil)
    }

    @Test func `text at the speed of the port is text at the speed of the port`() {
        let sample = ReceptionSample(Self.heard(UARTLine(sentAt: 115_200, readAt: 115_200)), withErrors: true)
        #expect(sample.errorCount == 0)
        #expect(Self.finder.explanation(of: sample) == .speed(115_200))
    }

    @Test(arguments: 1...20)
    func `chance is noise and no speed`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytesOnly = ReceptionSample()
        var withErrors = ReceptionSample()
        for byte in random.bytes(400) {
            bytesOnly.add(byte)
            withErrors.add(byte, hasFramingError: random.chance(40))
        }
        #expect(Self.finder.explanation(of: bytesOnly) == .noise)
        #expect(Self.finder.explanation(of: withErrors) == .noise)
    }

    @Test(arguments: [
        (ConsoleFraming.sevenEven, 7, UARTLine.Parity.even), (.sevenOdd, 7, .odd), (.eightEven, 8, .even),
        (.eightOdd, 8, .odd),
    ])
    func `another framing is told from another speed`(
        framing: ConsoleFraming, dataBits: Int, parity: UARTLine.Parity
    ) {
        var line = UARTLine(sentAt: 115_200, readAt: 115_200)
        line.dataBits = dataBits
        line.parity = parity
        let heard = Self.heard(line)
        #expect(Self.finder.explanation(of: ReceptionSample(heard, withErrors: true)) == .framing(framing))
    }

    @Test func `seven bits and parity are seen in a capture without errors, too`() {
        var line = UARTLine(sentAt: 115_200, readAt: 115_200)
        line.dataBits = 7
        line.parity = .even
        #expect(
            Self.finder.explanation(of: ReceptionSample(Self.heard(line), withErrors: false)) == .framing(.sevenEven))
    }

    @Test func `a swapped line is told from a wrong speed`() {
        var line = UARTLine(sentAt: 115_200, readAt: 115_200)
        line.isInverted = true
        #expect(Self.finder.explanation(of: ReceptionSample(Self.heard(line), withErrors: true)) == .inverted)
    }

    @Test(arguments: [(2_000_000, 9_600), (1_500_000, 9_600)])
    func `a board that is a hundred times faster than the port has no speed to be seen`(speed: Int, readSpeed: Int) {
        let heard = Self.heard(UARTLine(sentAt: speed, readAt: readSpeed), count: 256)
        let finder = SpeedFinder(readAt: readSpeed)
        #expect(finder.logLikelihoods(of: ReceptionSample(heard, withErrors: true))[.speed(speed)] == nil)
    }

    @Test(arguments: [0, 1, 50, 300, 12_000_000, .max])
    func `any speed of the port is borne`(readSpeed: Int) {
        let heard = Self.heard(UARTLine(sentAt: 57_600, readAt: 115_200), count: 64)
        let shares = SpeedFinder(readAt: readSpeed).rank(ReceptionSample(heard, withErrors: true)).map(\.share)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    }

    @Test func `the logarithm is that of the books`() {
        let known = [
            (1.0, 0.0), (2, 0.693_147_180_560), (10, 2.302_585_092_994), (0.001, -6.907_755_278_982),
            (0.7, -0.356_674_943_939),
        ]
        for (x, ln) in known {
            #expect(abs(Logarithm.ln(x) - ln) < 1e-8)
        }
        #expect(Logarithm.ln(0).isFinite)
    }
}
