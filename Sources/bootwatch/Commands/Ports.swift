// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import EventSinks
import Glibc
import SerialConsole
import SystemPackage

/// `bootwatch ports`.
struct Ports: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the serial ports of this host, and who has them open.",
        discussion: """
            A port can be named by its node ('/dev/ttyUSB0', 'ttyUSB0'), by one of its links, by its serial number \
            ('serial:A50285BI'), by its kind ('usb:0403:6001') or by udev's properties \
            ('udev:ID_VENDOR_ID=0403,ID_SERIAL_SHORT=A5*'). The links and the serial number stay the same when \
            adapters are plugged in again; the node may change.
            """)

    @Flag(name: .long, help: "One JSON array; with '--follow' one JSON object a line.")
    var json = false

    @Flag(name: .shortAndLong, help: "Goes on with what is plugged in and unplugged.")
    var follow = false

    func run() throws {
        guard follow else { return list(PortList.read()) }
        do throws(SourceError) {
            let loop = try Self.makeLoop()
            defer { loop.stop() }
            var monitor = try PortMonitor(loop: loop)
            if json {
                for port in monitor.list.ports { StandardOutput.write(PortJSON.line(.added(port))) }
            } else {
                list(monitor.list)
            }
            repeat {
                while let change = monitor.next() { tell(change) }
            } while Self.waited(for: monitor.readiness)
        } catch {
            let reason = error.errno.map { "\($0)" } ?? "the system tells no changes"
            StandardError.write("bootwatch: Cannot follow the ports: \(reason).\n")
            throw ExitCode(2)
        }
    }

    private static func makeLoop() throws(SourceError) -> ReadinessLoop {
        do throws(Errno) {
            return try ReadinessLoop()
        } catch {
            throw SourceError(.cannotRead, on: "/dev", errno: error)
        }
    }

    private func list(_ list: PortList) {
        if json {
            StandardOutput.write(PortJSON.array(list))
        } else if list.ports.isEmpty {
            StandardOutput.write(
                """
                No serial port is plugged in. Check the cable, and that the adapter has power; 'sudo dmesg' says \
                whether the kernel saw it and which driver took it.

                """)
        } else {
            StandardOutput.write(PortTable(list, terminal: Terminal()).text)
        }
    }

    private func tell(_ change: PortChange) {
        if json { return StandardOutput.write(PortJSON.line(change)) }
        let verb: String
        switch change {
        case .added: verb = "plugged in"
        case .removed: verb = "unplugged"
        // Links and udev's own words: the person has seen the port come.
        case .changed: return
        }
        let facts = [change.port.title, change.port.serial].compactMap(\.self).joined(separator: ", ")
        let text = facts.isEmpty ? change.port.node : "\(change.port.node) (\(facts))"
        StandardOutput.write(SafeText.visible("\(verb): \(text)", ascii: !Terminal().isUnicode) + "\n")
    }

    /// Waits for as long as it takes. An interrupted wait is over too: the ports are looked at once more.
    private static func waited(for descriptor: FileDescriptor) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, -1) >= 0 || errno == EINTR
    }
}
