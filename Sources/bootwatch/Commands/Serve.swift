// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BoundedWork
import ConsoleService
import EventSinks
import Glibc
import Logging
import RulePacks
import SystemJournal
import SystemPackage

/// `bootwatch serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Owns many consoles for months: records them, and writes what is wrong to the journal.",
        discussion: """
            Runs in the foreground, as a service manager wants it; systemd/install puts a unit in place. SIGHUP reads \
            the configuration again and leaves consoles alone whose lines did not change; SIGTERM ends it. Without \
            --config, /etc/bootwatch/bootwatch.toml is read; files in the folder of its name with '.d' added follow.

            Exit status: 0 ended as asked, 1 it could not go on and may be tried again, 2 usage or configuration.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Only say whether the configuration is right, and what is wrong with it.")
    var checkConfig = false

    func run() throws {
        StartingMemory.limitPools()
        // First of all: what the service manager has left in the environment is nobody else's business.
        let manager = ServiceManager { StandardError.write("bootwatch: \(SafeText.visible($0))\n") }
        let reading: ConfigurationReading
        do throws(ConfigurationError) {
            reading = try ServiceConfiguration.read(path: config, environment: ServiceProcess.environment)
        } catch {
            for issue in error.issues { StandardError.write("bootwatch: \(SafeText.visible("\(issue)"))\n") }
            throw ExitCode(2)
        }
        if checkConfig { return report(reading) }
        let journal = JournalWriter { StandardError.write("bootwatch: \(SafeText.visible("\($0)"))\n") }
        let logger = Logger(label: "bootwatch") { _ in ServiceLog.handler(writingTo: journal) }
        let options = ServiceOptions(
            configuration: config, version: Bootwatch.configuration.version, loadRules: Self.loadRules)
        let process: ServiceProcess
        do throws(Errno) {
            process = try ServiceProcess(options, reading, manager: manager, journal: journal, logger: logger)
        } catch {
            StandardError.write("bootwatch: Cannot wait for consoles: \(error).\n")
            throw ExitCode(1)
        }
        // The command is synchronous: there is no task that this could be a child of.
        Task(executorPreference: TaskThread()) { Process.exit(await process.run()) }
        while true { pause() }
    }

    private func report(_ reading: ConfigurationReading) {
        for notice in reading.notices { StandardError.write("bootwatch: \(SafeText.visible("\(notice)"))\n") }
        let files = reading.files.isEmpty ? "nothing" : reading.files.joined(separator: ", ")
        let count = Counted.text(reading.configuration.ports.count, "[[port]] table")
        StandardOutput.write("Read \(SafeText.visible(files)): \(count), nothing wrong.\n")
    }

    /// The rules as they are now; what is refused is logged, and the others hold.
    private static func loadRules(files: [String], logger: Logger) -> ReadingSettings.Edition {
        let library = RuleLibrary(files: files)
        for error in library.errors { logger.error("rules refused", metadata: ["reason": "\(error)"]) }
        return ReadingSettings.Edition(rules: library.ruleSet, knowledge: library.knowledge)
    }
}
