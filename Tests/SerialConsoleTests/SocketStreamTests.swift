// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import SerialConsole

@Suite struct SocketStreamTests {
    /// Whether this host has IPv6 at all.
    static let hasIPv6: Bool = (try? SocketServer(family: AF_INET6)) != nil

    private static func isReady(_ descriptor: FileDescriptor?, _ events: Int32, patience: Int32 = 20_000) -> Bool {
        guard let descriptor else { return false }
        var request = pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
        return poll(&request, 1, patience) > 0
    }

    /// Reads until so many bytes are there, or something else comes.
    private static func read(_ stream: inout SocketStream, _ count: Int) throws -> (bytes: [UInt8], last: ReadOutcome) {
        var chunk = ConsoleChunk(time: Timestamp(nanoseconds: 0))
        while true {
            let outcome = try stream.read(into: &chunk)
            if outcome == .nothing, chunk.bytes.count < count, isReady(stream.readiness, POLLIN) { continue }
            if outcome != .bytes { return (chunk.bytes, outcome) }
        }
    }

    private static func checkBothWays(_ server: borrowing SocketServer) throws {
        var stream = try SocketStream(connectingTo: server.address)
        let peer = try server.accept()
        #expect(stream.name == server.address.name)
        #expect(try read(&stream, 0) == ([], .nothing))
        var random = SplitMix64(seed: 1)
        let bytes = random.bytes(300)
        peer.send(bytes)
        #expect(try read(&stream, 300) == (bytes, .nothing))
        #expect(isReady(stream.writability, POLLOUT))
        let keys = Array("printenv\r".utf8)
        #expect(try stream.write(keys.span) == keys.count)
        #expect(peer.receive(keys.count) == keys)
    }

    @Test func `bytes go both ways through IPv4`() throws {
        try Self.checkBothWays(try SocketServer(family: AF_INET))
    }

    @Test(.enabled(if: hasIPv6, "this host has no IPv6"))
    func `bytes go both ways through IPv6`() throws {
        try Self.checkBothWays(try SocketServer(family: AF_INET6))
    }

    @Test func `bytes go both ways through a Unix socket`() throws {
        let folder = try FollowedFolder()
        try Self.checkBothWays(try SocketServer(path: folder.path("console.sock")))
    }

    @Test func `a host is looked up by its name`() throws {
        let server = try SocketServer(family: AF_INET)
        guard case .tcp(_, let port) = server.address else { return }
        var stream = try SocketStream(connectingTo: .tcp(host: "localhost", port: port))
        let peer = try server.accept()
        peer.send([1])
        #expect(try Self.read(&stream, 1).bytes == [1])
    }

    @Test func `a task connects without waiting in its thread`() async throws {
        let server = try SocketServer(family: AF_INET)
        let address = server.address
        let stream = try await SocketStream.connect(to: address)
        _ = try server.accept()
        #expect(stream.name == address.name)
    }

    @Test func `a connection keeps itself alive and sends keys at once`() throws {
        let server = try SocketServer(family: AF_INET)
        let stream = try SocketStream(connectingTo: server.address)
        for (level, option) in [(SOL_SOCKET, SO_KEEPALIVE), (Int32(IPPROTO_TCP), TCP_NODELAY)] {
            var value: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(stream.readiness.rawValue, level, option, &value, &size)
            #expect(value != 0)
        }
        #expect(fcntl(stream.readiness.rawValue, F_GETFD) & FD_CLOEXEC != 0)
        #expect(fcntl(stream.readiness.rawValue, F_GETFL) & O_NONBLOCK != 0)
    }

    @Test func `what the other side sent before it closed is read, then comes the end`() throws {
        let server = try SocketServer(family: AF_INET)
        var stream = try SocketStream(connectingTo: server.address)
        do {
            let peer = try server.accept()
            peer.send([1, 2, 3])
        }
        #expect(try Self.read(&stream, 4) == ([1, 2, 3], .ended))
    }

    @Test func `a reset is an end too, and what is written then is an error, not a signal`() throws {
        let server = try SocketServer(family: AF_INET)
        var stream = try SocketStream(connectingTo: server.address)
        do {
            let peer = try server.accept()
            peer.reset()
        }
        #expect(Self.isReady(stream.readiness, POLLIN))
        #expect(try Self.read(&stream, 1) == ([], .ended))
        let error = #expect(throws: SourceError.self) {
            for _ in 0..<3 { _ = try stream.write([1].span) }
        }
        #expect(error?.code == .lost)
        #expect(
            error?.description
                == "Lost '\(server.address.name)': broken pipe. Check the cable and that the other side is on.")
    }

    @Test func `a socket that is full takes nothing, and goes on when there is room`() throws {
        let folder = try FollowedFolder()
        let server = try SocketServer(path: folder.path("console.sock"))
        var stream = try SocketStream(connectingTo: server.address)
        let peer = try server.accept()
        let paste = [UInt8](repeating: 0x41, count: 65_536)
        var sent = 0
        while true {
            let count = try stream.write(paste.span)
            if count == 0 { break }
            sent += count
        }
        #expect(!Self.isReady(stream.writability, POLLOUT, patience: 0))
        #expect(peer.receive(sent).count == sent)
        #expect(Self.isReady(stream.writability, POLLOUT))
        #expect(try stream.write(paste.span) > 0)
        #expect(try stream.write([UInt8]().span) == 0)
    }

    @Test func `a socket has no modem lines, and says so`() throws {
        let server = try SocketServer(family: AF_INET)
        var stream = try SocketStream(connectingTo: server.address)
        let error = #expect(throws: SourceError.self) { try stream.perform(.startBreak) }
        #expect(error?.code == .notSupported)
        let lines = stream.modemLines()
        #expect(lines == nil)
    }

    // MARK: - Refused

    private static func message(_ address: SourceAddress, patience: Int64 = 5_000_000_000) -> String? {
        #expect(throws: SourceError.self) { _ = try SocketStream(connectingTo: address, patience: patience) }?
            .description
    }

    @Test func `a port where nobody listens is a sentence`() throws {
        // Free a moment ago, and of the kind that nobody takes by chance.
        let address = try SocketServer(family: AF_INET).address
        #expect(
            Self.message(address)
                == "Cannot connect to '\(address.name)': connection refused: nothing listens on that port, or it serves somebody else and takes no second client. Check the address, and that the other side is listening."
        )
    }

    @Test func `a host that nobody knows is a sentence`() throws {
        // A name without an address, by RFC 6761.
        let error = #expect(throws: SourceError.self) {
            _ = try SocketStream(connectingTo: .tcp(host: "board.invalid", port: 7_000), patience: 20_000_000_000)
        }
        #expect(error?.code == .cannotConnect)
        // What the resolver says of it depends on the host's network.
        #expect(error?.detail?.contains("'board.invalid'") == true)
    }

    @Test func `a host that does not answer is given up in time`() throws {
        // A full queue of a socket that accepts nobody: no answer comes, as from a machine that is off.
        let folder = try FollowedFolder()
        let server = try SocketServer(path: folder.path("console.sock"))
        let start = ContinuousClock.now
        var message: String?
        var streams = 0
        while message == nil, streams < 64 {
            message = Self.failure(server.address)
            streams += 1
        }
        #expect(
            message
                == "Cannot connect to '\(server.address.name)': the program that offers it does not answer. Check the address, and that the other side is listening."
        )
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    /// What went wrong; nil when it connected. The connection stays in the queue though this end is closed.
    private static func failure(_ address: SourceAddress) -> String? {
        do throws(SourceError) {
            _ = try SocketStream(connectingTo: address, patience: 200_000_000)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `a Unix socket that is not there, or is none, is a sentence`() throws {
        let folder = try FollowedFolder()
        let missing = folder.path("none")
        #expect(
            Self.message(.unix(path: missing))
                == "Cannot open 'unix:\(missing)': there is no such socket. Check the path.")
        try folder.write("", to: "plain")
        let plain = folder.path("plain")
        #expect(
            Self.message(.unix(path: plain))
                == "Cannot connect to 'unix:\(plain)': nothing listens on that socket any more; start the program that offers it. Check the address, and that the other side is listening."
        )
        let long = String(repeating: "x", count: 108)
        #expect(
            Self.message(.unix(path: long))?.hasPrefix(
                "'unix:\(long)' names no console: the path of a socket has 107 bytes at most, this one has 108.")
                == true)
    }

    @Test func `only sockets are connected to`() {
        #expect(Self.message(.file(path: "x"))?.hasPrefix("'x' names no console: it is no socket.") == true)
    }

    @Test func `connections leave no descriptor behind`() throws {
        let server = try SocketServer(family: AF_INET)
        let closed = try SocketServer(family: AF_INET).address
        for _ in 0..<1_000 {
            do {
                let stream = try SocketStream(connectingTo: server.address)
                let peer = try server.accept()
                // Other tests open descriptors at the same time: only a leak reaches such numbers.
                #expect(stream.readiness.rawValue < 1_000 && peer.number < 1_000)
            }
            _ = Self.message(closed)
        }
    }
}
