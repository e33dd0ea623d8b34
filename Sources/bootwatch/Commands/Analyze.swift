// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import EventSinks
import SerialConsole

/// `bootwatch analyze`.
struct Analyze: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case jsonl
        case markdown
    }

    static let configuration = CommandConfiguration(
        abstract: "Reads captured console logs and says what is wrong.",
        discussion: """
            Reads files of any size, plain or gzip, and '-' for standard input, also a pipe that is still being \
            written. Exit status: 0 nothing wrong, 1 something diagnosed as failed, 2 usage or input/output error.
            """)

    @Option(name: .shortAndLong, help: "text for people, jsonl for programs (see 'bootwatch schema'), or markdown.")
    var format: Format = .text

    @Option(name: .long, help: "When the text report is coloured; auto: on a terminal, unless NO_COLOR is set.")
    var color: Terminal.Color = .auto

    @OptionGroup var packs: PackOptions

    @Argument(help: ArgumentHelp("Captures; '-' is standard input.", valueName: "file"))
    var files: [String]

    func run() {
        let library = packs.library()
        let analyzer = BootAnalyzer(rules: library.ruleSet, knowledge: library.knowledge)
        let terminal = Terminal(color: color)
        var hasTrouble = !library.errors.isEmpty
        var hasFailure = false
        for file in files {
            do throws(CaptureError) {
                let output = AnalysisOutput(format, file: file, isOneOfSeveral: files.count > 1, terminal: terminal)
                var run = AnalysisRun(analyzer: analyzer, file: file, output: output)
                hasFailure = try run.run() || hasFailure
            } catch {
                StandardError.write("bootwatch: \(error)\n")
                hasTrouble = true
            }
        }
        // Ends here: to take thousands of rules apart piece by piece would cost milliseconds.
        withExtendedLifetime((library, analyzer)) {
            Process.exit(hasTrouble ? 2 : hasFailure ? 1 : 0)
        }
    }
}
