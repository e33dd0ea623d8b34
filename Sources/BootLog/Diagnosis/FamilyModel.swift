// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The families of devices made ready for use: names are numbers, steps are looked up, once for a run.
struct FamilyModel: Sendable {
    struct Family: Sendable {
        var id: String
        var title: String
        /// Indices in ``traits``.
        var shownBy: [Int]
        var fits: [Int]
        var unlike: [Int]
        var isUsual: Bool
        var steps: [CauseModel.Step]
        /// Numbers of steps that make no sense on it.
        var without: Set<Int>
    }

    /// Titles.
    private(set) var traits: [String] = []
    private(set) var families: [Family] = []
    /// The step that asks for the family where the console does not tell.
    private(set) var look: CauseModel.Step?
    /// The number of the step in whose place a family's steps come.
    private(set) var marker: Int?
    private var traitsOfRule: [Int: [Int]] = [:]

    /// Rules that prove something.
    var rules: Dictionary<Int, [Int]>.Keys { traitsOfRule.keys }

    init(_ knowledge: Knowledge, rules: RuleSet, steps: ([String]) -> [CauseModel.Step]) {
        traits = knowledge.traits.map(\.title)
        for (number, trait) in knowledge.traits.enumerated() {
            // A rule may have been renamed by a pack of the person's; its trait has others.
            for rule in trait.rules.flatMap({ Self.indices(of: $0, in: rules) }) {
                traitsOfRule[rule, default: []].append(number)
            }
        }
        let numbers = Dictionary(
            knowledge.traits.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        families = knowledge.families.map { family in
            Family(
                id: family.id, title: family.title, shownBy: family.shownBy.compactMap { numbers[$0] },
                fits: family.fits.compactMap { numbers[$0] }, unlike: family.unlike.compactMap { numbers[$0] },
                isUsual: family.isUsual, steps: steps(family.steps), without: Set(steps(family.without).map(\.id)))
        }
        look = steps([Knowledge.lookForFamily]).first
        marker = steps([Knowledge.wayBack]).first?.id
    }

    /// Whether the rule proves something.
    func isProof(_ rule: Int) -> Bool { traitsOfRule[rule] != nil }

    /// The rules that a name stands for: `ubi.*` for all whose ids begin with `ubi.`.
    private static func indices(of name: String, in rules: RuleSet) -> [Int] {
        guard name.hasSuffix(".*") else { return rules.index(of: name).map { [$0] } ?? [] }
        let beginning = name.dropLast()
        return rules.rules.indices.filter { rules.rules[$0].id.hasPrefix(beginning) }
    }

    /// The first line that shows each trait; nil where none does.
    ///
    /// - Parameter seen: the first line at which each rule matched in the capture.
    func shownTraits(_ seen: [Int: Int]) -> [Int?] {
        var lines: [Int?] = Array(repeating: nil, count: traits.count)
        for (rule, line) in seen {
            for trait in traitsOfRule[rule] ?? [] { lines[trait] = min(lines[trait] ?? line, line) }
        }
        return lines
    }
}
