// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import ControlInterface
import Glibc

/// `bootwatch status`.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the consoles of the service stand.",
        discussion: """
            PORT is a console's name, or whatever names its port: its node, a link, 'serial:A50285BI'. What needs \
            somebody comes first.

            Exit status: 0 nothing wrong, 1 a board has failed or a port cannot be opened, 2 the service does not \
            answer.
            """)

    @Argument(help: ArgumentHelp("One console only, in full.", valueName: "port"))
    var port: String?

    @Flag(name: .long, help: "One JSON object, as the service's interface gives it.")
    var json = false

    @Option(name: .long, help: "Use colours: auto, always or never.")
    var color: Terminal.Color = .auto

    func run() throws {
        let console = try port.map { try ServiceSocket.console($0).name }
        let reply = try ServiceSocket.attempt { () throws(ControlError) in
            var client = try ControlClient(path: ServiceSocket.path)
            return try client.call(GetStatus(port: console))
        }
        let (now, style) = (time(nil), Terminal(color: color).style)
        if json {
            StandardOutput.write(VarlinkJSON.bytes(of: reply) + [0x0A])
        } else if console != nil, let status = reply.ports.first {
            StandardOutput.write(StatusPage(status, of: reply.service, now: now, style: style).text)
        } else {
            StandardOutput.write(StatusTable(reply, now: now, style: style).text)
        }
        if reply.ports.contains(where: { ConsoleHealth($0) == .failed }) { throw ExitCode(1) }
    }
}
