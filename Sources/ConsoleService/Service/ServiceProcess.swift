// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
import Glibc
package import Logging
import NIOPosix
import SerialConsole
import ServiceLifecycle
package import SystemJournal
package import SystemPackage
import UnixSignals

/// The service from its first moment to its last: who begins before whom, and ends after whom.
///
/// Consoles begin after all that takes what they say, and end before it; those who look at them come last and go first.
package final class ServiceProcess: Sendable {
    /// FileDescriptorName= of the socket unit.
    private static let controlDescriptor = "control"
    /// Nanoseconds that the end waits for the journal and the service manager.
    private static let patience: Int64 = 3_000_000_000

    let options: ServiceOptions
    let manager: ServiceManager
    let journal: JournalWriter
    let logger: Logger
    private let loop: ReadinessLoop
    let configuration: ServiceConfiguration
    let settings: ReadingSettings
    let supervisor: ConsoleSupervisor
    private let directory: ServiceDirectory
    private let group: MultiThreadedEventLoopGroup
    /// Consoles have begun or ended.
    private let consoles = ChangeSignal()
    private let textfile: MetricsTextfile?

    /// - Parameters:
    ///   - manager: made as the first thing of the process.
    ///   - reading: the configuration, read already: with a wrong one nothing begins.
    /// - Throws: `Errno` when the system gives no descriptors.
    package init(
        _ options: ServiceOptions, _ reading: ConfigurationReading, manager: ServiceManager, journal: JournalWriter,
        logger: Logger
    ) throws(Errno) {
        self.options = options
        self.manager = manager
        self.journal = journal
        self.logger = logger
        configuration = reading.configuration
        loop = try ReadinessLoop()
        let clock = HostClock()
        settings = ReadingSettings(
            options.loadRules(configuration.ruleFiles, logger), journal: configuration.journal,
            recording: configuration.recording)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let change = ChangeSignal()
        let surroundings = ConsoleSurroundings(
            loop: loop, analysis: TaskThread(), clock: clock, settings: settings,
            journal: ConsoleJournal(writer: journal) { [manager] in manager.status($0) }, manager: manager,
            noteChange: { change.note() })
        let consoles = consoles
        supervisor = ConsoleSupervisor(configuration, in: surroundings, logger: logger) { consoles.note() }
        let directory = ServiceDirectory(
            supervisor: supervisor, journal: journal, version: options.version, started: clock.now,
            configuration: options.configuration ?? ServiceConfiguration.defaultPath)
        self.directory = directory
        let rules = configuration.metrics
        textfile = rules.textfile.map { path in
            MetricsTextfile(path: path, interval: Int64(rules.interval / .nanoseconds(1)), logger: logger) {
                directory.metrics
            }
        }
        if let textfile { change.tell { textfile.noteChange() } }
        for notice in reading.notices { logger.warning("\(notice)") }
    }

    /// Runs until a signal ends it.
    ///
    /// - Returns: the exit status.
    package func run() async -> Int32 {
        let server: ControlServer
        do throws(ControlServerError) {
            server = try makeServer()
        } catch {
            logger.critical("\(error)")
            return end(status: 1)
        }
        consoles.tell { server.consolesChanged() }
        journal.write(
            .service(.started(version: options.version, consoles: configuration.ports.count)))
        var services: [any Service] = []
        if let pulse = WatchdogPulse(manager, loop: loop) { services.append(WatchdogService(pulse: pulse)) }
        if let textfile { services.append(textfile) }
        if let address = configuration.metrics.listen {
            services.append(
                MetricsServer(address, group: group, logger: logger) { [directory] in directory.metrics })
        }
        services.append(ReloadService(reload: { [self] in reload(server) }))
        services.append(supervisor)
        services.append(server)
        var lifecycle = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        lifecycle.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: lifecycle).run()
            return end(status: 0)
        } catch {
            logger.critical("the service has ended by itself", metadata: ["reason": "\(error)"])
            return end(status: 1)
        }
    }

    /// The control socket: the one that the service manager has made for us, else one of our own.
    private func makeServer() throws(ControlServerError) -> ControlServer {
        let listener: ControlListener =
            manager.takeDescriptors(named: Self.controlDescriptor).first.map { .inherited($0) }
            ?? .path(configuration.control.socket)
        return try ControlServer(
            directory, on: listener, options: Self.controlOptions(of: configuration.control),
            logger: logger)
    }

    private func end(status: Int32) -> Int32 {
        journal.write(.service(.stopping(reason: status == 0 ? "asked to" : "it cannot go on")))
        if !journal.finish(patience: Self.patience) {
            logger.warning("the journal has not taken everything in time")
        }
        manager.finish(patience: Self.patience)
        loop.stop()
        return status
    }
}
