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
        /// Index in the code's causes.
        var cause: Int
        var factor: Double
        var because: String
    }

    struct Step: Sendable {
        var step: Diagnosis.Step
        /// Whether names of the device are to be put in.
        var hasPlaceholder: Bool
        /// Whether it is of use only where the true speed of the console is known.
        var namesSpeed: Bool
        /// What must hold for it to be offered; nil: always.
        var condition: Trigger?
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
        /// What each row waits for: apart from the rows, for most of them are only asked and never read.
        var triggers: [Trigger]
        var rows: [Row]
        var steps: [Step]
        var owner: Diagnosis.Owner
        /// Families of signals that a weight of the code waits for: `flash`, `header`, `boots`.
        var families: Set<String>
    }

    private(set) var codes: [DiagnosisCode: Code] = [:]
    private var numbers: [String: Int] = [:]
    /// Rules that a weight waits for, or that prove something about the device.
    private(set) var watchedRules: Set<Int> = []
    let families: FamilyModel

    /// Signals that a weight waits for.
    var signalCount: Int { numbers.count }

    init(_ knowledge: Knowledge, rules: RuleSet) {
        var stepNumbers: [String: Int] = [:]
        var codes: [DiagnosisCode: Code] = [:]
        var numbers: [String: Int] = [:]
        var watchedRules: Set<Int> = []
        func trigger(_ when: String) -> Trigger? {
            guard when.hasPrefix("rule:") else {
                let number = numbers[when] ?? numbers.count
                numbers[when] = number
                return .signal(number)
            }
            // A pack of the person's may have taken the rule's place, or there may be none of that name.
            guard let rule = rules.index(of: String(when.dropFirst(5))) else { return nil }
            watchedRules.insert(rule)
            return .rule(rule)
        }
        func steps(_ ids: [String]) -> [Step] {
            ids.compactMap { id in
                guard let step = knowledge.steps[id] else { return nil }
                let number = stepNumbers[id] ?? stepNumbers.count
                stepNumbers[id] = number
                return Step(
                    step: step, hasPlaceholder: step.action.utf8.contains(UInt8(ascii: "{")),
                    namesSpeed: Placeholders.names(in: step.action).contains("speed"),
                    condition: knowledge.stepSignals[id].flatMap(trigger), id: number)
            }
        }
        for (code, known) in knowledge.codes {
            let causes = known.causes.map { base in
                let cause = knowledge.causes[base.cause]
                return Cause(
                    id: base.cause, title: cause?.title ?? base.cause, owner: cause?.owner ?? known.owner,
                    weight: base.weight, steps: steps(cause?.steps ?? []))
            }
            var triggers: [Trigger] = []
            var rows: [Row] = []
            var families: Set<String> = []
            for weight in knowledge.weights[code] ?? [] {
                guard let cause = causes.firstIndex(where: { $0.id == weight.cause }) else { continue }
                guard let trigger = trigger(weight.when) else { continue }
                if case .signal = trigger { families.insert(String(weight.when.prefix { $0 != "." })) }
                triggers.append(trigger)
                rows.append(Row(cause: cause, factor: weight.factor, because: weight.because))
            }
            codes[code] = Code(
                causes: causes, triggers: triggers, rows: rows, steps: steps(known.steps), owner: known.owner,
                families: families)
        }
        families = FamilyModel(knowledge, rules: rules, steps: steps)
        self.codes = codes
        self.numbers = numbers
        self.watchedRules = watchedRules.union(families.rules)
    }

    /// The number of a signal; nil when no weight waits for it.
    func number(of signal: String) -> Int? {
        numbers[signal]
    }
}
