// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import RulePacks
import SerialConsole

/// `bootwatch rules test`.
struct RulesTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tries the rules of a pack on a log: every match, with what was captured.",
        discussion: """
            Every rule of the pack is tried on every line, also in stages for which it is not meant; with such a match \
            the stage is told. Exit status: 0 the log was read (also when nothing matched), 2 pack or log cannot be read.
            """)

    @Argument(help: ArgumentHelp("A rule pack.", valueName: "pack-file"))
    var file: String

    @Argument(help: ArgumentHelp("A capture; '-' is standard input.", valueName: "log-file"))
    var log: String

    func run() throws {
        do {
            let pack = try RulePack(try PackSource(path: file))
            var trial = PackTrial(pack: pack)
            var capture = try CaptureFile(path: log)
            while try capture.read({ trial.append($0) }) { trial.flush() }
            trial.finish()
        } catch let error as PackError {
            StandardError.write(error.description + "\n")
            throw ExitCode(2)
        } catch {
            StandardError.write("bootwatch: \(error)\n")
            throw ExitCode(2)
        }
    }
}
