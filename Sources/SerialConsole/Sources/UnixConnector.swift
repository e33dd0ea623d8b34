// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// Connects to a Unix socket within a time.
struct UnixConnector {
    let path: String
    let name: String
    /// Nanoseconds.
    let patience: Int64

    func connect() throws(SourceError) -> FileDescriptor {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // See unix(7): the path with a zero byte behind it.
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= room else {
            throw SourceError(
                .badAddress, on: name,
                detail: "the path of a socket has \(room) bytes at most, this one has \(bytes.count)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SourceError(.cannotConnect, on: name, errno: Errno(rawValue: errno)) }
        // Blocking, with this limit, while it connects: one that does not block gives up at once on a full queue.
        var limit = timeval(
            tv_sec: Int(patience / 1_000_000_000), tv_usec: Int(max(patience % 1_000_000_000 / 1_000, 1)))
        setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: address) { pointer in
            // SAFETY: sockaddr_un is the sockaddr of its family; the size says how long it is.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(number, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let errno = Errno(rawValue: errno)
        guard status == 0 else {
            close(number)
            throw error(errno)
        }
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        return FileDescriptor(rawValue: number)
    }

    private func error(_ errno: Errno) -> SourceError {
        switch errno {
        case .noSuchFileOrDirectory: SourceError(.notFound, on: name, errno: errno)
        case .permissionDenied: SourceError(.permissionDenied, on: name, errno: errno)
        case .connectionRefused:
            SourceError(
                .cannotConnect, on: name,
                detail: "nothing listens on that socket any more; start the program that offers it", errno: errno)
        case .wouldBlock:
            SourceError(.cannotConnect, on: name, detail: "the program that offers it does not answer", errno: errno)
        case .badFileDescriptor, .notSocket:
            SourceError(.cannotConnect, on: name, detail: "it is no socket", errno: errno)
        default: SourceError(.cannotConnect, on: name, errno: errno)
        }
    }
}
