// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog

/// `bootwatch rules stages`.
struct RulesStages: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Prints the stages of the boot chain and the rules that lead from one to another.")

    @OptionGroup var packs: PackOptions

    func run() throws {
        let library = packs.library()
        let table = StageTable(rules: library.rules)
        StandardOutput.write(table.page(terminal: Terminal()))
        if !library.errors.isEmpty { throw ExitCode(2) }
    }
}
