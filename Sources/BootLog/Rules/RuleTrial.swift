// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Tries rules on lines of their own, as the checks of packs and `bootwatch rules test` do: through the same
/// assembler, prefix parser and matcher as a board's lines, but without boots, stages and tables.
package struct RuleTrial: Sendable {
    /// A rule that was found in a line.
    package struct Match: Sendable {
        /// Index in ``RuleTrial/rules``.
        package var rule: Int
        /// Index of the template in the rule.
        package var template: Int
        package var captures: [Finding.Field]
    }

    private let ruleSet: RuleSet
    private var scratch = RuleSet.Scratch()
    private var found: [RuleMatch] = []

    /// - Parameter rules: of two with the same id the later one holds.
    package init(_ rules: [Rule]) {
        ruleSet = RuleSet(rules)
    }

    package var rules: [Rule] { ruleSet.rules }

    /// What is found in a line, in the order of place; rules of all stages are asked.
    package mutating func matches(in line: ConsoleLine) -> [Match] {
        found.removeAll(keepingCapacity: true)
        ruleSet.matches(in: line.body.span, stage: nil, scratch: &scratch, to: &found)
        return found.map { match in
            let captures = zip(ruleSet.rules[match.rule].templates[match.template].captures, match.captures)
            return Match(
                rule: match.rule, template: match.template,
                captures: captures.map { capture, range in
                    Finding.Field(name: capture.name, value: String(decoding: line.body[range], as: UTF8.self))
                })
        }
    }

    /// The text as lines of a console; one line unless it holds line ends or carriage returns.
    package static func lines(of text: String) -> [ConsoleLine] {
        var assembler = LineAssembler()
        var lines: [ConsoleLine] = []
        let bytes = Array(text.utf8)
        var index = 0
        while assembler.next(in: bytes.span, from: &index, at: nil) { lines.append(assembler.line) }
        if assembler.finish() { lines.append(assembler.line) }
        return lines
    }

    /// Whether a template alone matches a line.
    package static func matches(_ template: Template, _ line: ConsoleLine) -> Bool {
        end(of: template, in: line.body) != nil
    }

    private static func end(of template: Template, in body: [UInt8]) -> Int? {
        var captures: [Range<Int>] = []
        return TemplateMatcher(template).firstMatch(in: body.span, captures: &captures)?.upperBound
    }

    // MARK: - How far a template got

    /// How much of a template a line follows.
    package struct Progress: Sendable, Hashable {
        /// Bytes of the template's literals and captures that were found.
        package var length: Int
        /// The text of the line after what was found.
        package var rest: String
        /// The piece of the template that does not follow there, `{block:dec}` or literal text; nil when all of it was
        /// found, but the line does not end there as the template demands.
        package var missing: String?
    }

    /// How far a template that does not match got.
    ///
    /// Slow and simple: tries ever shorter beginnings of the template with the matcher itself, so that it cannot tell
    /// another story than the matcher does.
    package static func progress(of template: Template, in line: ConsoleLine) -> Progress {
        let all = Template(
            source: "", elements: template.elements, isAnchoredAtStart: template.isAnchoredAtStart,
            isAnchoredAtEnd: false)
        if let end = end(of: all, in: line.body) {
            return Progress(length: .max, rest: text(line.body[end...]), missing: nil)
        }
        for count in stride(from: template.elements.count - 1, through: 0, by: -1) {
            if let progress = progress(of: template, elements: count, in: line.body) { return progress }
        }
        return Progress(length: 0, rest: line.bodyText, missing: template.elements.first.map(source))
    }

    /// Tries the first elements of a template, and of the literal after them as many bytes as possible.
    private static func progress(of template: Template, elements count: Int, in body: [UInt8]) -> Progress? {
        let head = Array(template.elements[..<count])
        let next = template.elements[count]
        var literal: [UInt8] = []
        if case .literal(let bytes) = next { literal = bytes }
        for length in stride(from: literal.count, through: 0, by: -1) {
            // One or two bytes of a first literal stand in every line and say nothing.
            if count == 0, length < min(TemplateParser.minimumLiteral, literal.count) { return nil }
            let part = Template(
                source: "", elements: length > 0 ? head + [.literal(Array(literal[..<length]))] : head,
                isAnchoredAtStart: template.isAnchoredAtStart, isAnchoredAtEnd: false)
            guard !part.elements.isEmpty, let end = end(of: part, in: body) else { continue }
            // A literal that is there as a whole was followed by an element that had been tried before.
            let missing = literal.isEmpty ? source(next) : text(literal[length...])
            return Progress(
                length: head.reduce(0) { $0 + source($1).utf8.count } + length, rest: text(body[end...]),
                missing: missing)
        }
        return nil
    }

    /// An element as it is written in a template.
    private static func source(_ element: Template.Element) -> String {
        switch element {
        case .literal(let bytes): text(bytes[...])
        case .capture(let name, let type): "{\(name ?? "_"):\(type.rawValue)}"
        case .skip: "{_}"
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension ConsoleLine {
    /// What the rules see of the line: without prefixes, blanks collapsed.
    package var bodyText: String { String(decoding: body, as: UTF8.self) }
}
