// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks the ``SpeedFinder`` about a garbled stretch, and keeps what it had to compute for that.
///
/// What a port is read at is known; of a capture it is guessed. The models of a speed cost some milliseconds, the look
/// at a sample up to a few: looks are allowed as bytes come, so that no input can make the analyzer slow.
struct GarbageExplainer: Sendable {
    /// Speeds at which captures of unknown origin were read, with their log-odds.
    private static let guesses: [(baudRate: Int, weight: Double)] = [(115_200, 2), (9_600, 0), (57_600, 0)]
    /// Looks that are free, and characters that earn another.
    private static let freeLooks = 8
    private static let charactersPerLook = 4_096
    /// Slower ports have no console on them, and a model of them no bounds.
    private static let slowest = 300

    /// The speed that the port is read at; nil when nobody knows.
    var baudRate: Int?
    private var finder: SpeedFinder?
    private var looks = 0
    private var characters = 0

    /// What most likely made a sample unreadable; nil when it is not clear.
    mutating func explain(_ sample: ReceptionSample) -> GarbageExplanation.Reason? {
        characters += sample.count
        looks += 1
        guard looks <= Self.freeLooks + characters / Self.charactersPerLook else { return nil }
        if let baudRate {
            guard baudRate >= Self.slowest else { return nil }
            return explain(sample, readAt: baudRate)?.reason
        }
        var best: (reason: GarbageExplanation.Reason, logOdds: Double)?
        for guess in Self.guesses {
            guard let found = explain(sample, readAt: guess.baudRate) else { continue }
            let logOdds = found.logOdds + guess.weight
            if best.map({ logOdds > $0.logOdds }) ?? true { best = (found.reason, logOdds) }
        }
        return best?.reason
    }

    private mutating func explain(
        _ sample: ReceptionSample, readAt baudRate: Int
    ) -> (reason: GarbageExplanation.Reason, logOdds: Double)? {
        let finder = finder.flatMap { $0.baudRate == baudRate ? $0 : nil } ?? SpeedFinder.at(baudRate)
        // The other guesses of a capture are constants; the speed of a port stays the same.
        self.finder = finder
        guard let (candidate, logOdds) = finder.clearest(of: sample) else { return nil }
        // Text at the right speed is no garbage: what is wrong with it are single bits.
        let isRight = candidate == .speed(baudRate)
        let reason = GarbageExplanation.Reason(
            candidate: isRight ? .noise : candidate, readAt: baudRate, isAssumed: self.baudRate == nil)
        return (reason, logOdds)
    }
}
