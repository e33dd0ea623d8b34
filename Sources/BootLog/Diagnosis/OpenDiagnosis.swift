// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A diagnosis while its boot goes on: evidence comes in, a later line may take it back.
struct OpenDiagnosis: Sendable {
    /// Lines kept: the first ones and the last ones.
    private static let firstEvidence = 16
    private static let lastEvidence = 8
    private static let maximumBadBlocks = 1_024

    let id: String
    let code: DiagnosisCode
    private(set) var revision = 0
    private(set) var evidence: [Diagnosis.Evidence] = []
    private(set) var furtherEvidence = 0
    /// The line of the first evidence; evidence before a resolution does not count afterwards.
    private(set) var firstLine: Int
    private(set) var lastLine: Int
    /// The gravest severity of the evidence that no later line took back.
    private(set) var severity: Severity
    private(set) var summary: String
    private(set) var subject: String?
    private(set) var place: FlashPlace?
    private(set) var badBlocks: [BadBlock] = []
    /// Error numbers that the evidence names, without their sign.
    private(set) var errorNumbers: Set<Int> = []
    private(set) var rules: [String: Severity] = [:]
    /// Signals that the words of the evidence give, with the first line of each.
    private(set) var words: [String: Int] = [:]
    /// What was found out about its reason besides its evidence.
    private(set) var explanation: GarbageExplanation?
    /// The first bytes of what was refused, where a line quotes them.
    private(set) var magic: PrintedMagic?
    private(set) var isResolved = false
    var isSurvived = false
    private(set) var damagedEvidence = 0
    private(set) var evidenceTotal = 0
    /// The causes and steps as they were last weighed.
    var weighing: Weighing?
    /// The rank of what the summary was taken from.
    private var summarySeverity: Severity

    /// Causes and steps, and what was known when they were weighed.
    struct Weighing: Sendable {
        var fileRevision: Int
        var bookRevision: Int
        var causes: [Diagnosis.Cause]
        var steps: [Diagnosis.Step]
        var owner: Diagnosis.Owner
        var partition: String?
        var wayBack: WayBack
    }

    init(id: String, finding: Finding, code: DiagnosisCode, summary: String) {
        self.id = id
        self.code = code
        firstLine = finding.line
        lastLine = finding.line
        severity = finding.severity
        self.summary = summary
        summarySeverity = finding.severity
    }

    mutating func add(
        _ finding: Finding, summary: String, subject: String?, place: FlashPlace?, words: inout WordSignals
    ) {
        if isResolved || isSurvived {
            // New trouble after a good end counts from here on.
            if isResolved { severity = finding.severity }
            isResolved = false
            isSurvived = false
        }
        if finding.severity > severity { severity = finding.severity }
        if finding.severity > summarySeverity {
            summarySeverity = finding.severity
            self.summary = summary
        }
        rules[finding.rule] = max(rules[finding.rule] ?? .info, finding.severity)
        lastLine = max(lastLine, finding.line)
        evidenceTotal += 1
        if finding.quality == .damaged { damagedEvidence += 1 }
        if self.subject == nil { self.subject = subject }
        if self.place == nil || self.place?.isKnown == false { self.place = place ?? self.place }
        if let number = finding.field("errno").flatMap({ Int($0) }) {
            errorNumbers.insert(Int(clamping: number.magnitude))
        }
        if magic == nil { magic = PrintedMagic(finding) }
        let piece = Diagnosis.Evidence(line: finding.line, rule: finding.rule, text: finding.text)
        guard evidence.last?.line != finding.line || evidence.last?.rule != finding.rule else { return }
        if evidence.count < Self.firstEvidence + Self.lastEvidence {
            evidence.append(piece)
            for signal in words.signals(in: finding.text) where self.words[signal] == nil {
                self.words[signal] = finding.line
            }
        } else {
            evidence.remove(at: Self.firstEvidence)
            evidence.append(piece)
            furtherEvidence += 1
        }
    }

    /// Adds blocks that are not known yet.
    mutating func add(_ blocks: [BadBlock]) {
        for block in blocks where badBlocks.count < Self.maximumBadBlocks {
            let isKnown = badBlocks.contains { known in
                known.offset != nil && known.offset == block.offset
                    || known.offset == nil && block.offset == nil && known.block == block.block
            }
            if !isKnown { badBlocks.append(block) }
        }
    }

    /// Takes what was found out about the reason. Returns whether that is news.
    mutating func explain(_ explanation: GarbageExplanation, summary: String) -> Bool {
        guard self.explanation != explanation else { return false }
        self.explanation = explanation
        self.summary = summary
        return true
    }

    /// A later line takes the evidence back that these rules or this code gave.
    mutating func resolve(_ resolution: Rule.Resolution) -> Bool {
        guard !isResolved else { return false }
        switch resolution {
        case .code(let code):
            guard code == self.code else { return false }
            isResolved = true
        case .rule(let id):
            guard rules.removeValue(forKey: id) != nil else { return false }
            // What other rules said still stands.
            if let gravest = rules.values.max() {
                severity = gravest
                return false
            }
            isResolved = true
        }
        return isResolved
    }

    mutating func nextRevision() -> Int {
        revision += 1
        return revision
    }
}
