// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

@testable import SerialConsole

/// A console server for one test: a listening socket, and the other end of the connection.
struct SocketServer: ~Copyable {
    private let listener: Int32
    /// What a `SocketStream` connects to.
    let address: SourceAddress

    struct Failure: Error {
        var call: String
        var number = errno
    }

    /// - Parameter family: AF_INET or AF_INET6, on the host's own address and a free port.
    init(family: Int32) throws {
        (listener, address) = try Self.listener(family) { number in
            let port = family == AF_INET ? Self.bindIPv4(number) : Self.bindIPv6(number)
            return port.map { .tcp(host: family == AF_INET ? "127.0.0.1" : "::1", port: $0) }
        }
    }

    init(path: String) throws {
        (listener, address) = try Self.listener(AF_UNIX) { number in
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            return Self.withAddress(address) { bind(number, $0, $1) } == 0 ? .unix(path: path) : nil
        }
    }

    private static func listener(
        _ family: Int32, _ bind: (Int32) -> SourceAddress?
    ) throws -> (Int32, SourceAddress) {
        let number = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Failure(call: "socket") }
        // A short queue: one test fills it.
        if let address = bind(number), listen(number, 1) == 0 { return (number, address) }
        let failure = Failure(call: "bind")
        close(number)
        throw failure
    }

    deinit { close(listener) }

    private static func withAddress<Address>(
        _ address: Address, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, socklen_t(MemoryLayout<Address>.size)) }
        }
    }

    private static func bindIPv4(_ number: Int32) -> Int? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        guard withAddress(address, { bind(number, $0, $1) }) == 0 else { return nil }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &size) }
        }
        return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    private static func bindIPv6(_ number: Int32) -> Int? {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        guard withAddress(address, { bind(number, $0, $1) }) == 0 else { return nil }
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &size) }
        }
        return status == 0 ? Int(UInt16(bigEndian: address.sin6_port)) : nil
    }

    /// The server's end of a connection.
    func accept() throws -> SocketPeer {
        var request = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 20_000) > 0 else { throw Failure(call: "nobody connects") }
        return try SocketPeer(Glibc.accept(listener, nil, nil))
    }
}

/// The other end of a connection.
struct SocketPeer: ~Copyable {
    let number: Int32

    init(_ number: Int32) throws {
        guard number >= 0 else { throw SocketServer.Failure(call: "accept") }
        self.number = number
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(number) }

    func send(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            start += count
        }
    }

    /// The next bytes; waits for them.
    func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count {
            var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, 20_000) > 0 else { return bytes }
            let some = read(number, &buffer, min(buffer.count, count - bytes.count))
            guard some > 0 else { return bytes }
            bytes += buffer[..<some]
        }
        return bytes
    }

    /// Ends the connection with a reset, as a machine that was restarted does.
    func reset() {
        var setting = linger(l_onoff: 1, l_linger: 0)
        setsockopt(number, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
    }
}
