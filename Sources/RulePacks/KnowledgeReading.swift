// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The files of a knowledge base as they are read: what they define, and what is wrong with them.
struct KnowledgeReading {
    /// The tables of a knowledge base.
    static let headers = ["code", "cause", "step", "weight", "trait", "family"]

    /// Something of a file that names something else.
    struct Reference {
        enum Kind: String {
            case cause
            case step
            /// The evidence of a weight.
            case signal
            case trait
            /// What proves a trait.
            case rule
        }

        var kind: Kind
        var name: String
        /// Who names it, for people.
        var owner: String
        /// Index of the file.
        var document: Int
        var offset: Int
    }

    private(set) var documents: [TOMLDocument] = []
    private(set) var codes: [Knowledge.Code] = []
    private(set) var causes: [Knowledge.Cause] = []
    private(set) var steps: [String: Diagnosis.Step] = [:]
    private(set) var stepSignals: [String: String] = [:]
    private(set) var weights: [Knowledge.Weight] = []
    private(set) var traits: [Knowledge.Trait] = []
    private(set) var families: [Knowledge.Family] = []
    /// Empty when they were left out.
    private(set) var references: [Reference] = []
    private(set) var issues: [PackIssue] = []

    private let includesReferences: Bool

    /// - Parameter includesReferences: false when it is known that none leads nowhere, which is quicker.
    init(includesReferences: Bool = true) {
        self.includesReferences = includesReferences
    }

    /// Reads one more file.
    ///
    /// - Throws: a `PackError` when the text is no TOML; everything else that is wrong is in ``issues``.
    mutating func add(_ source: PackSource) throws(PackError) {
        let document = try TOMLDocument(source)
        documents.append(document)
        var codes = TableReader<CodeKey>(document)
        var causes = TableReader<CauseKey>(document)
        var steps = TableReader<StepKey>(document)
        var weights = TableReader<WeightKey>(document)
        var traits = TableReader<TraitKey>(document)
        var families = TableReader<FamilyKey>(document)
        for table in document.tables {
            switch table.header {
            case "":
                if let pair = document.pairs[table.pairs].first {
                    issues.append(
                        document.issue(
                            at: pair.key.lowerBound, "'\(document.text(pair.key))' stands before the first table"))
                }
            case "code": readCode(table, &codes)
            case "cause": readCause(table, &causes)
            case "step": readStep(table, &steps)
            case "weight": readWeight(table, &weights)
            case "trait": readTrait(table, &traits)
            case "family": readFamily(table, &families)
            default:
                let known = Self.headers.map { "[[\($0)]]" }.joined(separator: ", ")
                issues.append(
                    document.issue(at: table.offset, "unknown table '\(table.header)': use one of \(known)"))
            }
        }
        issues += codes.issues + causes.issues + steps.issues + weights.issues + traits.issues + families.issues
    }

    private mutating func refer(
        _ kind: Reference.Kind, _ name: String, at offset: Int, owner: @autoclosure () -> String
    ) {
        guard includesReferences else { return }
        references.append(
            Reference(kind: kind, name: name, owner: owner(), document: documents.count - 1, offset: offset))
    }

    private mutating func readCode(_ table: TOMLDocument.Table, _ reader: inout TableReader<CodeKey>) {
        reader.open(table)
        guard let code: DiagnosisCode = reader.choice(.id) else {
            if reader.value(.id) == nil { reader.refuse("'id' is missing or empty", key: .id) }
            return
        }
        let causes = reader.numbers(.causes)
        let steps = reader.elements(.steps)
        for cause in causes { refer(.cause, cause.name, at: cause.offset, owner: "the code '\(code.rawValue)'") }
        for step in steps {
            refer(.step, step.text, at: step.value.range.lowerBound, owner: "the code '\(code.rawValue)'")
        }
        codes.append(
            Knowledge.Code(
                code: code, title: reader.requiredString(.title), meaning: reader.requiredString(.means),
                looks: reader.strings(.looks), owner: reader.choice(.owner) ?? .board,
                causes: causes.map { Knowledge.BaseWeight(cause: $0.name, weight: $0.value) },
                steps: steps.map(\.text)))
    }

    private mutating func readCause(_ table: TOMLDocument.Table, _ reader: inout TableReader<CauseKey>) {
        reader.open(table)
        let id = reader.requiredString(.id)
        let steps = reader.elements(.steps)
        for step in steps { refer(.step, step.text, at: step.value.range.lowerBound, owner: "the cause '\(id)'") }
        if causes.contains(where: { $0.id == id }) { reader.refuse("the cause '\(id)' is defined twice", key: .id) }
        causes.append(
            Knowledge.Cause(
                id: id, title: reader.requiredString(.title), meaning: reader.requiredString(.means),
                owner: reader.choice(.owner) ?? .board, steps: steps.map(\.text)))
    }

    private mutating func readStep(_ table: TOMLDocument.Table, _ reader: inout TableReader<StepKey>) {
        reader.open(table)
        let id = reader.requiredString(.id)
        if steps[id] != nil { reader.refuse("the step '\(id)' is defined twice", key: .id) }
        steps[id] = Diagnosis.Step(
            action: reader.requiredString(.action), why: reader.requiredString(.why),
            risk: reader.choice(.risk) ?? .readOnly)
        if let when = reader.string(.when) {
            refer(.signal, when, at: reader.offset(of: .when), owner: "'when' of the step '\(id)'")
            stepSignals[id] = when
        }
    }

    private mutating func readWeight(_ table: TOMLDocument.Table, _ reader: inout TableReader<WeightKey>) {
        reader.open(table)
        let when = reader.requiredString(.when)
        let cause = reader.requiredString(.cause)
        refer(.signal, when, at: reader.offset(of: .when), owner: "the weight's 'when'")
        refer(.cause, cause, at: reader.offset(of: .cause), owner: "the weight for '\(when)'")
        weights.append(
            Knowledge.Weight(
                when: when, codes: reader.choices(.codes), cause: cause, factor: reader.number(.factor) ?? 0,
                because: reader.requiredString(.because)))
    }

    private mutating func readTrait(_ table: TOMLDocument.Table, _ reader: inout TableReader<TraitKey>) {
        reader.open(table)
        let id = reader.requiredString(.id)
        let rules = reader.elements(.rules)
        for rule in rules { refer(.rule, rule.text, at: rule.value.range.lowerBound, owner: "the trait '\(id)'") }
        if rules.isEmpty { reader.refuse("'rules' is missing or empty", key: .rules) }
        if traits.contains(where: { $0.id == id }) { reader.refuse("the trait '\(id)' is defined twice", key: .id) }
        traits.append(
            Knowledge.Trait(id: id, title: reader.requiredString(.title), rules: rules.map(\.text)))
    }

    private mutating func readFamily(_ table: TOMLDocument.Table, _ reader: inout TableReader<FamilyKey>) {
        reader.open(table)
        let id = reader.requiredString(.id)
        func names(_ key: FamilyKey, _ kind: Reference.Kind) -> [String] {
            reader.elements(key).map { element in
                refer(kind, element.text, at: element.value.range.lowerBound, owner: "the family '\(id)'")
                return element.text
            }
        }
        let shownBy = names(.shownBy, .trait)
        if shownBy.isEmpty { reader.refuse("'shown-by' is missing or empty", key: .shownBy) }
        if families.contains(where: { $0.id == id }) {
            reader.refuse("the family '\(id)' is defined twice", key: .id)
        }
        families.append(
            Knowledge.Family(
                id: id, title: reader.requiredString(.title), meaning: reader.requiredString(.means),
                shownBy: shownBy, fits: names(.fits, .trait), unlike: names(.unlike, .trait),
                isUsual: reader.truth(.usual) ?? false, steps: names(.steps, .step),
                without: names(.without, .step)))
    }

    /// Refuses causes, steps and traits that are named and not defined; to be called when all files are read.
    mutating func checkReferences() {
        let causes = Set(causes.map(\.id))
        let traits = Set(traits.map(\.id))
        for reference in references {
            let isKnown =
                switch reference.kind {
                case .cause: causes.contains(reference.name)
                case .step: steps[reference.name] != nil
                case .trait: traits.contains(reference.name)
                case .signal, .rule: true
                }
            guard !isKnown else { continue }
            let known =
                switch reference.kind {
                case .cause: Array(causes)
                case .trait: Array(traits)
                case .step, .signal, .rule: Array(steps.keys)
                }
            let hint = Spelling.nearest(to: reference.name, in: known.sorted()).map { ", did you mean '\($0)'?" } ?? ""
            issues.append(
                documents[reference.document].issue(
                    at: reference.offset,
                    "\(reference.owner) names the \(reference.kind.rawValue) '\(reference.name)', which is not defined\(hint)"
                ))
        }
    }
}
