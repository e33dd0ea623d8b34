// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct TemplateSetTests {
    private static func matches(_ rules: RuleSet, _ body: [UInt8], stage: BootStage?) -> [RuleMatch] {
        var scratch = RuleSet.Scratch()
        var found: [RuleMatch] = []
        rules.matches(in: body.span, stage: stage, scratch: &scratch, to: &found)
        return found
    }

    /// Asks every rule and every template, one by one.
    private static func oneByOne(_ rules: [Rule], _ body: [UInt8], stage: BootStage?) -> [RuleMatch] {
        var found: [RuleMatch] = []
        for (number, rule) in rules.enumerated() {
            if let stage, !rule.stages.isEmpty, !rule.stages.contains(stage) { continue }
            if rule.exceptions.contains(where: { NaiveMatcher.match($0, in: body) != nil }) { continue }
            for (position, template) in rule.templates.enumerated() {
                guard let match = NaiveMatcher.match(template, in: body) else { continue }
                found.append(
                    RuleMatch(rule: number, template: position, range: match.range, captures: match.captures))
                break
            }
        }
        return found.sorted { ($0.range.lowerBound, $0.rule) < ($1.range.lowerBound, $1.rule) }
    }

    private static func rule(_ id: String, _ templates: [Template]) -> Rule {
        Rule(id: id, templates: templates, severity: .info, summary: id)
    }

    @Test(arguments: 1...20)
    func `one pass finds what asking every template finds`(seed: UInt64) {
        var random = RandomTemplates(seed: seed)
        var rules: [Rule] = []
        for number in 0..<40 {
            let count = Int.random(in: 1...3, using: &random.chance)
            var rule = Self.rule("r\(number)", (0..<count).map { _ in random.template() })
            if random.chance.chance(20) { rule.exceptions = [random.template()] }
            if random.chance.chance(30) { rule.stages = [random.chance.pick(BootStage.allCases)] }
            rules.append(rule)
        }
        let set = RuleSet(rules)
        for _ in 0..<60 {
            let template = random.chance.pick(random.chance.pick(rules).templates)
            let body = random.body(for: template) + (random.chance.chance(50) ? random.body() : [])
            let stage = random.chance.chance(50) ? nil : random.chance.pick(BootStage.allCases)
            #expect(Self.matches(set, body, stage: stage) == Self.oneByOne(rules, body, stage: stage))
        }
    }

    @Test(arguments: 1...10)
    func `literals of three bytes are found wherever they stand`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let letters = Array("abc".utf8)
        var rules: [Rule] = []
        for number in 0..<20 {
            let text = String(decoding: (0..<(3 + number % 3)).map { _ in random.pick(letters) }, as: UTF8.self)
            rules.append(Self.rule("r\(number)", [try Template(text)]))
        }
        let set = RuleSet(rules)
        for _ in 0..<60 {
            let body = (0..<Int.random(in: 0...12, using: &random)).map { _ in random.pick(letters) }
            #expect(Self.matches(set, body, stage: nil) == Self.oneByOne(rules, body, stage: nil))
        }
    }

    @Test func `one pass of the shipped rules finds what asking a hundred of them one by one finds`() {
        let rules = ShippedKnowledge.ruleSet
        var random = SplitMix64(seed: 5)
        let asked = rules.rules.indices.shuffled(using: &random).prefix(100)
        for _ in 0..<100 {
            let examples = random.pick(rules.rules).examples
            guard !examples.isEmpty, let line = LineReading(Array(random.pick(examples).utf8)).lines.first else {
                continue
            }
            let found = Set(Self.matches(rules, line.body, stage: nil).map(\.rule))
            for number in asked {
                let rule = rules.rules[number]
                var captures: [Range<Int>] = []
                func matches(_ template: Template) -> Bool {
                    TemplateMatcher(template).firstMatch(in: line.body.span, captures: &captures) != nil
                }
                let isMatch = rule.templates.contains(where: matches) && !rule.exceptions.contains(where: matches)
                #expect(found.contains(number) == isMatch, "\(rule.id) in \(line.string)")
            }
        }
    }

    // MARK: - Single claims

    @Test func `a rule is found once in a line however often its text stands there`() throws {
        let set = RuleSet([Self.rule("a", [try Template("bad block"), try Template("bad")])])
        #expect(Self.matches(set, Array("bad block, bad block".utf8), stage: nil).count == 1)
    }

    @Test func `matches come in the order of their places`() throws {
        let set = RuleSet([Self.rule("a", [try Template("second")]), Self.rule("b", [try Template("first")])])
        #expect(Self.matches(set, Array("first then second".utf8), stage: nil).map(\.rule) == [1, 0])
    }

    @Test func `an exception anywhere in the line makes the rule silent`() throws {
        var rule = Self.rule("a", [try Template("panic")])
        rule.exceptions = [try Template("panic=")]
        let set = RuleSet([rule])
        #expect(Self.matches(set, Array("Kernel panic".utf8), stage: nil).count == 1)
        #expect(Self.matches(set, Array("panic=10 panic".utf8), stage: nil).isEmpty)
    }

    @Test func `captures are those of the template even when an exception was asked`() throws {
        var rule = Self.rule("a", [try Template("error {n:dec} end")])
        rule.exceptions = [try Template("{x:word} never {y:word}")]
        let found = Self.matches(RuleSet([rule]), Array("error 12 end".utf8), stage: nil)
        #expect(found.map(\.captures) == [[6..<8]])
    }

    @Test func `a rule speaks only in its stages, and always while the stage is unknown`() throws {
        var rule = Self.rule("a", [try Template("text")])
        rule.stages = [.bootloader, .spl]
        let set = RuleSet([rule])
        let stages = BootStage.allCases.filter { !Self.matches(set, Array("text".utf8), stage: $0).isEmpty }
        #expect(stages == [.spl, .bootloader])
        #expect(Self.matches(set, Array("text".utf8), stage: nil).count == 1)
    }

    @Test func `of two rules with one id the later one holds in the earlier one's place`() throws {
        let set = RuleSet([
            Self.rule("a", [try Template("old text")]), Self.rule("b", [try Template("other")]),
            Self.rule("a", [try Template("new text")]),
        ])
        #expect(set.rules.map(\.id) == ["a", "b"])
        #expect(set.index(of: "a") == 0)
        #expect(Self.matches(set, Array("old text".utf8), stage: nil).isEmpty)
        #expect(Self.matches(set, Array("new text".utf8), stage: nil).map(\.rule) == [0])
    }

    @Test func `an unknown id has no place`() {
        #expect(RuleSet([]).index(of: "a") == nil)
    }

    @Test func `no rules find nothing`() {
        #expect(Self.matches(RuleSet([]), Array("anything at all".utf8), stage: nil).isEmpty)
    }
}
