// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Checks packs and the knowledge base: their syntax, the rules' examples and counter lines, ids and references.
///
/// A pack with an error does not keep the others from being checked.
package struct PackChecker: Sendable {
    /// What must be put right, in the order of the files.
    package private(set) var errors: [PackIssue] = []
    /// What is probably a slip, and harms nothing else.
    package private(set) var warnings: [PackIssue] = []
    package private(set) var packCount = 0
    package private(set) var ruleCount = 0
    package private(set) var exampleCount = 0
    package private(set) var counterCount = 0
    package private(set) var weightCount = 0

    /// Where each rule's id was defined, as `FILE:LINE`.
    private var definitions: [String: String] = [:]
    /// The rules that may be named.
    private var known: Set<String> = []
    /// Whether every rule could be read. A rule that was refused is named rightly all the same, so names are only
    /// checked when all rules are known.
    private var isComplete = true

    /// - Parameters:
    ///   - packs: what is checked.
    ///   - knowledge: the files of the knowledge base that are checked, all that belong together; none leaves it out.
    ///   - context: packs whose rules may be named though they are not checked.
    package init(packs: [PackSource], knowledge: [PackSource] = [], context: [PackSource] = []) {
        let readings = packs.compactMap { read($0) }
        known = Set(definitions.keys)
        for source in context {
            // What is wrong with a pack that is not checked is told where it is loaded, ignoring.
            guard let pack = try? RulePack(source, includesExamples: false) else { continue }
            known.formUnion(pack.rules.map(\.id))
        }
        for reading in readings { check(reading) }
        if !knowledge.isEmpty { check(knowledge) }
        errors.sort { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
        warnings.sort { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }

    // MARK: - Packs

    private mutating func read(_ source: PackSource) -> PackReading? {
        packCount += 1
        do throws(PackError) {
            let reading = try PackReading(source.untrusted, includesExamples: true)
            errors += reading.issues
            if !reading.issues.isEmpty { isComplete = false }
            for (rule, places) in zip(reading.rules, reading.places) {
                let issue = reading.document.issue(at: places.id, "")
                if let first = definitions[rule.id] {
                    errors.append(
                        reading.document.issue(at: places.id, "the id '\(rule.id)' is taken: \(first) defines it too"))
                } else {
                    definitions[rule.id] = "\(issue.file):\(issue.line)"
                }
            }
            return reading
        } catch {
            errors += error.issues
            isComplete = false
            return nil
        }
    }

    private mutating func check(_ reading: PackReading) {
        var trial = RuleTrial(reading.rules)
        let counts = Dictionary(reading.rules.map { ($0.id, 1) }, uniquingKeysWith: +)
        for (rule, places) in zip(reading.rules, reading.places) {
            ruleCount += 1
            if counts[rule.id] == 1 {
                checkExamples(of: rule, places, reading.document, &trial)
            } else {
                // Of two rules with one id a trial holds the later: each is tried alone.
                var alone = RuleTrial([rule])
                checkExamples(of: rule, places, reading.document, &alone)
            }
            checkNames(in: rule, places, reading.document)
        }
    }

    private mutating func checkExamples(
        of rule: Rule, _ places: PackReading.Places, _ document: TOMLDocument, _ trial: inout RuleTrial
    ) {
        if rule.examples.isEmpty {
            warnings.append(document.issue(at: places.id, "the rule '\(rule.id)' has no examples"))
        }
        for (number, example) in rule.examples.enumerated() {
            exampleCount += 1
            let lines = RuleTrial.lines(of: example)
            guard Self.template(of: rule, in: lines, &trial) == nil else { continue }
            let reason = MismatchReason.text(for: rule, lines: lines)
            errors.append(
                document.issue(
                    at: places.examples[number], "example \(number + 1) of '\(rule.id)' does not match: \(reason)"))
        }
        for (number, counter) in rule.counterExamples.enumerated() {
            counterCount += 1
            guard let template = Self.template(of: rule, in: RuleTrial.lines(of: counter), &trial) else { continue }
            errors.append(
                document.issue(
                    at: places.counterExamples[number],
                    "counter line \(number + 1) of '\(rule.id)' matches, by '\(template)': "
                        + "make the template stricter, or add an 'unless'"))
        }
    }

    /// The template by which the rule is found in one of the lines; nil when it is not.
    private static func template(of rule: Rule, in lines: [ConsoleLine], _ trial: inout RuleTrial) -> String? {
        for line in lines {
            let match = trial.matches(in: line).first { trial.rules[$0.rule].id == rule.id }
            if let match { return rule.templates[match.template].source }
        }
        return nil
    }

    // MARK: - Names

    /// Names in a rule that lead nowhere.
    private mutating func checkNames(
        in rule: Rule, _ places: PackReading.Places, _ document: TOMLDocument
    ) {
        for (resolution, offset) in zip(rule.resolves, places.resolutions) {
            guard isComplete, case .rule(let id) = resolution, !known.contains(id) else { continue }
            let names = known.sorted() + DiagnosisCode.allCases.map(\.rawValue)
            warnings.append(
                document.issue(
                    at: offset, "'resolves' names '\(id)', which is no rule and no code" + Self.guess(id, among: names))
            )
        }
        let captures = Set(rule.templates.flatMap { $0.captures.map(\.name) })
        for name in Self.placeholders(in: rule.summary) where !captures.contains(name) {
            warnings.append(
                document.issue(at: places.summary, "the summary names '{\(name)}', which no template captures"))
        }
    }

    /// The names in braces.
    private static func placeholders(in summary: String) -> [String] {
        summary.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    private static func guess(_ name: String, among names: [String]) -> String {
        Spelling.nearest(to: name, in: names).map { ", did you mean '\($0)'?" } ?? ""
    }

    // MARK: - Knowledge

    private mutating func check(_ sources: [PackSource]) {
        var reading = KnowledgeReading()
        for source in sources {
            do throws(PackError) {
                try reading.add(source.untrusted)
            } catch {
                errors += error.issues
            }
        }
        if reading.documents.count == sources.count { reading.checkReferences() }
        errors += reading.issues
        weightCount += reading.weights.count
        for reference in reading.references where reference.kind == .rule && isComplete {
            let isKnown =
                reference.name.hasSuffix(".*")
                ? known.contains { $0.hasPrefix(reference.name.dropLast()) } : known.contains(reference.name)
            guard !isKnown else { continue }
            warnings.append(
                reading.documents[reference.document].issue(
                    at: reference.offset,
                    "\(reference.owner) names the rule '\(reference.name)', which is not defined"
                        + Self.guess(reference.name, among: known.sorted())))
        }
        for reference in reading.references where reference.kind == .signal {
            guard let (kind, name, names) = unknown(signal: reference.name) else { continue }
            warnings.append(
                reading.documents[reference.document].issue(
                    at: reference.offset,
                    "\(reference.owner) names the \(kind) '\(name)', which is not defined"
                        + Self.guess(name, among: names)))
        }
    }

    /// What a signal names, when it is a rule or a code that does not exist; with the names that do.
    private func unknown(signal: String) -> (kind: String, name: String, names: [String])? {
        let parts = signal.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "rule" where isComplete && !known.contains(parts[1]): return ("rule", parts[1], known.sorted())
        case "code" where DiagnosisCode(rawValue: parts[1]) == nil:
            return ("code", parts[1], DiagnosisCode.allCases.map(\.rawValue))
        default: return nil
        }
    }
}
