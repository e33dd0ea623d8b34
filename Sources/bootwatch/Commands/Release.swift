// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import ControlInterface
import EventSinks

/// `bootwatch release`.
struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lends a console's port to another program, such as a flashing tool.",
        discussion: """
            With a command the port is released, the command runs, and the service takes the port back when it ends, \
            however it ends. In the command's words '{}' stands for the node, and its environment has it as \
            BOOTWATCH_NODE, and the console's name as BOOTWATCH_CONSOLE. Without a command the port stays released until 'bootwatch release --back PORT'.

            bootwatch release rack3-07 -- imx_usb -p {} u-boot.imx

            Exit status: that of the command; 2 when the port cannot be released.
            """)

    @Argument(help: ArgumentHelp("A console's name, or whatever names its port.", valueName: "port"))
    var port: String

    @Flag(name: .long, help: "Give a released port back to the service.")
    var back = false

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What is run meanwhile.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        guard !back || command.isEmpty else { throw ValidationError("--back takes no command.") }
    }

    func run() throws {
        let name = try ServiceSocket.console(port).name
        if back {
            try ServiceSocket.attempt { () throws(ControlError) in
                var client = try ControlClient(path: ServiceSocket.path)
                _ = try client.call(Reclaim(port: name))
            }
            return StandardOutput.write("The service has \(Self.visible(name)) back.\n")
        }
        guard command.isEmpty else { throw ExitCode(try lend(name)) }
        let node = try ServiceSocket.attempt { () throws(ControlError) in
            var client = try ControlClient(path: ServiceSocket.path)
            return try client.call(ControlInterface.Release(port: name, keep: true)).node
        }
        StandardOutput.write(
            """
            \(Self.visible(name)) is released\(node.map { ": " + Self.visible($0) } ?? ""). \
            Give it back with: bootwatch release --back \(Self.visible(name))

            """)
    }

    /// Runs the command while the port is lent. Returns its exit status.
    private func lend(_ name: String) throws -> Int32 {
        // As long as this connection lasts: should this program be killed, the service takes the port back.
        var client = try ServiceSocket.attempt { () throws(ControlError) in try ControlClient(path: ServiceSocket.path)
        }
        // Before the port is released: an interruption must not come between.
        let lent = LentCommand()
        let node: String?
        do throws(ControlError) {
            node = try client.call(ControlInterface.Release(port: name)).node
        } catch {
            throw ServiceSocket.refusal("\(error)")
        }
        let status: Int32
        if node == nil, command.contains(where: { $0.contains("{}") }) {
            StandardError.write("bootwatch: '\(Self.visible(name))' has no node that could stand for '{}'.\n")
            status = 2
        } else {
            status = lent.run(command, console: name, node: node)
        }
        do throws(ControlError) {
            _ = try client.call(Reclaim(port: name))
        } catch {
            // The end of the connection gives it back, too; but whoever waits for the console should know.
            StandardError.write("bootwatch: \(Self.visible("\(error)"))\n")
        }
        return status
    }

    private static func visible(_ text: String) -> String { SafeText.visible(text) }
}
