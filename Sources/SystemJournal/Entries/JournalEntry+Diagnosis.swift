// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

extension JournalEntry {
    /// Lines, bad blocks and steps that an entry names at most; how many more there are is told.
    private static let maximumEvidence = 16
    private static let maximumSteps = 3

    /// A diagnosis as it stands now.
    package static func diagnosis(_ diagnosis: Diagnosis, in context: ConsoleContext) -> JournalEntry {
        let isPast = diagnosis.isSurvived || diagnosis.state == .resolved
        let priority = JournalPriority(diagnosis.severity)
        var message = "\(context.console): \(diagnosis.summary)"
        if let cause = diagnosis.causes.first {
            message += "; likeliest cause: \(cause.title) (\(percent(cause.share)))"
        }
        return JournalEntry(
            message, id: .diagnosis(diagnosis.code), priority: isPast ? max(priority, .notice) : priority,
            rank: .essential, details: context.details + details(of: diagnosis, in: context))
    }

    /// A diagnosis that a later line took back: a retry worked, the second copy was good.
    package static func resolved(_ diagnosis: Diagnosis, in context: ConsoleContext) -> JournalEntry {
        JournalEntry(
            "\(context.console): taken back: \(diagnosis.summary)", id: .resolved, priority: .info, rank: .essential,
            details: context.details + details(of: diagnosis, in: context))
    }

    /// A diagnosis that was told already and has become worse: more of the same, or a graver consequence.
    ///
    /// - Parameter isAgain: whether it had been taken back.
    package static func worsened(
        _ diagnosis: Diagnosis, isAgain: Bool = false, in context: ConsoleContext
    ) -> JournalEntry {
        let priority = JournalPriority(diagnosis.severity)
        let word = isAgain ? "again" : "now \(diagnosis.severity.rawValue)"
        return JournalEntry(
            "\(context.console): \(word): \(diagnosis.summary)", id: .worsened,
            priority: diagnosis.isSurvived ? max(priority, .notice) : priority, rank: .essential,
            details: context.details + details(of: diagnosis, in: context))
    }

    /// Whether it tells of something wrong for the first time in its boot.
    package var isDiagnosis: Bool {
        messageID.map { id in DiagnosisCode.allCases.contains { MessageID.diagnosis($0) == id } } ?? false
    }

    /// What is to be said of a boot, at its end.
    package static func verdict(_ verdict: Verdict, in context: ConsoleContext) -> JournalEntry {
        var fields = context.details
        fields.append(JournalField("BOOTWATCH_ID", context.verdictID))
        fields.append(JournalField("BOOTWATCH_VERDICT", verdict.outcome.rawValue))
        if let code = verdict.code { fields.append(JournalField("BOOTWATCH_CODE", code.rawValue)) }
        fields += verdict.diagnoses.prefix(maximumEvidence).map { JournalField("BOOTWATCH_DIAGNOSES", $0) }
        let boot = context.boot > 0 ? "boot \(context.boot) " : ""
        return JournalEntry(
            "\(context.console): \(boot)\(verdict.outcome.rawValue): \(verdict.summary)", id: .verdict,
            priority: JournalPriority(verdict.outcome), rank: .essential, details: fields)
    }

    /// The same failure on any boot of any board: what is wrong, the rule that says so, and where.
    package static func signature(of diagnosis: Diagnosis) -> String {
        "\(diagnosis.code.rawValue):\(diagnosis.evidence.first?.rule ?? "-"):\(diagnosis.partition ?? "-")"
    }

    private static func details(of diagnosis: Diagnosis, in context: ConsoleContext) -> [JournalField] {
        var fields: [JournalField] = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append(JournalField("BOOTWATCH_" + name, value)) }
        }
        add("ID", context.id(of: diagnosis.code))
        add("DIAGNOSIS", diagnosis.id)
        add("CODE", diagnosis.code.rawValue)
        add("SEVERITY", diagnosis.severity.rawValue)
        add("STATE", diagnosis.state.rawValue)
        add("SURVIVED", diagnosis.isSurvived ? "1" : nil)
        add("OWNER", diagnosis.owner.rawValue)
        add("CONFIDENCE", hundredths(diagnosis.confidence))
        add("SIGNATURE", signature(of: diagnosis))
        add("RULE", diagnosis.evidence.first?.rule)
        add("SUBJECT", diagnosis.subject)
        add("PARTITION", diagnosis.partition)
        add("OFFSET", diagnosis.offset.map { hex($0) })
        add("LINE", diagnosis.evidence.first.flatMap { context.recordedLine($0.line) }.map(String.init))
        for piece in diagnosis.evidence.prefix(maximumEvidence) {
            add("EVIDENCE", "\(context.recordedLine(piece.line).map(String.init) ?? "-"): \(piece.text)")
        }
        let further = diagnosis.furtherEvidence + max(diagnosis.evidence.count - maximumEvidence, 0)
        add("FURTHER_EVIDENCE", further > 0 ? String(further) : nil)
        add("BAD_BLOCKS", diagnosis.badBlocks.isEmpty ? nil : String(diagnosis.badBlocks.count))
        add("CAUSE", diagnosis.causes.first?.cause)
        add("CAUSE_SHARE", diagnosis.causes.first.map { hundredths($0.share) })
        for step in diagnosis.steps.filter({ $0.risk == .readOnly }).prefix(maximumSteps) { add("STEP", step.action) }
        add("VERDICT", context.outcome?.rawValue)
        return fields
    }

    private static func percent(_ share: Double) -> String {
        let number = nearest(share)
        return number == 0 && share > 0 ? "<1 %" : "\(number) %"
    }

    /// In hundredths.
    private static func nearest(_ value: Double) -> Int {
        value.isFinite ? Int(min(max(value, 0), 1) * 100 + 0.5) : 0
    }

    /// Eight digits at least, as flash addresses are printed.
    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(8 - digits.utf8.count, 0)) + digits
    }

    /// `0.87`, of a number from 0 to 1.
    private static func hundredths(_ value: Double) -> String {
        let number = nearest(value)
        return "\(number / 100).\(number % 100 < 10 ? "0" : "")\(number % 100)"
    }
}
