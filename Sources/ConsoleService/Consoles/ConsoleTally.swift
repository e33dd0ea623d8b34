// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a console has shown so far, counted; what its status and its metrics are made of. Pure.
struct ConsoleTally: Sendable, Hashable {
    var lines = 0
    var lineErrors: [LineError.Kind: Int] = [:]
    var boots = 0
    var bootsByOutcome: [Verdict.Outcome: Int] = [:]
    /// Boots with a diagnosis of the code.
    var diagnoses: [DiagnosisCode: Int] = [:]
    /// Of the latest boot that told of any.
    var badBlocks: Int?
    /// Bytes that the analysis was too slow for.
    var unread = 0
    var standing: BootStanding?
    /// The sentence of the diagnosis that `standing` names.
    var summary: String?
    /// When the boot began that is under way.
    var bootBegan: Timestamp?
    private var seen: Set<DiagnosisCode> = []
    private var summaries: [DiagnosisCode: String] = [:]

    mutating func note(errors: [LineError]) {
        for error in errors { lineErrors[error.kind, default: 0] += 1 }
    }

    /// The boot that is under way is another one than before.
    mutating func beginBoot(at time: Timestamp) {
        boots += 1
        bootBegan = time
        seen.removeAll()
        summaries.removeAll()
    }

    mutating func receive(_ event: Event) {
        switch event.content {
        case .diagnosis(let diagnosis):
            summaries[diagnosis.code] = diagnosis.summary
            if seen.insert(diagnosis.code).inserted { diagnoses[diagnosis.code, default: 0] += 1 }
            if !diagnosis.badBlocks.isEmpty { badBlocks = diagnosis.badBlocks.count }
        case .verdict(let verdict) where verdict.scope == .boot:
            bootsByOutcome[verdict.outcome, default: 0] += 1
        default: break
        }
    }

    /// How the boot stands is kept; what was counted was counted by somebody else.
    mutating func forgetCounts() {
        lines = 0
        lineErrors = [:]
        boots = 0
        bootsByOutcome = [:]
        diagnoses = [:]
    }

    mutating func note(_ standing: BootStanding) {
        self.standing = standing
        summary = standing.code.flatMap { summaries[$0] }
    }
}
