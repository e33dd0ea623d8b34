// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What each explanation looks like to a receiver at one speed: the forward models, computed once.
struct SpeedVariants: Sendable {
    /// How far the clocks of board and receiver may differ, in the fine steps that many bits of drift demand, and in
    /// rough ones.
    private static let fineErrors = [
        0, 0.001, -0.001, 0.0025, -0.0025, 0.005, -0.005, 0.0085, -0.0085, 0.012, -0.012, 0.016, -0.016,
    ]
    private static let roughErrors = [0, 0.005, -0.005, 0.016, -0.016]
    /// How many times as fast a board must be for ``PhaseModel``.
    private static let fast = 2.4

    private(set) var all: [SpeedVariant] = []
    private let baudRate: Int

    init(readAt baudRate: Int) {
        self.baudRate = baudRate
        let text = SentText()
        let phases = PhaseModel(text)
        for speed in BaudRate.usual { add(speed, text: text, phases: phases) }
        addOtherFramings()
        addNoise(text)
    }

    /// Adds a speed; a speed that is nearly the receiver's own is the receiver's own.
    private mutating func add(_ speed: Int, text: SentText, phases: PhaseModel) {
        let ratio = Double(speed) / Double(max(baudRate, 1))
        let weight = BaudRate.weight(of: speed)
        guard ratio < 0.98 || ratio > 1.02 else { return }
        // Every low stretch lasts longer than a character: one bit of the sender is more than nine and a half.
        guard ratio > 1 / 9.6 else {
            var shares = [Double](repeating: 0, count: ReceptionSample.outcomes)
            shares[ReceptionSample.low] = 1
            return add(.speed(speed), weight: weight, shares)
        }
        // Beyond that the clocks' difference alone moves the last sample by more than a character.
        guard ratio < 36 else { return }
        if ratio > Self.fast {
            for error in Self.fineErrors {
                for hasPauses in [false, true] {
                    add(
                        .speed(speed), weight: weight - Self.penalty(error),
                        phases.distribution(bitRatio: ratio * (1 + error), hasPauses: hasPauses))
                }
            }
        }
        // With pauses between characters, nothing is left of a much faster board that trying would show.
        guard ratio < 7.5 else { return }
        let pacings: [ReceiverModel.Pacing] =
            ratio > Self.fast ? [.unhurried] : ratio > 1 ? [.steady, .unhurried, .pausing] : [.steady, .unhurried]
        for error in Self.roughErrors {
            for pacing in pacings {
                var model = ReceiverModel(text, bitRatio: ratio * (1 + error), pacing: pacing)
                add(.speed(speed), weight: weight - Self.penalty(error), model.distribution())
            }
        }
    }

    /// Clocks are rarely far off: a normal distribution of 0.8 %.
    private static func penalty(_ error: Double) -> Double {
        let deviation = error / 0.008
        return deviation * deviation / 2
    }

    private mutating func addOtherFramings() {
        let weight = BaudRate.weight(of: baudRate)
        for framing in ConsoleFraming.allCases {
            let isUsual = framing == .eightNone
            add(
                isUsual ? .speed(baudRate) : .framing(framing), weight: isUsual ? weight : weight - 3,
                SentText(framing: framing))
        }
        add(.inverted, weight: weight - 3, SentText(isInverted: true))
    }

    /// Adds a text that is sent at the receiver's speed.
    private mutating func add(_ explanation: SpeedCandidate.Explanation, weight: Double, _ text: SentText) {
        for pacing in [ReceiverModel.Pacing.steady, .unhurried] {
            var model = ReceiverModel(text, bitRatio: 1, pacing: pacing)
            add(explanation, weight: weight, model.distribution())
        }
    }

    /// Noise: bits that are high or low by chance, and text with bits flipped.
    private mutating func addNoise(_ text: SentText) {
        let weight = 0.5
        let outcomes = 0..<ReceptionSample.outcomes
        for high in [0.2, 0.35, 0.5, 0.65, 0.8, 0.95] {
            let shares = outcomes.map { outcome in
                // The stop bit counts as read when it is high.
                Self.chance(of: (outcome ^ 256).nonzeroBitCount, in: 9, each: high)
            }
            add(.noise, weight: weight, shares)
        }
        // And such bits in short bursts: a board that is too fast for its speed to be seen.
        for ending in [0.1, 0.3] {
            add(.noise, weight: weight, Self.bursts(ending: ending))
        }
        var counts = [Double](repeating: 0, count: 256)
        for line in text.lines { for frame in line { counts[Int(frame >> 1 & 255)] += 1 } }
        let total = counts.reduce(0, +)
        for flipped in [0.05, 0.15] {
            let chances = (0...9).map { Self.chance(of: $0, in: 9, each: flipped) }
            var shares = [Double](repeating: 0, count: ReceptionSample.outcomes)
            for byte in 0..<256 where counts[byte] > 0 {
                for outcome in outcomes {
                    shares[outcome] += counts[byte] / total * chances[(outcome ^ byte).nonzeroBitCount]
                }
            }
            add(.noise, weight: weight, shares)
        }
    }

    /// Bits that are high or low with the same chance until the line rests, which it does before each with a chance.
    private static func bursts(ending: Double) -> [Double] {
        var shares = [Double](repeating: 0, count: ReceptionSample.outcomes)
        var alive = 1.0
        for sample in 0...9 {
            // The line rests from this sample on: high is what all the others read, the stop bit among them.
            let chance = sample == 9 ? alive : alive * ending
            alive *= 1 - ending
            for read in 0..<1 << sample {
                let outcome = (read | 511 & ~(1 << sample - 1)) ^ 256
                shares[outcome] += chance / Double(1 << sample)
            }
        }
        return shares
    }

    /// How likely `count` given ones of `places` are all that come, when each comes with the same chance.
    private static func chance(of count: Int, in places: Int, each: Double) -> Double {
        var product = 1.0
        for place in 0..<places { product *= place < count ? each : 1 - each }
        return product
    }

    private mutating func add(_ explanation: SpeedCandidate.Explanation, weight: Double, _ shares: [Double]) {
        all.append(SpeedVariant(explanation, weight: weight, shares: shares))
    }
}
