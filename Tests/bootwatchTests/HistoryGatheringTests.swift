// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

/// The lab's way: each host sends its journal to one that gathers them.
@Suite struct HistoryGatheringTests {
    /// systemd-journal-remote(8) on a port of the loopback. A class: it ends with the test.
    private final class Gatherer {
        let port: UInt16
        private let child: Child

        init(folder: String) throws {
            let port = try Self.freePort()
            var command = Command("--listen-http=127.0.0.1:\(port)", "--output=\(folder)")
            command.program = HistoryJournal.remote
            let nothing = try Descriptor.temporary()
            let words = try Descriptor.temporary()
            child = try command.start(input: nothing, output: words, errors: words)
            self.port = port
            for _ in 0..<4_000 where !Self.connects(to: port) { usleep(5_000) }
        }

        /// Ends it: what it has been given lies in its files then.
        func finish() -> Int32 {
            child.signal(SIGTERM)
            return child.wait()
        }

        private static func address(_ port: UInt16) -> sockaddr_in {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            return address
        }

        private static func withSocket(
            _ port: UInt16, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
        ) throws -> (status: Int32, port: UInt16) {
            let socket = try Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), of: "socket")
            var address = address(port)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    let status = call(socket.number, address, length)
                    getsockname(socket.number, address, &length)
                    return (
                        status,
                        pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_port.bigEndian }
                    )
                }
            }
        }

        /// A port that nobody has at this moment.
        private static func freePort() throws -> UInt16 {
            try withSocket(0) { bind($0, $1, $2) }.port
        }

        private static func connects(to port: UInt16) -> Bool {
            (try? withSocket(port) { connect($0, $1, $2) }.status) == 0
        }
    }

    @Test func `journals that were uploaded show all hosts`() throws {
        let gathered = try Folder()
        let gatherer = try Gatherer(folder: gathered.path)
        let states = try Folder()
        for (host, console) in [(HistoryJournal.Host.first, "rack1"), (.second, "rack7")] {
            let journal = try HistoryJournal()
            try journal.add(
                [
                    .good(HistoryJournal.ago(hours: 9), console: console),
                    .bad(HistoryJournal.ago(hours: 3), console: console),
                ],
                of: host)
            var command = Command(
                "-D", journal.path, "--url=http://127.0.0.1:\(gatherer.port)", "--follow=no",
                "--save-state=\(states.path)/\(host.name)")
            command.program = HistoryJournal.upload
            let result = try command.run()
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(gatherer.finish() == 0)
        var command = Command("history", "--journal", gathered.path)
        let result = try command.run()
        #expect(result.status == 1)
        #expect(result.output.contains("FAILING  2 of 2 consoles do not come up"), "\(result.output)")
        #expect(result.output.contains("2 hosts\n"))
        #expect(result.output.contains("on rack1 (lab-a), rack7 (lab-b)"))
        command.arguments.append("--json")
        let json = try JSONValue(try command.run().output.utf8.dropLast())
        let hosts = json["consoles"]?.array?.compactMap { $0["host"]?.string }
        #expect(hosts?.sorted() == ["lab-a", "lab-b"])
        let machines = json["consoles"]?.array?.compactMap { $0["machine"]?.string }
        #expect(machines?.count == 2)
    }
}
