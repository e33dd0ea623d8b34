// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser

/// `bootwatch rules`.
struct Rules: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists, checks and tries the rules.",
        discussion: """
            Packs that lie in /etc/bootwatch/rules.d and $XDG_CONFIG_HOME/bootwatch/rules.d are loaded besides those \
            that ship, then those that '--rules' names. A rule takes the place of an earlier one with its id.
            """,
        subcommands: [RulesCheck.self, RulesList.self, RulesStages.self, RulesTest.self])
}

/// The packs of the person's that a command takes besides the shipped ones.
struct PackOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("A rule pack of your own; may be given again.", valueName: "file"))
    var rules: [String] = []

    /// The rules of the run. Says on standard error what was refused.
    func library(includesExamples: Bool = false) -> RuleLibrary {
        let library = RuleLibrary(files: rules, includesExamples: includesExamples)
        for error in library.errors { StandardError.write(error + "\n") }
        return library
    }
}
