// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The knowledge base made ready for weighing: names are numbers, steps are looked up, once for a run.
struct CauseModel: Sendable {
    /// What a weight waits for.
    enum Trigger: Sendable, Hashable {
        /// A signal, by its number.
        case signal(Int)
        /// A rule that matched in the boot, by its index.
        case rule(Int)
    }

    struct Row: Sendable {
        var trigger: Trigger
        /// Index in the code's causes.
        var cause: Int
        var factor: Double
        var because: String
    }

    struct Step: Sendable {
        var step: Diagnosis.Step
        /// Whether names of the device are to be put in.
        var hasPlaceholder: Bool
        /// Tells steps apart without comparing their words.
        var id: Int
    }

    struct Cause: Sendable {
        var id: String
        var title: String
        var owner: Diagnosis.Owner
        var weight: Double
        var steps: [Step]
    }

    struct Code: Sendable {
        var causes: [Cause]
        var rows: [Row]
        var steps: [Step]
        var owner: Diagnosis.Owner
        /// Families of signals that a weight of the code waits for: `flash`, `header`, `boots`.
        var families: Set<String>
    }

    private(set) var codes: [DiagnosisCode: Code] = [:]
    private var numbers: [String: Int] = [:]
    /// Rules that a weight waits for.
    private(set) var watchedRules: Set<Int> = []

    /// Signals that a weight waits for.
    var signalCount: Int { numbers.count }

    init(_ knowledge: Knowledge, rules: RuleSet) {
        var stepNumbers: [String: Int] = [:]
        func steps(_ ids: [String]) -> [Step] {
            ids.compactMap { id in
                guard let step = knowledge.steps[id] else { return nil }
                let number = stepNumbers[id] ?? stepNumbers.count
                stepNumbers[id] = number
                return Step(
                    step: step, hasPlaceholder: step.action.utf8.contains(UInt8(ascii: "{")), id: number)
            }
        }
        for (code, known) in knowledge.codes {
            let causes = known.causes.map { base in
                let cause = knowledge.causes[base.cause]
                return Cause(
                    id: base.cause, title: cause?.title ?? base.cause, owner: cause?.owner ?? known.owner,
                    weight: base.weight, steps: steps(cause?.steps ?? []))
            }
            var rows: [Row] = []
            var families: Set<String> = []
            for weight in knowledge.weights[code] ?? [] {
                guard let cause = causes.firstIndex(where: { $0.id == weight.cause }) else { continue }
                let trigger: Trigger
                if weight.when.hasPrefix("rule:") {
                    // A pack of the person's may have taken the rule's place, or there may be none of that name.
                    guard let rule = rules.index(of: String(weight.when.dropFirst(5))) else { continue }
                    watchedRules.insert(rule)
                    trigger = .rule(rule)
                } else {
                    let number = numbers[weight.when] ?? numbers.count
                    numbers[weight.when] = number
                    trigger = .signal(number)
                    families.insert(String(weight.when.prefix { $0 != "." }))
                }
                rows.append(Row(trigger: trigger, cause: cause, factor: weight.factor, because: weight.because))
            }
            codes[code] = Code(
                causes: causes, rows: rows, steps: steps(known.steps), owner: known.owner, families: families)
        }
    }

    /// The number of a signal; nil when no weight waits for it.
    func number(of signal: String) -> Int? {
        numbers[signal]
    }
}
