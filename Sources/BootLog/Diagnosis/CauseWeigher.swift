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
    /// Those besides the way back, where there is one.
    private static let changesBesidesWay = 1

    /// - Parameter firstLineOfRule: the rules that matched in the boot.
    /// - Returns: the causes, likeliest first; the shares of all causes of the code add up to 1.
    static func rank(
        _ code: CauseModel.Code, signals: SignalSet, firstLineOfRule: [Int: Int]
    ) -> [Diagnosis.Cause] {
        var sums = code.causes.map(\.weight)
        var reasons: [(cause: Int, weight: Double, text: String)] = []
        for (index, trigger) in code.triggers.enumerated() {
            let signal: Signal
            switch trigger {
            case .signal(let number):
                guard let found = signals[number] else { continue }
                signal = found
            case .rule(let rule):
                guard let line = firstLineOfRule[rule] else { continue }
                signal = Signal(name: "", lines: [line])
            }
            let row = code.rows[index]
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
    ///
    /// - Parameters:
    ///   - knowsSpeed: whether the true speed of the console is known; without it, steps that name it are left out.
    ///   - wayBack: what the device's family offers.
    ///   - holds: whether the condition of a step holds.
    static func steps(
        _ code: CauseModel.Code, causes: [Diagnosis.Cause], knowsSpeed: Bool = false, wayBack: WayBack = .none,
        holds: (CauseModel.Trigger) -> Bool = { _ in false }
    ) -> [CauseModel.Step] {
        var looks: [Choice] = []
        var changes: [Choice] = []
        var wantsWay = false
        func consider(_ steps: [CauseModel.Step], source: Int?, looksLeft: inout Int) {
            for index in steps.indices {
                let id = steps[index].id
                guard id != wayBack.marker else {
                    wantsWay = true
                    continue
                }
                guard knowsSpeed || !steps[index].namesSpeed, !wayBack.excludes(id),
                    steps[index].condition.map(holds) ?? true
                else { continue }
                let choice = Choice(source: source, index: index, id: id, risk: steps[index].step.risk)
                if choice.risk == .readOnly {
                    guard looksLeft > 0, looks.count < maximumLooks, !looks.contains(where: { $0.id == id }) else {
                        continue
                    }
                    looksLeft -= 1
                    looks.append(choice)
                } else if changes.count < maximumChanges, !changes.contains(where: { $0.id == id }) {
                    changes.append(choice)
                }
            }
        }
        for cause in causes.prefix(3) where cause.share >= 0.1 {
            guard let index = code.causes.firstIndex(where: { $0.id == cause.cause }) else { continue }
            // A cause contributes as many looks as its share deserves, and its way back.
            var looksLeft = cause.share >= 0.4 ? 4 : 2
            consider(code.causes[index].steps, source: index, looksLeft: &looksLeft)
        }
        var looksLeft = maximumLooks
        consider(code.steps, source: nil, looksLeft: &looksLeft)

        func step(_ choice: Choice) -> CauseModel.Step {
            choice.source.map { code.causes[$0].steps[choice.index] } ?? code.steps[choice.index]
        }
        let ways = wantsWay ? wayBack.steps : []
        if !ways.isEmpty {
            if wayBack.look != nil, looks.count == maximumLooks { looks.removeLast() }
            changes.removeAll { change in ways.contains { $0.id == change.id } }
            changes.removeLast(max(changes.count - changesBesidesWay, 0))
        }
        var steps = looks.map(step)
        if !ways.isEmpty, let look = wayBack.look { steps.append(look) }
        // Within a risk the order of the packs is the order of use.
        for risk in Diagnosis.Risk.allCases where risk != .readOnly {
            for way in ways where way.step.risk == risk { steps.append(way) }
            for change in changes where change.risk == risk { steps.append(step(change)) }
        }
        return steps
    }

    /// A step that was chosen, without its words: most that are considered are not.
    private struct Choice {
        /// Index of the cause that names it; nil for the code itself.
        var source: Int?
        /// Index in the list of that cause or of the code.
        var index: Int
        var id: Int
        var risk: Diagnosis.Risk
    }
}
