// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import Glibc
import SystemPackage
import Testing

@testable import ConsoleService

/// The control server, asked by our own client.
@Suite(.serialized) struct ControlServerTests {
    @Test func `consoles and their states are told, of one or of all`() async throws {
        try await ControlBench.run { bench in
            var client = try bench.client()
            let console = try bench.console()
            #expect(try client.call(ListPorts()).ports == [console.port, try bench.console("rack2").port])
            let all = try client.call(GetStatus())
            #expect(all.service.version == "1.2.3")
            #expect(all.ports.map(\.port.name) == ControlBench.names)
            #expect(try client.call(GetStatus(port: "rack1")).ports == [console.status])
            let refusal = try ControlBench.fault { _ = try client.call(GetStatus(port: "rack9")) }
            #expect(refusal == .noSuchPort("rack9"))
        }
    }

    @Test func `the interface describes itself`() async throws {
        try await ControlBench.run { bench in
            var client = try bench.client()
            let info = try client.call(GetInfo())
            #expect(info.version == "1.2.3")
            #expect(info.interfaces == ["org.varlink.service", "io.bootwatch"])
            let text = try client.call(GetInterfaceDescription(interface: "io.bootwatch")).description
            #expect(text == InterfaceDescription.text)
        }
    }

    @Test func `diagnoses are given as they are written, of one code when that is asked for`() async throws {
        try await ControlBench.run { bench in
            let hub = try bench.console().viewers
            let other = ControlSample.diagnosis("d2", code: .bootHang)
            hub.publish([ControlSample.boot(1), ControlSample.event(.diagnosis(ControlSample.diagnosis("d1")))])
            hub.publish([ControlSample.event(.diagnosis(other))])
            var client = try bench.client()
            #expect(try client.diagnoses(GetDiagnoses()) == hub.diagnoses())
            #expect(try client.diagnoses(GetDiagnoses(port: "rack2")) == [])
            let some = try client.diagnoses(GetDiagnoses(code: "boot.hang"))
            #expect(some.count == 1 && some.first == hub.diagnoses().last)
        }
    }

    @Test func `events come as they are made, from the boot on when that is asked for`() async throws {
        try await ControlBench.run { bench in
            let hub = try bench.console().viewers
            hub.publish([ControlSample.boot(1)])
            var stream = try bench.client().subscribe(Subscribe(from: .boot))
            let deadline = ContinuousClock.now + .seconds(20)
            guard case .event(let first)? = try stream.next(until: deadline) else { throw Errno.noData }
            #expect(RawJSON(first).member("event")?.plainString == "boot")
            #expect(try bench.console("rack2").viewers.count == 1)
            try bench.console("rack2").viewers.publish([ControlSample.boot(7)])
            guard case .event(let second)? = try stream.next(until: deadline) else { throw Errno.noData }
            #expect(RawJSON(second).member("port")?.plainString == "rack2")
            bench.server.consolesChanged()
            #expect(hub.count == 1)
        }
    }

    @Test func `a console's stream ends with it, and the connection goes on`() async throws {
        try await ControlBench.run { bench in
            let hub = try bench.console().viewers
            var stream = try bench.client().subscribe(Subscribe(port: "rack1"))
            #expect(ControlBench.eventually { hub.count == 1 })
            hub.publish([ControlSample.boot(1)])
            hub.end()
            let deadline = ContinuousClock.now + .seconds(20)
            guard case .event? = try stream.next(until: deadline) else { throw Errno.noData }
            #expect(try stream.next(until: deadline) == nil)
            #expect(ControlBench.eventually { hub.count == 0 })
        }
    }

    @Test func `who takes events too slowly is told how many are missing`() async throws {
        var options = ControlOptions()
        options.backlog = 64 * 1_024
        try await ControlBench.run(options) { bench in
            let hub = try bench.console().viewers
            var stream = try bench.client().subscribe(Subscribe(port: "rack1"))
            #expect(ControlBench.eventually { hub.count == 1 })
            let sent = 3_000
            for number in 1...sent {
                hub.publish([ControlSample.event(.diagnosis(ControlSample.diagnosis("d\(number)")))])
            }
            var (count, missed) = (0, 0)
            let deadline = ContinuousClock.now + .seconds(60)
            while count + missed < sent, let item = try stream.next(until: deadline) {
                switch item {
                case .event: count += 1
                case .missed(let number): missed += number
                }
            }
            #expect(count + missed == sent)
            #expect(missed > 0)
        }
    }

    @Test func `a released console is closed, and taken back when the connection ends`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            do {
                var client = try bench.client()
                #expect(try client.call(Release(port: "rack1")).node == console.board.node)
                #expect(console.port.state == .released)
                var other = try bench.client()
                let refusal = try ControlBench.fault { _ = try other.call(Release(port: "rack1")) }
                #expect(
                    refusal?.description.contains("it is released already, to ") == true,
                    "a console can be released only once")
                let refusal2 = try ControlBench.fault { _ = try other.call(SendBreak(port: "rack1")) }
                #expect(
                    refusal2?.description == "'rack1' cannot be used: it is released.",
                    "nothing can be sent to a console that is released")
            }
            #expect(console.waitUntilOpen())
            #expect(console.port.state == .open)
        }
    }

    @Test func `a console that is to stay released waits for somebody to take it back`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            do {
                var client = try bench.client()
                _ = try client.call(Release(port: "rack1", keep: true))
            }
            #expect(ControlBench.eventually { bench.server.connections == 0 })
            #expect(console.port.state == .released)
            var client = try bench.client()
            _ = try client.call(Reclaim(port: "rack1"))
            #expect(console.waitUntilOpen())
            _ = try client.call(Reclaim(port: "rack1"))
            _ = try client.call(SendBreak(port: "rack1", milliseconds: 1))
        }
    }

    @Test func `a socket that a dead service left is replaced, and one that answers is not`() async throws {
        try await ControlBench.run { bench in
            #expect(throws: ControlServerError(code: .inUse, path: bench.path)) {
                _ = try ListeningSocket(path: bench.path, mode: 0o600, group: nil)
            }
            let path = "\(bench.folder)/stale"
            do {
                var socket = try ListeningSocket(path: path, mode: 0o600, group: nil)
                link(path, "\(path)2")
                close(socket.giveDescriptor())
            }
            #expect(access(path, F_OK) != 0)
            do {
                let socket = try ListeningSocket(path: "\(path)2", mode: 0o640, group: getgid())
                var status = stat()
                stat("\(path)2", &status)
                #expect(status.st_mode & 0o777 == 0o640)
                _ = consume socket
            }
            #expect(access("\(path)2", F_OK) != 0)
            let file = "\(bench.folder)/file"
            close(open(file, O_CREAT | O_WRONLY, 0o600))
            defer { unlink(file) }
            #expect(throws: ControlServerError(code: .notASocket, path: file)) {
                _ = try ListeningSocket(path: file, mode: 0o600, group: nil)
            }
            let long = String(repeating: "x", count: 200)
            #expect(throws: ControlServerError(code: .badPath, path: long, errno: .fileNameTooLong)) {
                _ = try ListeningSocket(path: long, mode: 0o600, group: nil)
            }
        }
    }

    @Test func `errors of the client are sentences`() {
        let nowhere = "/nonexistent/socket"
        do throws(ControlError) {
            _ = try ControlClient(path: nowhere)
            Issue.record("nobody answers there")
        } catch {
            #expect(error.code == .notRunning)
            #expect(
                error.description
                    == "The service does not run, or elsewhere: nobody answers at '/nonexistent/socket': "
                    + "no such file or directory. See `systemctl status bootwatch`; $BOOTWATCH_SOCKET names another socket."
            )
        }
    }
}
