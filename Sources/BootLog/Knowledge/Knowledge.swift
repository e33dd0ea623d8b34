// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is known about codes and causes: meanings, base weights, the weight of evidence, next steps. Data of the packs.
public struct Knowledge: Sendable, Hashable {
    /// A cause that a code may have, and how likely it is before any evidence.
    public struct BaseWeight: Sendable, Hashable {
        public var cause: String
        /// Log-odds.
        public var weight: Double

        public init(cause: String, weight: Double) {
            self.cause = cause
            self.weight = weight
        }
    }

    /// What a code means.
    public struct Code: Sendable, Hashable {
        public var code: DiagnosisCode
        public var title: String
        public var meaning: String
        /// How it looks on the main loaders and kernels.
        public var looks: [String]
        public var owner: Diagnosis.Owner
        /// Causes with their base weights in log-odds, in the order of the pack.
        public var causes: [BaseWeight]
        /// Ids of steps, in order.
        public var steps: [String]

        public init(
            code: DiagnosisCode, title: String, meaning: String, looks: [String], owner: Diagnosis.Owner,
            causes: [BaseWeight], steps: [String]
        ) {
            self.code = code
            self.title = title
            self.meaning = meaning
            self.looks = looks
            self.owner = owner
            self.causes = causes
            self.steps = steps
        }

    }

    /// Why things go wrong.
    public struct Cause: Sendable, Hashable {
        public var id: String
        public var title: String
        public var meaning: String
        public var owner: Diagnosis.Owner
        public var steps: [String]

        public init(id: String, title: String, meaning: String, owner: Diagnosis.Owner, steps: [String]) {
            self.id = id
            self.title = title
            self.meaning = meaning
            self.owner = owner
            self.steps = steps
        }
    }

    /// What a piece of evidence says about a cause.
    public struct Weight: Sendable, Hashable {
        /// The signal: `flash.ecc-uncorrectable.in-range`, `code:env.invalid`, `rule:uboot.net.timeout`.
        public var when: String
        /// The diagnoses it bears on; empty: all that list the cause.
        public var codes: [DiagnosisCode]
        public var cause: String
        /// Log-odds added; negative speaks against.
        public var factor: Double
        /// Completes a sentence; may hold `{partition}`, `{count}`, `{lines}`, `{value}`.
        public var because: String

        public init(when: String, codes: [DiagnosisCode], cause: String, factor: Double, because: String) {
            self.when = when
            self.codes = codes
            self.cause = cause
            self.factor = factor
            self.because = because
        }
    }

    public var codes: [DiagnosisCode: Code]
    public var causes: [String: Cause]
    public var steps: [String: Diagnosis.Step]
    /// What must hold for a step to be offered, by the step's id: a signal, as in ``Weight/when``; none: always.
    public var stepSignals: [String: String]
    public private(set) var weights: [DiagnosisCode: [Weight]]
    /// In the order of the pack.
    public var traits: [Trait]
    /// In the order of the pack: special ones before general ones.
    public var families: [Family]

    public init(
        codes: [Code], causes: [Cause], steps: [String: Diagnosis.Step], weights: [Weight], traits: [Trait] = [],
        families: [Family] = [], stepSignals: [String: String] = [:]
    ) {
        self.stepSignals = stepSignals
        self.traits = traits
        self.families = families
        self.codes = Dictionary(codes.map { ($0.code, $0) }, uniquingKeysWith: { $1 })
        self.causes = Dictionary(causes.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        self.steps = steps
        self.weights = [:]
        var weightsOfCause: [String: [Int]] = [:]
        for (index, weight) in weights.enumerated() { weightsOfCause[weight.cause, default: []].append(index) }
        for code in codes {
            let indices = code.causes.flatMap { weightsOfCause[$0.cause] ?? [] }.sorted()
            self.weights[code.code] = indices.map { weights[$0] }.filter { weight in
                weight.codes.isEmpty || weight.codes.contains(code.code)
            }
        }
    }

    /// Knows nothing: diagnoses come without causes and steps.
    public static let empty = Knowledge(codes: [], causes: [], steps: [:], weights: [])
}
