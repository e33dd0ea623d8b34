// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole

/// Which consoles there should be, by the configuration and the ports that are there. Pure.
struct ConsolePlan: Sendable, Hashable {
    /// A console that there should be.
    struct Assignment: Sendable, Hashable {
        var name: String
        var entry: PortEntry
        /// The port that was found; nil where the entry names it, and it need not be there.
        var port: PortDescription?
    }

    private(set) var assignments: [Assignment] = []
    /// What a person should know, each a sentence.
    private(set) var notices: [String] = []

    /// - Parameters:
    ///   - ports: those that are there, and those that were and are waited for.
    ///   - running: the consoles that there are: a port keeps its console, and its name.
    init(_ configuration: ServiceConfiguration, ports: [PortDescription], running: [Assignment] = []) {
        var unassigned: [(entry: PortEntry, port: PortDescription?)] = []
        for entry in configuration.ports where entry.knownName != nil { unassigned.append((entry, nil)) }
        for port in ports {
            guard let entry = configuration.entry(for: port), entry.knownName == nil else { continue }
            if let known = running.first(where: { $0.port.map { $0.identity.isSamePort(as: port.identity) } ?? false }),
                known.entry == entry
            {
                if !assignments.contains(known) { assignments.append(known) }
            } else if !unassigned.contains(where: { $0.port?.identity.isSamePort(as: port.identity) ?? false }) {
                unassigned.append((entry, port))
            }
        }
        for (entry, port) in unassigned { assign(entry, port) }
    }

    private mutating func assign(_ entry: PortEntry, _ port: PortDescription?) {
        let wanted = entry.name.name(for: port, address: entry.address)
        var name = wanted
        var number = 2
        while assignments.contains(where: { $0.name == name }) {
            name = "\(wanted)-\(number)"
            number += 1
        }
        if name != wanted {
            let what = port?.node ?? entry.address.name
            notices.append(
                "\(what) is called '\(name)': another console is called '\(wanted)' already. Let the name tell them "
                    + "apart (\(entry.place)), as in 'rack-{ID_SERIAL_SHORT}'.")
        }
        assignments.append(Assignment(name: name, entry: entry, port: port))
    }
}
