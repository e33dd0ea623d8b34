// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the engine asks of a rule at every match, small enough to be copied without a thought; the rest of the rule is
/// looked at only where a finding is made.
struct RuleTraits: Sendable {
    var code: DiagnosisCode?
    var severity: Severity
    var stage: BootStage?
    var activity: LoaderActivity?
    var mark: Rule.Mark?
    var resetCause: BootCause?
    var table: TableKind?
    var product: String?
    /// Whether the line's captures or text are of any use.
    var needsFinding: Bool
    var resolves: Bool
    /// Whether it bears on the course of the boot.
    var isStep: Bool

    init(_ rule: Rule) {
        code = rule.code
        severity = rule.severity
        stage = rule.stage
        activity = rule.activity
        mark = rule.mark
        resetCause = rule.resetCause
        table = rule.table
        product = rule.product
        resolves = !rule.resolves.isEmpty
        isStep = rule.stage != nil || rule.mark != nil || rule.activity != nil
        let isLoading = rule.activity == .loading || rule.activity == .verifying
        let hasCaptures = rule.templates.contains { !$0.captures.isEmpty }
        needsFinding =
            rule.code != nil || rule.severity > .info || rule.fact != nil || rule.mark == .banner
            || rule.product != nil || isLoading && hasCaptures
    }
}
