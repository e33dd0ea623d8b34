// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import RulePacks
import SerialConsole

/// `bootwatch rules check`.
struct RulesCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks rule packs: their form, and every rule against its examples.",
        discussion: """
            Without files, the packs that ship, those of the rule folders and the knowledge base are checked. Every example must match its rule and \
            no counter line may; ids must be unique. Errors and warnings are written as FILE:LINE:COLUMN: REASON.

            Exit status: 0 all right (there may be warnings), 2 something must be put right.
            """)

    @Argument(help: ArgumentHelp("Packs, or files of a knowledge base, to check.", valueName: "file"))
    var files: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A pack that belongs to it: its rules may be named, and without files it is checked too.", valueName: "file"
        ))
    var rules: [String] = []

    func run() throws {
        var hasTrouble = false
        func sources(_ paths: [String]) -> [PackSource] {
            paths.compactMap { path in
                do throws(CaptureError) {
                    return try PackSource(path: path)
                } catch {
                    StandardError.write("bootwatch: \(error)\n")
                    hasTrouble = true
                    return nil
                }
            }
        }
        let named = sources(files)
        let others = sources(RuleDirectories.files + rules)
        let checker: PackChecker
        if files.isEmpty {
            checker = PackChecker(packs: EmbeddedPacks.rulePacks + others, knowledge: EmbeddedPacks.knowledge)
        } else {
            let knowledge = named.filter(\.isKnowledge)
            let packs = named.filter { !$0.isKnowledge }
            // A file of the knowledge base stands for the shipped one of its name; together they must be whole.
            let names = Set(knowledge.map(\.name))
            let rest = knowledge.isEmpty ? [] : EmbeddedPacks.knowledge.filter { !names.contains($0.name) }
            checker = PackChecker(
                packs: packs, knowledge: knowledge + rest, context: EmbeddedPacks.rulePacks + others)
        }
        for issue in checker.errors { StandardError.write("\(issue)\n") }
        for issue in checker.warnings { StandardError.write("\(issue.with(prefix: "warning: "))\n") }
        guard checker.errors.isEmpty, !hasTrouble else {
            let count = checker.errors.count
            if count > 0 { StandardError.write("\(Counted.text(count, "error")).\n") }
            throw ExitCode(2)
        }
        StandardOutput.write(summary(checker))
    }

    private func summary(_ checker: PackChecker) -> String {
        var parts = [
            Counted.text(checker.packCount, "pack"), Counted.text(checker.ruleCount, "rule"),
            Counted.text(checker.exampleCount, "example"), Counted.text(checker.counterCount, "counter line"),
        ]
        if checker.weightCount > 0 { parts.append(Counted.text(checker.weightCount, "weight")) }
        let warnings = checker.warnings.isEmpty ? "" : ", " + Counted.text(checker.warnings.count, "warning")
        return parts.joined(separator: ", ") + ": no errors\(warnings).\n"
    }
}
