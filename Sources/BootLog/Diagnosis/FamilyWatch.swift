// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Notices when the console has shown of which family the device is.
struct FamilyWatch: Sendable {
    /// The family that the rules seen so far show; nil as long as they leave it open.
    private var shown: String?
    /// Rules that had been seen when it was judged: as long as there are no more, the judgement stands.
    private var judgedRules = 0

    /// Whether it was handed out in this boot.
    private var isTold = false

    mutating func beginBoot() {
        isTold = false
    }

    /// The title of the family that shows now.
    ///
    /// - Parameters:
    ///   - rule: the rule that matched for the first time in this boot.
    ///   - seen: the first line at which each rule matched in the capture.
    /// - Returns: nil when the rule proves nothing, when what shows leaves the family open, and when it was told before
    ///   in this boot.
    mutating func title(afterSeeing rule: Int, of seen: [Int: Int], in model: FamilyModel) -> String? {
        guard model.isProof(rule) else { return nil }
        if judgedRules != seen.count {
            judgedRules = seen.count
            var title: String?
            if case .shown(let family, _) = FamilyJudgement(model, traits: model.shownTraits(seen)) {
                title = model.families[family].title
            }
            if title != shown { isTold = false }
            shown = title
        }
        guard !isTold, let shown else { return nil }
        isTold = true
        return shown
    }
}
