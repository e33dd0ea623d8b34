// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Logging
import ServiceLifecycle
import SystemJournal

extension ServiceProcess {
    /// What the process is told by its surroundings, as far as a configuration depends on it.
    package static var environment: [String: String] {
        getenv("STATE_DIRECTORY").map { ["STATE_DIRECTORY": String(cString: $0)] } ?? [:]
    }

    /// Takes the configuration as it is now; a wrong one changes nothing.
    func reload(_ server: ControlServer) {
        manager.reloading()
        defer { manager.ready(status: supervisor.summary) }
        let reading: ConfigurationReading
        do throws(ConfigurationError) {
            reading = try ServiceConfiguration.read(path: options.configuration, environment: Self.environment)
        } catch {
            let issues = error.issues.map(\.description)
            journal.write(.service(.configurationRefused(issues: issues)))
            for issue in issues { logger.error("configuration refused", metadata: ["issue": "\(issue)"]) }
            return
        }
        let new = reading.configuration
        for notice in reading.notices { logger.warning("\(notice)") }
        for name in needsRestart(new) {
            logger.warning("a change takes a restart of the service", metadata: ["setting": "\(name)"])
        }
        settings.replaceRules(with: options.loadRules(new.ruleFiles, logger))
        settings.set(new.journal)
        settings.set(new.recording)
        do throws(ControlServerError) {
            try server.apply(Self.controlOptions(of: new.control))
        } catch {
            logger.error("control settings are not taken", metadata: ["reason": "\(error)"])
        }
        supervisor.apply(new)
        journal.write(
            .service(
                .configurationRead(
                    path: options.configuration ?? ServiceConfiguration.defaultPath, consoles: new.ports.count)))
    }

    static func controlOptions(of rules: ControlRules) -> ControlOptions {
        var options = ControlOptions()
        options.group = rules.group
        options.viewers = rules.viewers
        return options
    }

    /// Settings that differ and are looked at in the beginning alone.
    private func needsRestart(_ new: ServiceConfiguration) -> [String] {
        var names: [String] = []
        if new.control.socket != configuration.control.socket { names.append("control.socket") }
        if new.metrics != configuration.metrics { names.append("metrics") }
        if new.recording.directory != configuration.recording.directory { names.append("recording.directory") }
        return names
    }
}
