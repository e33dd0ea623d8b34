// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Writes rules as JSON Lines, the keys in the order and with the names of the packs.
package enum RuleEncoder {
    /// The rule as a line, LF included.
    package static func line(_ rule: Rule) -> String {
        var text = JSONText()
        text.object { json in
            json.key("pack")
            json.string(rule.pack)
            json.key("id")
            json.string(rule.id)
            json.key("match")
            json.array(rule.templates) { $0.string($1.source) }
            json.key("unless")
            json.array(rule.exceptions) { $0.string($1.source) }
            json.key("stages")
            json.array(rule.stages.sorted()) { $0.string($1.rawValue) }
            json.key("code")
            json.optional(rule.code?.rawValue) { $0.string($1) }
            json.key("severity")
            json.string(rule.severity.rawValue)
            json.key("summary")
            json.string(rule.summary)
            json.key("source")
            json.string(rule.source)
            json.key("examples")
            json.array(rule.examples) { $0.string($1) }
            json.key("counter")
            json.array(rule.counterExamples) { $0.string($1) }
            json.key("stage")
            json.optional(rule.stage?.rawValue) { $0.string($1) }
            json.key("activity")
            json.optional(rule.activity?.rawValue) { $0.string($1) }
            json.key("mark")
            json.optional(rule.mark?.rawValue) { $0.string($1) }
            json.key("reset-cause")
            json.optional(rule.resetCause?.rawValue) { $0.string($1) }
            json.key("product")
            json.optional(rule.product) { $0.string($1) }
            json.key("resolves")
            json.array(rule.resolves) { json, resolution in
                switch resolution {
                case .code(let code): json.string(code.rawValue)
                case .rule(let id): json.string(id)
                }
            }
            json.key("table")
            json.optional(rule.table?.rawValue) { $0.string($1) }
            json.key("fact")
            json.optional(rule.fact) { $0.string($1) }
            json.key("subject")
            json.optional(rule.subject) { $0.string($1) }
        }
        text.lineFeed()
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
