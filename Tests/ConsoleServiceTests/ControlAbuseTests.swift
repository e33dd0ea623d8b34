// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleService

/// What no client should do.
@Suite(.serialized) struct ControlAbuseTests {
    /// A connection that carries anything. A class, because `#expect` copies what it shows.
    private final class RawConnection {
        let descriptor: FileDescriptor

        init(_ bench: ControlBench) throws {
            descriptor = try bench.connect()
        }

        deinit { try? descriptor.close() }

        /// Returns false when the peer has hung up.
        func send(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// What comes up to a NUL, or up to the end.
        func answer() -> String {
            var bytes: [UInt8] = []
            while ControlledBoard.wait(for: descriptor) {
                var byte: UInt8 = 0
                guard recv(descriptor.rawValue, &byte, 1, 0) == 1, byte != 0 else { break }
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// Whether the peer hangs up, whatever it says before.
        func hangsUp() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while ControlledBoard.wait(for: descriptor) {
                if recv(descriptor.rawValue, &buffer, buffer.count, 0) <= 0 { return true }
            }
            return false
        }
    }

    private static let ask = Array(#"{"method":"io.bootwatch.ListPorts"}"#.utf8) + [0]

    private static func isWell(_ bench: ControlBench) throws -> Bool {
        var client = try bench.client()
        return try client.call(ListPorts()).ports.count == 2
    }

    @Test(arguments: [
        (
            #"{"method":"io.bootwatch.Nothing"}"#,
            #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"io.bootwatch.Nothing"}}"#
        ),
        (
            #"{"method":"com.example.Do"}"#,
            #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"com.example"}}"#
        ),
        (#"{"method":""}"#, #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":""}}"#),
        (
            #"{"method":"io.bootwatch.Status","parameters":{"port":7}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"port"}}"#
        ),
        (
            #"{"method":"io.bootwatch.Release"}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"port"}}"#
        ),
        (
            #"{"method":"io.bootwatch.Attach","parameters":{"port":"rack1","access":"all"}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"access"}}"#
        ),
        (
            #"{"method":"io.bootwatch.SendBreak","parameters":{"port":"rack1","milliseconds":-1}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"milliseconds"}}"#
        ),
        (
            #"{"method":"io.bootwatch.SendBreak","parameters":{"port":"rack1","milliseconds":99999999999999999999}}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"parameters"}}"#
        ),
        (#"{"method":"io.bootwatch.Subscribe"}"#, #"{"error":"org.varlink.service.ExpectedMore","parameters":{}}"#),
        (
            #"{"method":"io.bootwatch.Subscribe","more":true,"parameters":{"port":"x"}}"#,
            #"{"error":"io.bootwatch.NoSuchPort","parameters":{"port":"x"}}"#
        ),
    ])
    func `a wrong call is answered, and the next one too`(call: String, answer: String) async throws {
        try await ControlBench.run { bench in
            let connection = try RawConnection(bench)
            #expect(connection.send(Array(call.utf8) + [0] + Self.ask))
            #expect(connection.answer() == answer)
            #expect(connection.answer().hasPrefix(#"{"parameters":{"ports":["#))
        }
    }

    @Test(arguments: ["", "{", "[]", "hello", #"{"method":7}"#, "\u{FEFF}{}", "null"])
    func `what is no call ends the connection, with a word`(text: String) async throws {
        try await ControlBench.run { bench in
            let connection = try RawConnection(bench)
            #expect(connection.send(Array(text.utf8) + [0]))
            #expect(connection.answer().hasPrefix(#"{"error":"org.varlink.service.InvalidParameter""#))
            #expect(connection.hangsUp())
            #expect(try Self.isWell(bench))
        }
    }

    @Test func `a call that is too long ends the connection`() async throws {
        try await ControlBench.run { bench in
            let connection = try RawConnection(bench)
            _ = connection.send([UInt8](repeating: UInt8(ascii: "x"), count: MethodCall.sizeLimit + 8_192))
            #expect(connection.hangsUp())
            #expect(try Self.isWell(bench))
        }
    }

    @Test func `half a call does not wait for ever, and a whole one restarts the time`() async throws {
        var options = ControlOptions()
        options.requestPatience = 300_000_000
        try await ControlBench.run(options) { bench in
            let connection = try RawConnection(bench)
            for _ in 0..<4 {
                #expect(connection.send(Array(Self.ask.dropLast(5))))
                usleep(100_000)
                #expect(connection.send(Array(Self.ask.suffix(5))))
                #expect(connection.answer().hasPrefix("{"))
            }
            // Nothing begun: nothing to wait for.
            usleep(400_000)
            #expect(connection.send(Self.ask))
            #expect(connection.answer().hasPrefix("{"))
            let start = ContinuousClock.now
            #expect(connection.send(Array(Self.ask.prefix(3))))
            #expect(connection.hangsUp())
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test func `who asks and takes no answers is not read any more, and dropped in the end`() async throws {
        var options = ControlOptions()
        options.requestPatience = 500_000_000
        try await ControlBench.run(options) { bench in
            let connection = try RawConnection(bench)
            _ = fcntl(connection.descriptor.rawValue, F_SETFL, O_NONBLOCK)
            var sent = 0
            let many = Array([[UInt8]](repeating: Self.ask, count: 1_000).joined())
            let isDropped = ControlBench.eventually {
                let count = many.withUnsafeBytes {
                    Glibc.send(connection.descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count > 0 { sent += count }
                return count < 0 && errno != EAGAIN
            }
            #expect(isDropped)
            #expect(sent < 8 << 20)
            #expect(try Self.isWell(bench))
        }
    }

    @Test func `one connection too many is told so, and the others go on`() async throws {
        var options = ControlOptions()
        options.connections = 3
        try await ControlBench.run(options) { bench in
            var first = try bench.client()
            _ = try first.call(ListPorts())
            var second = try bench.client()
            _ = try second.call(ListPorts())
            var third = try bench.client()
            _ = try third.call(ListPorts())
            var fourth = try bench.client()
            let refusal = try ControlBench.fault { _ = try fourth.call(ListPorts()) }
            #expect(refusal == .tooMany(what: "connections", limit: 3), "three are allowed")
            var more = ControlOptions()
            more.connectionsPerUser = 4
            try bench.server.apply(more)
            #expect(ControlBench.eventually { bench.server.connections == 3 })
            var fifth = try bench.client()
            _ = try fifth.call(ListPorts())
            var sixth = try bench.client()
            let another = try ControlBench.fault { _ = try sixth.call(ListPorts()) }
            #expect(another == .tooMany(what: "connections of a user", limit: 4))
            let count = try first.call(ListPorts()).ports.count + second.call(ListPorts()).ports.count
            #expect(count == 4)
            _ = try third.call(ListPorts())
        }
    }

    @Test func `calls behind a stream wait, and too many end the connection`() async throws {
        try await ControlBench.run { bench in
            let connection = try RawConnection(bench)
            #expect(connection.send(Array(#"{"method":"io.bootwatch.Subscribe","more":true}"#.utf8) + [0]))
            #expect(try ControlBench.eventually { try bench.console().viewers.count == 1 })
            for _ in 0..<10_000 where connection.send(Self.ask) { continue }
            #expect(connection.hangsUp())
            #expect(try ControlBench.eventually { try bench.console().viewers.count == 0 })
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `random bytes hurt nobody`(seed: UInt64) async throws {
        try await ControlBench.run { bench in
            var random = SplitMix64(seed: seed)
            let good = [
                #"{"method":"io.bootwatch.Attach","upgrade":true,"parameters":{"port":"rack1","access":"write"}}"#,
                #"{"method":"io.bootwatch.Subscribe","more":true,"parameters":{"from":"boot"}}"#,
                #"{"method":"io.bootwatch.Release","parameters":{"port":"rack2"}}"#,
                #"{"method":"io.bootwatch.Reclaim","oneway":true,"parameters":{"port":"rack2"}}"#,
                #"{"method":"io.bootwatch.Status","parameters":{"port":null}}"#,
                #"{"method":"org.varlink.service.GetInfo"}"#,
            ]
            for _ in 0..<150 {
                let connection = try RawConnection(bench)
                var bytes: [UInt8] = []
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    var call = Array((good.randomElement(using: &random) ?? "").utf8)
                    for _ in 0..<Int.random(in: 0...3, using: &random) {
                        call[Int.random(in: 0..<call.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                    }
                    bytes += call + [0]
                }
                _ = connection.send(bytes.dropLast(Int.random(in: 0...2, using: &random)))
                if Bool.random(using: &random) {
                    _ = ControlledBoard.wait(for: connection.descriptor, milliseconds: 20)
                }
            }
            #expect(try Self.isWell(bench))
            #expect(ControlBench.eventually { bench.server.connections == 0 })
            for name in ControlBench.names {
                let console = try bench.console(name)
                #expect(ControlBench.eventually { console.port.state == .open })
                #expect(console.viewers.count == 0 && console.viewers.writer == nil)
            }
        }
    }
}
