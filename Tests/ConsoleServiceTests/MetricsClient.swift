// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import SystemPackage

/// Somebody who asks for the metrics, byte by byte as told. A class: it is kept in lists.
final class MetricsClient {
    private let number: Int32

    /// Connects to a socket of the file system.
    init(_ path: String) throws {
        number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        try connect(&address)
    }

    /// Connects to this host.
    init(port: UInt16) throws {
        number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        try connect(&address)
    }

    deinit {
        close(number)
    }

    private func connect<Address>(_ address: inout Address) throws {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) { pointer in
            // SAFETY: both addresses are the sockaddr of their family; the size says how long it is.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(number, pointer, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard status == 0 else { throw Errno(rawValue: errno) }
    }

    /// What comes until the other side is done; nothing when it is at once.
    func reply(to request: String) throws -> String {
        // A connection that is closed already takes nothing, ignoring: the reply shows it.
        _ = Array(request.utf8).withUnsafeBytes { send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(number, &buffer, buffer.count, 0)
            if count == 0 || count < 0 && errno == ECONNRESET { break }
            guard count > 0 else { throw Errno(rawValue: errno) }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Looks again until it is so; false when it is not in some seconds.
    static func waits(for fits: () -> Bool) -> Bool {
        let moment = ThreadSemaphore()
        for _ in 0..<4_000 {
            if fits() { return true }
            _ = moment.wait(nanoseconds: 5_000_000)
        }
        return false
    }
}
