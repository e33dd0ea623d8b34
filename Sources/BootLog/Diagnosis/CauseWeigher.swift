// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Ranks the causes of a diagnosis: base weights, plus the weight of each signal, made into shares.
enum CauseWeigher {
    /// Reasons that a cause quotes at most.
    private static let maximumReasons = 6
    /// Below this share a cause beyond the first three is not named; the shares of the others are not changed by it.
    private static let minimumShare = 0.02
    /// Steps that only look, and steps that write or erase.
    private static let maximumLooks = 5
    private static let maximumChanges = 3

    /// - Parameter firstLineOfRule: the rules that matched in the boot.
    /// - Returns: the causes, likeliest first; the shares of all causes of the code add up to 1.
    static func rank(
        _ code: CauseModel.Code, signals: SignalSet, firstLineOfRule: [Int: Int]
    ) -> [Diagnosis.Cause] {
        var sums = code.causes.map(\.weight)
        var reasons: [(cause: Int, weight: Double, text: String)] = []
        for row in code.rows {
            let signal: Signal
            switch row.trigger {
            case .signal(let number):
                guard let found = signals[number] else { continue }
                signal = found
            case .rule(let rule):
                guard let line = firstLineOfRule[rule] else { continue }
                signal = Signal(name: "", lines: [line])
            }
            sums[row.cause] += row.factor
            let sentence = signal.fill(row.because)
            reasons.append((row.cause, row.factor, row.factor < 0 ? "against: " + sentence : sentence))
        }
        // Softmax over the sums; the largest is taken out first so that exp cannot overflow.
        let largest = sums.max() ?? 0
        let odds = sums.map { Exponential.exp($0 - largest) }
        let total = odds.reduce(0, +)
        let order = sums.indices.sorted { (odds[$0], $1) > (odds[$1], $0) }
        reasons.sort { (abs($0.weight), $1.text) > (abs($1.weight), $0.text) }
        var causes: [Diagnosis.Cause] = []
        for (place, index) in order.enumerated() where place < 3 || odds[index] / total >= minimumShare {
            let cause = code.causes[index]
            causes.append(
                Diagnosis.Cause(
                    cause: cause.id, title: cause.title, share: odds[index] / total, logOdds: sums[index],
                    because: reasons.lazy.filter { $0.cause == index }.prefix(maximumReasons).map(\.text)))
        }
        return causes
    }

    /// The next steps: those of the likeliest causes, then those of the code; harmless ones first, and of those that
    /// write or erase only a few, so that looking comes before trying.
    static func steps(_ code: CauseModel.Code, causes: [Diagnosis.Cause]) -> [CauseModel.Step] {
        var looks: [CauseModel.Step] = []
        var changes: [CauseModel.Step] = []
        func add(_ step: CauseModel.Step, looksLeft: inout Int) {
            if step.step.risk == .readOnly {
                guard looksLeft > 0, looks.count < maximumLooks, !looks.contains(where: { $0.id == step.id }) else {
                    return
                }
                looksLeft -= 1
                looks.append(step)
            } else if changes.count < maximumChanges, !changes.contains(where: { $0.id == step.id }) {
                changes.append(step)
            }
        }
        for cause in causes.prefix(3) where cause.share >= 0.1 {
            guard let known = code.causes.first(where: { $0.id == cause.cause }) else { continue }
            // A cause contributes as many looks as its share deserves, and its way back.
            var looksLeft = cause.share >= 0.4 ? 4 : 2
            for step in known.steps { add(step, looksLeft: &looksLeft) }
        }
        var looksLeft = maximumLooks
        for step in code.steps { add(step, looksLeft: &looksLeft) }
        // Within a risk the order of the packs is the order of use.
        var steps = looks
        for risk in Diagnosis.Risk.allCases where risk != .readOnly {
            for change in changes where change.step.risk == risk { steps.append(change) }
        }
        return steps
    }
}
