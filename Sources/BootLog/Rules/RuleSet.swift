// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Rules made ready to be searched in lines, all in one pass.
public struct RuleSet: Sendable {
    /// A template's place in the rules.
    private struct Entry: Sendable {
        var rule: Int32
        var template: Int32
    }

    public let rules: [Rule]
    /// The rules' traits, by index.
    let traits: [RuleTraits]
    private let entries: [Entry]
    private let program: MatchProgram
    /// For each rule the templates that make it silent, as numbers in `program`.
    private let exceptions: [Range<Int>]
    private let index: AnchorIndex
    private let numbers: [String: Int]

    /// Makes rules ready. Of two rules with the same id the later one holds, in the place of the earlier.
    public init(_ rules: [Rule]) {
        var unique: [Rule] = []
        var numbers: [String: Int] = [:]
        for rule in rules {
            if let number = numbers[rule.id] {
                unique[number] = rule
            } else {
                numbers[rule.id] = unique.count
                unique.append(rule)
            }
        }
        var entries: [Entry] = []
        var literals: [[[UInt8]]] = []
        var stages: [UInt8] = []
        var program = MatchProgram()
        for (number, rule) in unique.enumerated() {
            let mask = rule.stages.reduce(0) { $0 | $1.bit }
            for (position, template) in rule.templates.enumerated() {
                entries.append(Entry(rule: Int32(number), template: Int32(position)))
                literals.append(template.literals)
                stages.append(mask == 0 ? .max : mask)
                program.add(template)
            }
        }
        // After all templates, so that a template's number in the program is its number in the index.
        exceptions = unique.map { rule in
            let first = program.count
            for template in rule.exceptions { program.add(template) }
            return first..<program.count
        }
        self.rules = unique
        traits = unique.map(RuleTraits.init)
        self.numbers = numbers
        self.entries = entries
        self.program = program
        index = AnchorIndex(literals: literals, stages: stages)
    }

    /// The index of the rule with this id.
    public func index(of id: String) -> Int? {
        numbers[id]
    }

    /// What a scan needs to keep from line to line so that it allocates nothing.
    struct Scratch: Sendable {
        var candidates: [Int32] = []
        var captures: [Range<Int>] = []
        var exceptionCaptures: [Range<Int>] = []
    }

    /// Appends what is found in `body`, in the order of place: each rule once.
    ///
    /// - Parameter stage: the stage the board is in; nil, and every rule is asked, when it is not known.
    /// - Complexity: O(n) in the body.
    func matches(in body: Span<UInt8>, stage: BootStage?, scratch: inout Scratch, to found: inout [RuleMatch]) {
        scratch.candidates.removeAll(keepingCapacity: true)
        index.candidates(in: body, stage: stage?.bit ?? .max, to: &scratch.candidates)
        guard !scratch.candidates.isEmpty else { return }
        if scratch.candidates.count > 1 { scratch.candidates.sort() }
        var previous: Int32 = -1
        let first = found.count
        for candidate in scratch.candidates where candidate != previous {
            previous = candidate
            let entry = entries[Int(candidate)]
            // Templates of one rule are neighbours: the first that matches speaks for the rule.
            if found.count > first, found[found.count - 1].rule == entry.rule { continue }
            guard let range = program.firstMatch(Int(candidate), in: body, captures: &scratch.captures) else {
                continue
            }
            let captures = scratch.captures
            if isExcepted(Int(entry.rule), in: body, scratch: &scratch.exceptionCaptures) { continue }
            found.append(
                RuleMatch(rule: Int(entry.rule), template: Int(entry.template), range: range, captures: captures))
        }
        if found.count - first > 1 {
            found[first...].sort { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }
        }
    }

    private func isExcepted(_ rule: Int, in body: Span<UInt8>, scratch: inout [Range<Int>]) -> Bool {
        for exception in exceptions[rule] where program.firstMatch(exception, in: body, captures: &scratch) != nil {
            return true
        }
        return false
    }
}
