// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension LineInterpreter {
    /// How the boot stands now, judged as at the end of a capture.
    ///
    /// - Complexity: O(n) in the diagnoses of the boot.
    var standing: BootStanding {
        let ending = VerdictMaker.ending(of: book, boot: tracker.boot, state: capture.boot)
        let isSilent = book.diagnoses.contains { $0.code == .bootHang && !$0.isResolved && !$0.isSurvived }
        let isStuck = isSilent || capture.boot.isHalted || isAtPrompt
        return BootStanding(
            boot: tracker.boot, stage: tracker.stage, activity: tracker.activity, outcome: ending.outcome,
            code: ending.code, isAlive: tracker.isAlive, isAtPrompt: isAtPrompt, isSilent: isSilent,
            isDecided: ending.outcome == .recovery || ending.code != nil && isStuck)
    }

    private var isAtPrompt: Bool {
        if tracker.activity == .prompt, tracker.stage ?? .bootloader <= .bootloader { return true }
        guard tracker.stage ?? .bootrom >= .kernel else { return false }
        return PromptReader.read(lastLine.body)?.command.isEmpty ?? false
    }
}
