// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import ControlInterface
import EventSinks

/// The service's socket, as the commands use it.
enum ServiceSocket {
    /// `$BOOTWATCH_SOCKET`, or the usual place.
    static var path: String {
        ControlClient.path(environment: Process.environment("BOOTWATCH_SOCKET").map { ["BOOTWATCH_SOCKET": $0] } ?? [:])
    }

    /// Does what a command is there for; what goes wrong is told, and the command ends with 2.
    static func attempt<Value: ~Copyable>(_ work: () throws(ControlError) -> Value) throws(ExitCode) -> Value {
        do throws(ControlError) {
            return try work()
        } catch {
            throw refusal("\(error)")
        }
    }

    /// Tells why a command cannot do its work.
    static func refusal(_ text: String) -> ExitCode {
        StandardError.write("bootwatch: \(SafeText.visible(text))\n")
        return ExitCode(2)
    }

    /// The console that a person means by a name, a node, a link or anything else that names a port.
    static func console(_ text: String) throws(ExitCode) -> Port {
        let consoles = try attempt { () throws(ControlError) in
            var client = try ControlClient(path: path)
            return KeptConsoles(try client.call(ListPorts()).ports)
        }
        do throws(KeptConsoles.Unclear) {
            if let console = try consoles.console(text) { return console }
        } catch {
            throw refusal("\(error)")
        }
        throw refusal("The service keeps no console '\(text)'. \(consoles.sentence)")
    }
}
