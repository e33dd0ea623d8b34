// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import EventSinks
import RulePacks

/// `bootwatch rules list`.
struct RulesList: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case jsonl
    }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the rules.",
        discussion: "One line a rule: its id, severity, code and summary. 'bootwatch explain RULE' says everything.")

    @Option(name: .long, help: ArgumentHelp("Only rules of this diagnosis code.", valueName: "code"))
    var code: String?

    @Option(name: .long, help: ArgumentHelp("Only rules of this pack.", valueName: "pack"))
    var pack: String?

    @Option(name: .shortAndLong, help: "text for people, jsonl for programs: all of every rule, one a line.")
    var format: Format = .text

    @OptionGroup var packs: PackOptions

    func run() throws {
        let library = packs.library(includesExamples: format == .jsonl)
        if let pack, !library.packs.contains(where: { $0.name == pack }) {
            throw Unknown(kind: "pack", name: pack, known: library.packs.map(\.name))
        }
        if let code, DiagnosisCode(rawValue: code) == nil {
            throw Unknown(kind: "code", name: code, known: DiagnosisCode.allCases.map(\.rawValue))
        }
        let rules = library.rules.filter { rule in
            (pack == nil || rule.pack == pack) && (code == nil || rule.code?.rawValue == code)
        }
        switch format {
        case .jsonl: for rule in rules { StandardOutput.write(RuleEncoder.line(rule)) }
        case .text: StandardOutput.write(table(rules, titles: library.packs))
        }
        if !library.errors.isEmpty { throw ExitCode(2) }
    }

    private func table(_ rules: [Rule], titles: [RulePack]) -> String {
        let terminal = Terminal()
        var text = ""
        var pack: String?
        let idWidth = min(rules.map(\.id.count).max() ?? 0, 40)
        let codeWidth = DiagnosisCode.allCases.map(\.rawValue.count).max() ?? 0
        for rule in rules {
            if rule.pack != pack {
                if pack != nil { text += "\n" }
                let title = titles.last { $0.name == rule.pack }?.title ?? ""
                let heading = SafeText.visible(
                    title.isEmpty ? rule.pack : "\(rule.pack): \(title)", ascii: !terminal.isUnicode)
                text += terminal.isStyled ? "\u{1B}[1m\(heading)\u{1B}[0m\n" : heading + "\n"
                pack = rule.pack
            }
            let columns = [
                rule.id.padded(to: idWidth), rule.severity.rawValue.padded(to: 7),
                (rule.code?.rawValue ?? "-").padded(to: codeWidth), rule.summary,
            ]
            text += "  " + SafeText.visible(columns.joined(separator: "  "), ascii: !terminal.isUnicode) + "\n"
        }
        return text
    }
}

extension String {
    /// With blanks behind it up to a number of characters.
    func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(count - self.count, 0))
    }
}
