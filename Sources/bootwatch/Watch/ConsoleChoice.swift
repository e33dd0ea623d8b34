// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks
import SerialConsole

/// Whether what somebody wants to watch is a console of the service.
struct ConsoleChoice {
    /// How long a service may take to answer: a port that it does not have should not wait for it.
    private static let patience = Duration.seconds(3)

    /// The console, and where it is; nil for a port that the service does not have open.
    let console: (console: Port, address: SourceAddress)?

    /// - Parameter text: as the person named it; nil for the only one there is.
    /// - Throws: `SourceError` with code `.badAddress` when several consoles are meant.
    init(_ text: String?) throws(SourceError) {
        guard let consoles = Self.consoles() else {
            console = nil
            return
        }
        let found: Port?
        if let text {
            do throws(KeptConsoles.Unclear) {
                found = try consoles.console(text)
            } catch {
                throw SourceError(
                    .badAddress, on: text, detail: "it fits several consoles of the service: \(error.list)")
            }
        } else {
            found = try Self.only(consoles)
        }
        guard let found else {
            console = nil
            return
        }
        let place = found.node ?? found.address
        // What is no address is no port of this host: then the name is all that counts.
        let address = (try? SourceAddress(parsing: place)) ?? .port(.path(place))
        guard found.state != .released else {
            // Lent: whoever has it may be the one who wants to watch it.
            guard found.name == text else {
                console = nil
                return
            }
            throw SourceError(
                .badAddress, on: found.name,
                detail: "the service has released that console; watch its port\(found.node.map { ", \($0)" } ?? "") or "
                    + "give it back with 'bootwatch release --back \(found.name)'")
        }
        console = (found, address)
    }

    /// nil when no service can be asked; that is no trouble for those who only want a port.
    private static func consoles() -> KeptConsoles? {
        do throws(ControlError) {
            var client = try ControlClient(path: ServiceSocket.path, patience: patience)
            return KeptConsoles(try client.call(ListPorts()).ports)
        } catch {
            // Somebody who cannot ask will find the port in use, and should know why.
            if error.code != .notRunning { StandardError.write("bootwatch: \(SafeText.visible("\(error)"))\n") }
            return nil
        }
    }

    /// The only console that can be meant; nil when it is a port that the service does not keep.
    private static func only(_ consoles: KeptConsoles) throws(SourceError) -> Port? {
        let others = PortList.read().ports.filter { !consoles.hold($0) }
        if others.isEmpty, consoles.all.count == 1 { return consoles.all[0] }
        if consoles.all.isEmpty { return nil }
        throw SourceError(
            .badAddress, on: "watch",
            detail: "there are several consoles, name one. \(consoles.sentence)"
                + (others.isEmpty ? "" : " \(PortList(ports: others).sentence)"))
    }
}
