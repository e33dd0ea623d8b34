// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

/// Sample logs sent at one usual speed and read at another.
@Suite struct SpeedPairTests {
    private static let names = [
        "mmc/sd-card-spl-to-user-space.log", "linux-mtd/healthy-boot-to-user-space.log",
        "console/cr-cr-lf-line-ends.log",
    ]
    private static let logs = names.map { (try? SampleFolder.read($0)) ?? [] }

    /// First guesses.
    private struct Guesses {
        var right = 0
        var all = 0
        var wrong: [String] = []
    }

    /// What can be told: a board up to eight times slower, so that a character of the receiver's holds more than one
    /// bit, and up to twenty times faster, so that the clocks' difference does not blur the places that are sampled.
    private static func canBeTold(_ speed: Int, readAt readSpeed: Int) -> Bool {
        speed != readSpeed && speed * 8 > readSpeed && speed < readSpeed * 20
    }

    private static func guess(readAt readSpeed: Int, withErrors: Bool, into guesses: inout Guesses) {
        let finder = SpeedFinder(readAt: readSpeed)
        var random = SplitMix64(seed: UInt64(readSpeed))
        for speed in BaudRate.usual where canBeTold(speed, readAt: readSpeed) {
            for (index, log) in logs.enumerated() {
                let error = Double.random(in: -0.003...0.003, using: &random)
                var line = UARTLine(sentAt: speed, readAt: readSpeed, clockError: error)
                line.linePause = [0, 0.002, 0.02][index % 3]
                line.jitter = 0.02
                let start = Int.random(in: log.indices, using: &random)
                let heard = line.receive(Array(log[start...] + log[..<start]), count: 256, random: &random)
                let best = finder.rank(ReceptionSample(heard, withErrors: withErrors)).first
                guesses.all += 1
                if best?.explanation == .speed(speed) {
                    guesses.right += 1
                } else {
                    guesses.wrong.append("\(speed) read at \(readSpeed)")
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func `the first guess is right in 95 of 100 cases`(withErrors: Bool) {
        var guesses = Guesses()
        for speed in BaudRate.usual { Self.guess(readAt: speed, withErrors: withErrors, into: &guesses) }
        #expect(guesses.all > 500)
        #expect(guesses.right * 100 >= guesses.all * 95, "\(guesses.right) right; wrong: \(guesses.wrong)")
    }

    @Test func `boards that are more than ten times slower are alike, and the most usual speed is named`() {
        // Every stretch of low bits is a character of zeros, however long it lasts.
        let finder = SpeedFinder(readAt: 1_500_000)
        var random = SplitMix64(seed: 3)
        for speed in [9_600, 57_600, 115_200] {
            let heard = UARTLine(sentAt: speed, readAt: 1_500_000).receive(
                Self.logs[0], count: 256, random: &random)
            #expect(heard.bytes.allSatisfy { $0 == 0 })
            let rank = finder.rank(ReceptionSample(heard, withErrors: true))
            #expect(rank.first?.explanation == .speed(115_200))
            let slower = rank.prefix(6).map(\.explanation)
            #expect(slower.contains(.speed(speed)))
        }
    }

    @Test(arguments: SampleLog.all.filter { !$0.name.contains("wrong-speed") && !$0.name.contains("kernel-at") })
    func `a log that was read rightly is never taken for one of another speed`(log: SampleLog) throws {
        var sample = ReceptionSample()
        let bytes = try log.bytes()
        sample.add(bytes.span)
        // A log that is all `#` of a progress bar is no text to a model of text.
        let explanation = Self.finder.explanation(of: sample)
        #expect(explanation == .speed(115_200) || explanation == .noise || explanation == nil)
    }

    private static let finder = SpeedFinder(readAt: 115_200)
}
