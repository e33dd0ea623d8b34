// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Says how a boot, or a capture, is to be judged.
enum VerdictMaker {
    /// How a boot ended, for the verdict and for the boots after it.
    static func ending(of book: DiagnosisBook, boot: Int, state: BootState) -> BootHistory.Ending {
        let standing = book.diagnoses.filter { !$0.isResolved && !$0.isSurvived }
        let isHung = state.isHalted || standing.contains { $0.code == .bootHang && $0.severity >= .error }
        let isRecovery =
            state.stage == .recovery || standing.contains { $0.code == .bootRecovery && $0.severity >= .warning }
        let primary = book.primary(state)
        let outcome: Verdict.Outcome
        if primary?.code == .consoleGarbled {
            outcome = .garbled
        } else if isRecovery {
            outcome = .recovery
        } else if isHung {
            outcome = .hung
        } else if primary != nil {
            outcome = .failed
        } else if state.isAlive || state.stage == .userspace {
            outcome = .booted
        } else {
            outcome = .incomplete
        }
        return BootHistory.Ending(
            boot: boot, line: state.line, banner: state.banner, outcome: outcome, code: primary?.code,
            primary: primary?.id, summary: primary?.summary,
            codes: Set(book.diagnoses.map(\.code)),
            hasReset: book.diagnoses.contains { $0.code == .bootReset }, stage: state.stage)
    }

    static func verdict(of ending: BootHistory.Ending, book: DiagnosisBook) -> Verdict {
        var ids = book.diagnoses.map(\.id)
        if let primary = ending.primary {
            ids.removeAll { $0 == primary }
            ids.insert(primary, at: 0)
        }
        return Verdict(
            scope: .boot, outcome: ending.outcome, code: ending.code, boots: ending.boot, diagnoses: ids,
            summary: sentence(ending.outcome, primary: ending.summary, stage: ending.stage))
    }

    /// The verdict on the capture: that of its last boot, or, when that one is cut off before anything went wrong,
    /// of the first that failed.
    static func verdict(of capture: CaptureSummary, history: BootHistory, boots: Int) -> Verdict {
        guard let last = capture.last else { return CaptureSummary.empty }
        var verdict = last
        if last.outcome == .incomplete || last.code != nil, let failure = capture.firstFailure { verdict = failure }
        if let loop = history.loop {
            verdict.outcome = .looping
            verdict.code = verdict.code ?? .bootLoop
            verdict.summary = "\(loop.count) boots in a row end alike: \(lowercased(verdict.summary))"
        } else if boots > 1 {
            verdict.summary += " (\(boots) boots)"
        }
        verdict.scope = .capture
        verdict.boots = boots
        let primary = verdict.code == nil ? [] : verdict.diagnoses.prefix(1)
        verdict.diagnoses = Array(primary) + capture.diagnoses.filter { !primary.contains($0) }
        return verdict
    }

    private static func sentence(_ outcome: Verdict.Outcome, primary: String?, stage: BootStage?) -> String {
        switch outcome {
        case .booted: "The board booted"
        case .recovery: primary.map { "The board went into recovery: \(lowercased($0))" } ?? "The board is in recovery"
        case .failed: primary ?? "The boot failed"
        case .hung: primary.map { "The boot stopped: \(lowercased($0))" } ?? "The boot stopped"
        case .looping: primary ?? "The board boots again and again"
        case .incomplete: "Nothing is wrong so far; the capture ends in \(stage.map(\.words) ?? "an unknown stage")"
        case .garbled: "The console is unreadable"
        }
    }

    /// A sentence for use after a colon: its first word keeps its capitals when it is a name.
    private static func lowercased(_ sentence: String) -> String {
        let word = sentence.prefix { $0 != " " }
        guard word.dropFirst().allSatisfy({ $0.isLowercase || $0 == "'" }), word.count > 1 else { return sentence }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}

extension BootStage {
    /// The stage in a sentence.
    package var words: String {
        switch self {
        case .bootrom: "the boot ROM"
        case .spl: "the SPL"
        case .firmware: "the firmware"
        case .bootloader: "the boot loader"
        case .kernel: "the kernel"
        case .userspace: "user space"
        case .recovery: "recovery"
        }
    }
}
