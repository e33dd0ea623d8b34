// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// A template and a line made to hurt it.
struct AdversarialLine: Sendable, CustomTestStringConvertible {
    let template: String
    /// Repeated to the length that is asked for.
    let unit: String

    init(_ template: String, _ unit: String) {
        self.template = template
        self.unit = unit
    }

    var testDescription: String { "\(template) in \(unit.prefix(20))…" }

    func body(_ length: Int) -> [UInt8] {
        Array(String(repeating: unit, count: length / unit.utf8.count + 1).utf8.prefix(length))
    }
}

@Suite(.serialized) struct TemplateWorkTests {
    /// Twice the line may cost twice the time, and measuring it a bit more; four times would be quadratic.
    private static let generousRatio = 3.0

    static let lines = [
        AdversarialLine("aaab", "a"), AdversarialLine("{x:text}aaab", "a"),
        AdversarialLine("aaa{_}aaa{_}aaa{_}aab", "a"),
        AdversarialLine("{a:text}aaa{b:text}aaa{c:text}aaa{d:text}aab", "a"), AdversarialLine("{w:word}aaab", "a"),
        AdversarialLine("{w:word}: {x:word}: {y:word}: end", "a: "), AdversarialLine("aaa{w:word}b", "a"),
        AdversarialLine("aaa$", "aaa "), AdversarialLine("aaa{n:dec}$", "aaa1 "), AdversarialLine("{n:dec}aaab", "1"),
        AdversarialLine("{n:hex}xyz", "a"), AdversarialLine("{i:ipv4}xyz", "1."),
        AdversarialLine("{s:size}xyz", "1 MiB "),
        AdversarialLine("aaa{q:quoted}bbb", "aaa'"), AdversarialLine("{q:quoted}bbb", "'"),
        AdversarialLine("{q:quoted}{_}bbb", "'\""),
        AdversarialLine("Bad eraseblock {b:dec} at {o:hex}!", "Bad eraseblock 1 at "),
        AdversarialLine("{_}abc{_}abc{_}abc{_}abx$", "abc"),
    ]

    @Test(arguments: lines)
    func `a line of twice the length costs about twice the time`(line: AdversarialLine) throws {
        let matcher = TemplateMatcher(try Template(line.template))
        func search(_ body: [UInt8]) {
            var captures: [Range<Int>] = []
            // Several times over, so that the clock's grain does not count.
            for _ in 0..<4 { _ = matcher.firstMatch(in: body.span, captures: &captures) }
        }
        let (short, long) = (line.body(4_096), line.body(8_192))
        #expect(ThreadCost.ratio({ search(long) }, { search(short) }) < Self.generousRatio)
    }

    static let units = [
        "a", "=", " ", "0", "U-Boot ", "Bad eraseblock ", "NAND ", "error ", "0x", "\"", "ubi0 error: ",
        "Kernel panic - not syncing: ",
        "mtdparts=", "(", "a:b ", "Verifying ",
    ]

    @Test(arguments: units)
    func `the shipped rules take a long line in time linear in its length`(unit: String) {
        let rules = ShippedKnowledge.ruleSet
        let line = AdversarialLine("", unit)
        var scratch = RuleSet.Scratch()
        func search(_ body: [UInt8]) {
            var found: [RuleMatch] = []
            rules.matches(in: body.span, stage: nil, scratch: &scratch, to: &found)
        }
        let (short, long) = (line.body(4_096), line.body(8_192))
        #expect(ThreadCost.ratio({ search(long) }, { search(short) }) < Self.generousRatio)
    }
}
