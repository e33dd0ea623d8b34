// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// A pack as it was read: its sound rules, and what is wrong with the others.
struct PackReading {
    /// Where the parts of a rule stand that a check may find fault with; the arrays are in the rule's order.
    struct Places {
        var id: Int
        var summary: Int
        var examples: [Int]
        var counterExamples: [Int]
        var resolutions: [Int]
    }

    let document: TOMLDocument
    private(set) var name = ""
    private(set) var title = ""
    private(set) var rules: [Rule] = []
    /// For each rule; empty when the examples were left out.
    private(set) var places: [Places] = []
    private(set) var issues: [PackIssue] = []

    private let includesExamples: Bool

    /// - Parameters:
    ///   - source: the text.
    ///   - includesExamples: false leaves out what only a check or a person asks for, which is quicker.
    /// - Throws: a `PackError` when the text is no TOML; everything else that is wrong is in ``issues``.
    init(_ source: PackSource, includesExamples: Bool) throws(PackError) {
        document = try TOMLDocument(source)
        self.includesExamples = includesExamples
        var pack = TableReader<PackKey>(document)
        var reader = TableReader<RuleKey>(document)
        rules.reserveCapacity(document.tables.count)
        for table in document.tables {
            switch table.header {
            case "":
                pack.open(table)
                name = pack.string(.pack) ?? ""
                title = pack.string(.title) ?? ""
                if name.isEmpty { pack.refuse("'pack' is missing: name the pack", key: .pack) }
            case "rule": readRule(table, &reader)
            default: pack.refuse("unknown table '\(table.header)': a pack holds [[rule]] tables", at: table.offset)
            }
        }
        issues = (pack.issues + reader.issues).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private mutating func readRule(_ table: TOMLDocument.Table, _ reader: inout TableReader<RuleKey>) {
        let issueCount = reader.issues.count
        reader.open(table)
        let id = reader.requiredString(.id)
        let templates = Self.templates(.match, &reader)
        if templates.isEmpty, reader.issues.count == issueCount {
            reader.refuse("'match' is missing or empty", key: .match)
        }
        let severity: Severity = reader.choice(.severity) ?? .info
        var rule = Rule(id: id, templates: templates, severity: severity, summary: reader.requiredString(.summary))
        rule.pack = name
        rule.exceptions = Self.templates(.unless, &reader)
        if reader.value(.stages) != nil { rule.stages = Set(reader.choices(.stages, as: BootStage.self)) }
        rule.code = reader.choice(.code)
        rule.source = reader.requiredString(.source)
        rule.stage = reader.choice(.stage)
        rule.activity = reader.choice(.activity)
        rule.mark = reader.choice(.mark)
        rule.resetCause = reader.choice(.resetCause)
        rule.product = reader.string(.product)
        rule.table = reader.choice(.table)
        rule.fact = reader.string(.fact)
        rule.subject = reader.string(.subject)
        let resolutions = reader.elements(.resolves)
        rule.resolves = resolutions.map { element in
            DiagnosisCode(rawValue: element.text).map { .code($0) } ?? .rule(element.text)
        }
        let places = includesExamples ? readExamples(of: &rule, resolutions: resolutions, &reader) : nil
        guard reader.issues.count == issueCount else { return }
        rules.append(rule)
        if let places { self.places.append(places) }
    }

    private func readExamples(
        of rule: inout Rule, resolutions: [TableReader<RuleKey>.Element], _ reader: inout TableReader<RuleKey>
    ) -> Places {
        let examples = reader.elements(.examples)
        let counters = reader.elements(.counter)
        rule.examples = examples.map(\.text)
        rule.counterExamples = counters.map(\.text)
        return Places(
            id: reader.offset(of: .id), summary: reader.offset(of: .summary),
            examples: examples.map(\.value.range.lowerBound),
            counterExamples: counters.map(\.value.range.lowerBound),
            resolutions: resolutions.map(\.value.range.lowerBound))
    }

    private static func templates(_ key: RuleKey, _ reader: inout TableReader<RuleKey>) -> [Template] {
        let elements = reader.elements(key)
        var templates: [Template] = []
        templates.reserveCapacity(elements.count)
        for element in elements {
            do throws(TemplateError) {
                templates.append(try Template(element.text))
            } catch {
                // Inside a string with escapes the template's offset is not the text's.
                let isPlain = element.text.utf8.count == element.value.content.count
                let start = isPlain ? element.value.content.lowerBound + error.offset : element.value.range.lowerBound
                reader.refuse(error.description, at: start)
            }
        }
        return templates
    }
}
