// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

/// A console server with one console: listens, and has one watcher at a time. A class: a test restarts it.
final class ConsoleServer {
    /// As `bootwatch watch` takes it.
    let address: String
    private var listener: Descriptor?
    private var peer: Descriptor?
    /// Their numbers; -1 while there is none.
    private var (listening, connected): (Int32, Int32) = (-1, -1)

    /// - Parameter port: on the host's own address; 0 takes a free one.
    init(port: UInt16 = 0) throws {
        let listener = try Descriptor(Self.socket(AF_INET), of: "socket")
        // The port of a connection that was just closed can be taken again.
        var yes: Int32 = 1
        setsockopt(listener.number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        place.sin_port = port.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener.number, address, size) == 0 else { return Int32(-1) }
                return getsockname(listener.number, address, &size)
            }
        }
        guard status == 0, listen(listener.number, 4) == 0 else { throw SystemError(call: "bind") }
        address = "tcp://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        listening = listener.number
        self.listener = consume listener
    }

    init(path: String) throws {
        let listener = try Descriptor(Self.socket(AF_UNIX), of: "socket")
        unlink(path)
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, listen(listener.number, 4) == 0 else { throw SystemError(call: "bind '\(path)'") }
        address = "unix:\(path)"
        listening = listener.number
        self.listener = consume listener
    }

    private static func socket(_ family: Int32) -> Int32 {
        Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// The port's number of a `tcp://` address.
    var port: UInt16? { address.split(separator: ":").last.flatMap { UInt16($0) } }

    /// Waits for the watcher.
    func accept() throws {
        var request = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 20_000) > 0 else { throw WatchedBoard.Stall(description: "nobody connects") }
        let listening = listening
        connected = Descriptor.startLock.withLock { _ in
            let number = Glibc.accept(listening, nil, nil)
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            return number
        }
        peer = try Descriptor(connected, of: "accept")
        _ = fcntl(connected, F_SETFL, O_NONBLOCK | O_RDWR)
    }

    func print(_ text: String) throws { try WatchedBoard.write(Array(text.utf8), to: connected) }

    /// What was sent to the console.
    func received(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let some = WatchedBoard.some(from: connected)
            guard !some.isEmpty else { break }
            bytes += some
        }
        return bytes
    }

    /// The connection ends, and nobody listens any more.
    func stop() {
        peer = nil
        listener = nil
        (listening, connected) = (-1, -1)
    }
}
