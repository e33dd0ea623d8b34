// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// The socket at which the server listens. Owns its descriptor until it is given away, and the file that it made.
struct ListeningSocket: ~Copyable {
    private static let backlog: Int32 = 64

    private var descriptor: FileDescriptor
    /// What we made; nil when the socket was handed to us.
    private let made: (path: String, identity: FileIdentity)?

    private struct FileIdentity: Hashable {
        var device: dev_t
        var inode: ino_t

        init?(path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// A socket that is bound and listens already, and is taken over.
    init(inherited descriptor: FileDescriptor) {
        self.descriptor = descriptor
        made = nil
    }

    /// Makes a socket. One that a dead service left is replaced; one that answers is not touched.
    init(path: String, mode: mode_t, group: gid_t?) throws(ControlServerError) {
        let descriptor = try Self.listening(at: path, mode: mode, group: group)
        self.descriptor = descriptor
        made = FileIdentity(path: path).map { (path, $0) }
    }

    deinit {
        if descriptor.rawValue >= 0 { try? descriptor.close() }
        // A file that somebody else has put there since is theirs.
        if let made, FileIdentity(path: made.path) == made.identity { unlink(made.path) }
    }

    /// Gives the descriptor away; the file is removed when this ends.
    mutating func giveDescriptor() -> Int32 {
        defer { descriptor = FileDescriptor(rawValue: -1) }
        return descriptor.rawValue
    }

    private static func listening(at path: String, mode: mode_t, group: gid_t?) throws(ControlServerError)
        -> FileDescriptor
    {
        let descriptor = try makeSocket(for: path)
        do throws(ControlServerError) {
            // The file gets these permissions, less the umask, at the moment it is made: nobody slips in between.
            fchmod(descriptor.rawValue, mode)
            if try !bind(descriptor, to: path) {
                try removeStale(path)
                if try !bind(descriptor, to: path) { throw ControlServerError(code: .inUse, path: path) }
            }
            if let group, lchown(path, uid_t.max, group) != 0 {
                throw ControlServerError(code: .cannotListen, path: path, errno: Errno(rawValue: errno))
            }
            guard chmod(path, mode) == 0, listen(descriptor.rawValue, backlog) == 0 else {
                throw ControlServerError(code: .cannotListen, path: path, errno: Errno(rawValue: errno))
            }
        } catch {
            // The first error is the one to tell, ignoring.
            try? descriptor.close()
            throw error
        }
        return descriptor
    }

    private static func makeSocket(for path: String) throws(ControlServerError) -> FileDescriptor {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard number >= 0 else {
            throw ControlServerError(code: .cannotListen, path: path, errno: Errno(rawValue: errno))
        }
        return FileDescriptor(rawValue: number)
    }

    /// Returns false when something lies there.
    private static func bind(_ descriptor: FileDescriptor, to path: String) throws(ControlServerError) -> Bool {
        let status = try withAddress(path) { Glibc.bind(descriptor.rawValue, $0, $1) }
        if status == 0 { return true }
        let reason = Errno(rawValue: errno)
        guard reason == .addressInUse else {
            throw ControlServerError(code: .cannotListen, path: path, errno: reason)
        }
        return false
    }

    /// Removes a socket at which nobody listens.
    private static func removeStale(_ path: String) throws(ControlServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw ControlServerError(code: .notASocket, path: path) }
        let probe = try makeSocket(for: path)
        let isRefused = try withAddress(path) { connect(probe.rawValue, $0, $1) != 0 && errno == ECONNREFUSED }
        try? probe.close()
        guard isRefused else { throw ControlServerError(code: .inUse, path: path) }
        unlink(path)
    }

    private static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(ControlServerError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            // One byte is left for the NUL.
            guard !bytes.isEmpty, !bytes.contains(0), bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        guard fits else { throw ControlServerError(code: .badPath, path: path, errno: .fileNameTooLong) }
        // SAFETY: the address is a sockaddr_un, which the calls read by its family; the size is its own.
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
