// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser

/// The command.
@main
struct Bootwatch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootwatch",
        abstract: "Reads boot consoles and says what is wrong, where, why, and what to do next.",
        discussion: """
            Exit status: 0 nothing wrong, 1 something diagnosed as failed, 2 usage or input/output error, \
            130 or 143 when interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            Analyze.self, Watch.self, Ports.self, Serve.self, Status.self, Events.self, Release.self, History.self,
            Explain.self, Rules.self, SchemaCommand.self,
        ])

    /// Parses and runs; usage errors end with 2, as the contract of the exit status demands.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            Process.exit(code.rawValue)
        } catch let unknown as Unknown {
            StandardError.write("bootwatch: \(unknown)\n")
            Process.exit(2)
        } catch {
            let status = exitCode(for: error)
            let text = fullMessage(for: error)
            if status == .success {
                if !text.isEmpty { StandardOutput.write(text + "\n") }
                Process.exit(0)
            }
            StandardError.write(text + "\n")
            Process.exit(2)
        }
    }
}
