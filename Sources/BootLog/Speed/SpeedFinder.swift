// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Says at which speed a board sends that cannot be read, from what the receiver made of it.
///
/// A forward model, no table of symptoms: for each usual speed the distribution of the bytes is computed that a
/// receiver at the present speed would read (``ReceiverModel``, ``PhaseModel``), and the sample is compared with each
/// by its likelihood. What the bytes cannot tell:
/// - boards more than about nine times slower than the receiver are alike, whatever their speed: every stretch of low
///   bits is one character of zeros;
/// - boards that are much faster give themselves away by the places in their characters that are sampled, as long as
///   they send without pauses between characters; with pauses of uneven length, from about four times as fast on, or
///   from about thirty times as fast on in any case, they look like noise;
/// - speeds within 2 % of one another are one.
public struct SpeedFinder: Sendable {
    /// Characters below which a sample says nothing.
    public static let minimumCount = 48

    /// The share from which on an explanation is worth telling.
    static let clearShare = 0.75

    /// Misfits beyond it are of ratios that no usual speeds have, or of something that is no console.
    private static let largestMisfit = 1.2

    /// Of a hundred characters of a console, those that no model foresees.
    private static let surprise = 0.04
    /// Characters that count in full; more of them only repeat the same words.
    private static let weightOfSample = 160.0

    /// The speed that the samples are received at.
    public let baudRate: Int
    private let variants: [SpeedVariant]

    /// Computes what each usual speed looks like. Costs about 12 ms of a desktop's processor and 400 KB, so it is to be
    /// kept.
    ///
    /// - Parameter baudRate: the speed that the port is read at.
    public init(readAt baudRate: Int) {
        self.baudRate = baudRate
        variants = SpeedVariants(readAt: baudRate).all
    }

    // Constants, like a table in the code would be: every console that is read at a common speed uses the same one.
    private static let at115200 = SpeedFinder(readAt: 115_200)
    private static let at57600 = SpeedFinder(readAt: 57_600)
    private static let at9600 = SpeedFinder(readAt: 9_600)

    /// The finder for a speed; computed once for those at which most ports are read.
    static func at(_ baudRate: Int) -> SpeedFinder {
        switch baudRate {
        case 115_200: at115200
        case 57_600: at57600
        case 9_600: at9600
        default: SpeedFinder(readAt: baudRate)
        }
    }

    // MARK: - Samples

    /// Ranks the explanations of a sample, likeliest first; empty when it is too short to say anything.
    ///
    /// - Complexity: O(v · d) for v variants (about 400) and d different outcomes in the sample (512 at most).
    public func rank(_ sample: ReceptionSample) -> [SpeedCandidate] {
        guard sample.count >= Self.minimumCount else { return [] }
        return Self.shares(of: logLikelihoods(of: sample))
    }

    /// The explanation to be told to a person; nil when none stands out, or when none fits well.
    public func explanation(of sample: ReceptionSample) -> SpeedCandidate.Explanation? {
        clearest(of: sample)?.explanation
    }

    /// How likely it is that the board sends at another speed, whichever that is.
    func shareOfOtherSpeeds(in sample: ReceptionSample) -> Double {
        let likelihoods = logLikelihoods(of: sample)
        let rank = Self.shares(of: likelihoods)
        guard let best = rank.first, let logOdds = likelihoods[best.explanation],
            misfit(of: sample, logOdds: logOdds) <= Self.largestMisfit
        else { return 0 }
        return rank.reduce(0) { sum, candidate in
            if case .speed(let speed) = candidate.explanation, speed != baudRate { sum + candidate.share } else { sum }
        }
    }

    /// The explanation that stands out, with its log-odds.
    func clearest(of sample: ReceptionSample) -> (explanation: SpeedCandidate.Explanation, logOdds: Double)? {
        guard sample.count >= Self.minimumCount else { return nil }
        let likelihoods = logLikelihoods(of: sample)
        guard let best = Self.shares(of: likelihoods).first, best.share >= Self.clearShare,
            let logOdds = likelihoods[best.explanation]
        else { return nil }
        guard best.explanation == .noise || misfit(of: sample, logOdds: logOdds) <= Self.largestMisfit else {
            return nil
        }
        return (best.explanation, logOdds)
    }

    /// How much likelier each character would be if the sample were its own model, in nats, less what chance gives.
    private func misfit(of sample: ReceptionSample, logOdds: Double) -> Double {
        let total = Double(sample.count)
        var own = 0.0
        var different = 0.0
        for outcome in 0..<(sample.knowsErrors ? ReceptionSample.outcomes : 256) {
            let count = Double(sample.knowsErrors ? sample.counts[outcome] : sample.count(of: outcome))
            guard count > 0 else { continue }
            own += count * Logarithm.ln(count / total)
            different += 1
        }
        let model = logOdds / min(1, Self.weightOfSample / total)
        return (own - model) / total - (different - 1) / (2 * total)
    }

    /// How well each explanation fits, in log-odds, its own likelihood before the sample included.
    func logLikelihoods(of sample: ReceptionSample) -> [SpeedCandidate.Explanation: Double] {
        var best: [SpeedCandidate.Explanation: Double] = [:]
        let factor = min(1, Self.weightOfSample / Double(max(sample.count, 1)))
        let seen: [(outcome: Int, count: Double)] =
            sample.knowsErrors
            ? sample.counts.indices.filter { sample.counts[$0] > 0 }.map { ($0, Double(sample.counts[$0])) }
            : (0..<256).filter { sample.count(of: $0) > 0 }.map { ($0, Double(sample.count(of: $0))) }
        let floor = Self.surprise / (sample.knowsErrors ? 512 : 256)
        for variant in variants {
            var sum = 0.0
            for (outcome, count) in seen {
                let share = sample.knowsErrors ? variant.share(of: outcome) : variant.share(ofByte: outcome)
                sum += count * Logarithm.ln((1 - Self.surprise) * share + floor)
            }
            let value = variant.weight + sum * factor
            best[variant.explanation] = max(best[variant.explanation] ?? -.infinity, value)
        }
        return best
    }

    static func shares(of likelihoods: [SpeedCandidate.Explanation: Double]) -> [SpeedCandidate] {
        let largest = likelihoods.values.max() ?? 0
        let odds = likelihoods.mapValues { Exponential.exp($0 - largest) }
        let total = odds.values.reduce(0, +)
        return odds.map { SpeedCandidate(explanation: $0.key, share: $0.value / total) }
            .sorted { ($0.share, $1.explanation.order) > ($1.share, $0.explanation.order) }
    }
}

extension SpeedCandidate.Explanation {
    /// Among equals the faster board first, so that a ranking never depends on chance.
    fileprivate var order: Int {
        switch self {
        case .speed(let baudRate): -baudRate
        case .framing(let framing): framing.dataBits + (framing.isOdd == true ? 1 : 0)
        case .inverted: 20
        case .noise: 21
        }
    }
}
