// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Why a rule does not match its example, in words.
enum MismatchReason {
    /// How far the best template of the rule got in the example's lines, none of which it matches.
    static func text(for rule: Rule, lines: [ConsoleLine]) -> String {
        var best: (progress: RuleTrial.Progress, template: Template)?
        for line in lines where !line.body.isEmpty {
            if let template = rule.templates.first(where: { RuleTrial.matches($0, line) }) {
                let exception = rule.exceptions.first { RuleTrial.matches($0, line) }
                return "'\(template.source)' does, but 'unless' takes it back"
                    + (exception.map { ": '\($0.source)' matches too" } ?? "")
            }
            for template in rule.templates {
                let progress = RuleTrial.progress(of: template, in: line)
                if progress.length > best?.progress.length ?? -1 { best = (progress, template) }
            }
        }
        guard let best else { return "it holds nothing besides blanks and what stands in front of a message" }
        let name = rule.templates.count > 1 ? " (the best of its templates is '\(best.template.source)')" : ""
        return text(best.progress) + name
    }

    private static func text(_ progress: RuleTrial.Progress) -> String {
        guard progress.length > 0 else {
            return "nothing of its template's beginning '\(progress.missing ?? "")' stands in '\(progress.rest)'"
        }
        let wanted = progress.missing.map { "'\($0)' must follow" } ?? "the line must end"
        let place = progress.rest.isEmpty ? "the end of the line" : "'\(progress.rest)'"
        return "stopped at \(place), where \(wanted)"
    }
}
