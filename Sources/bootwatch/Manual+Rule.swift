// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

extension Manual {
    func page(of rule: Rule) -> String {
        var page = ManualPage(terminal: terminal)
        page.title(rule.id, rule.summary)
        page.heading("What it finds")
        page.item("pack", rule.pack, column: 12)
        page.item("printed by", rule.source, column: 12)
        page.item("severity", "\(rule.severity.rawValue): \(Self.meaning(of: rule.severity))", column: 12)
        if let code = rule.code {
            let title = knowledge.codes[code].map { ", \($0.title)" } ?? ""
            page.item("code", "\(code.rawValue)\(title) ('bootwatch explain \(code.rawValue)')", column: 12)
        }
        let stages = rule.stages.isEmpty ? "any" : rule.stages.sorted().map(\.rawValue).joined(separator: ", ")
        page.item("stages", stages, column: 12)

        page.heading("Matches any of")
        for template in rule.templates { page.verbatim(template.source) }
        if !rule.exceptions.isEmpty {
            page.heading("Unless one of these is in the same line")
            for template in rule.exceptions { page.verbatim(template.source) }
        }
        let effects = effects(of: rule)
        if !effects.isEmpty {
            page.heading("What follows from it")
            for effect in effects { page.item("-", effect) }
        }
        if !rule.examples.isEmpty {
            page.heading("Examples")
            for example in rule.examples { page.verbatim(example) }
        }
        if !rule.counterExamples.isEmpty {
            page.heading("Not these")
            for example in rule.counterExamples { page.verbatim(example) }
        }
        return page.text
    }

    private func effects(of rule: Rule) -> [String] {
        var effects: [String] = []
        if let stage = rule.stage {
            let product = rule.product.map { " (\($0))" } ?? ""
            effects.append("The board is in stage \(stage.rawValue)\(product).")
        }
        if let activity = rule.activity { effects.append("The boot loader's activity is '\(activity.rawValue)'.") }
        switch rule.mark {
        case .banner?: effects.append("It is a program's first line, and may begin a new boot.")
        case .autoboot?: effects.append("The loader starts its boot command by itself.")
        case .handOver?: effects.append("Control goes to the next stage.")
        case .alive?: effects.append("User space runs and serves: what went wrong before was survived.")
        case .halt?: effects.append("The program stops here for good.")
        case .reset?:
            effects.append("A reset follows\(rule.resetCause.map { ", caused by: \($0.rawValue)" } ?? "").")
        case .bootReason?:
            effects.append("It tells why this boot began\(rule.resetCause.map { ": \($0.rawValue)" } ?? "").")
        case nil: break
        }
        if let fact = rule.fact { effects.append("Its capture 'value' tells the device's '\(fact)'.") }
        if let table = rule.table { effects.append("The lines after it are read as a table: \(table.rawValue).") }
        let resolved = rule.resolves.map { resolution in
            switch resolution {
            case .code(let code): code.rawValue
            case .rule(let id): id
            }
        }
        if !resolved.isEmpty { effects.append("It takes back what these said: \(resolved.joined(separator: ", ")).") }
        return effects
    }

    private static func meaning(of severity: Severity) -> String {
        switch severity {
        case .info: "a plain fact, never a diagnosis"
        case .notice: "worth recording, normal in a healthy life"
        case .warning: "something failed that boots normally survive"
        case .error: "something failed that matters; it may be survived"
        case .fatal: "this attempt to boot cannot go on from here by itself"
        }
    }
}
