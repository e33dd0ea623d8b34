// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct TemplateMatcherTests {
    private static func match(_ template: Template, _ body: [UInt8]) -> NaiveMatcher.Match? {
        var captures: [Range<Int>] = []
        let range = TemplateMatcher(template).firstMatch(in: body.span, captures: &captures)
        return range.map { NaiveMatcher.Match(range: $0, captures: captures) }
    }

    @Test(arguments: 1...20)
    func `the matcher finds what trying every place finds`(seed: UInt64) {
        var random = RandomTemplates(seed: seed)
        for _ in 0..<150 {
            let template = random.template()
            for number in 0..<8 {
                let body = number < 3 ? random.body() : random.body(for: template)
                let (found, expected) = (Self.match(template, body), NaiveMatcher.match(template, in: body))
                #expect(found == expected, "\(template.source) in \(String(decoding: body, as: UTF8.self))")
            }
        }
    }

    // Two kinds of quotation marks let an earlier start have a later end, so that not going back can cost a match.
    @Test(arguments: 101...110)
    func `what the matcher finds with quotations is what trying every place finds`(seed: UInt64) {
        var random = RandomTemplates(seed: seed)
        for _ in 0..<150 {
            let template = random.template(quoted: true)
            for _ in 0..<8 {
                let body = random.body(for: template)
                guard let found = Self.match(template, body) else { continue }
                let text = String(decoding: body, as: UTF8.self)
                #expect(found == NaiveMatcher.match(template, in: body), "\(template.source) in \(text)")
            }
        }
    }

    @Test func `enough of the random bodies match and enough do not`() {
        var random = RandomTemplates(seed: 7)
        var matches = 0
        for _ in 0..<500 {
            let template = random.template()
            if Self.match(template, random.body(for: template)) != nil { matches += 1 }
        }
        #expect((100...450).contains(matches))
    }

    @Test func `a match leaves no captures of an attempt before it`() throws {
        let template = try Template("{a:dec}-{b:dec} end")
        let body = Array("1-2 3-4 end".utf8)
        #expect(Self.match(template, body)?.captures == [4..<5, 6..<7])
    }

    @Test func `a body that is shorter than the template is no match`() throws {
        #expect(Self.match(try Template("abcdef"), Array("abc".utf8)) == nil)
        #expect(Self.match(try Template("abcdef"), []) == nil)
    }
}
