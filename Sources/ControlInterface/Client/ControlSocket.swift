// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// A connection to the service's socket; waits in poll(2), never longer than it is told. Owns its descriptor.
struct ControlSocket: ~Copyable {
    private static let readSize = 16 * 1_024

    let path: String
    private var descriptor: FileDescriptor

    /// - Throws: `ControlError` with code `.notRunning`, `.permissionDenied` or `.badPath`.
    init(path: String) throws(ControlError) {
        self.init(try Self.connected(to: path), path: path)
    }

    private init(_ descriptor: FileDescriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    private static func connected(to path: String) throws(ControlError) -> FileDescriptor {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw ControlError(.notRunning, path: path, errno: Errno(rawValue: errno)) }
        let descriptor = FileDescriptor(rawValue: number)
        do throws(ControlError) {
            try connect(descriptor, to: path)
        } catch {
            // The first error is the one to tell, ignoring.
            try? descriptor.close()
            throw error
        }
        return descriptor
    }

    private static func connect(_ descriptor: FileDescriptor, to path: String) throws(ControlError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
            // One byte is left for the NUL.
            guard !bytes.isEmpty, bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        guard fits else { throw ControlError(.badPath, path: path, errno: .fileNameTooLong) }
        // SAFETY: the address is a sockaddr_un, which connect(2) reads by its family; the size is its own.
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status != 0 else { return }
        let reason = Errno(rawValue: errno)
        let code: ControlError.Code =
            switch reason {
            case .permissionDenied, .notPermitted: .permissionDenied
            case .notSocket, .fileNameTooLong: .badPath
            default: .notRunning
            }
        throw ControlError(code, path: path, errno: reason)
    }

    deinit {
        if descriptor.rawValue >= 0 { try? descriptor.close() }
    }

    var readiness: FileDescriptor { descriptor }

    /// Gives the descriptor away.
    consuming func release() -> FileDescriptor {
        let given = descriptor
        descriptor = FileDescriptor(rawValue: -1)
        return given
    }

    /// - Parameter deadline: on `ContinuousClock`; nil waits without limit.
    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant?) throws(ControlError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A connection that is gone must give an error here, not a signal.
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch Errno(rawValue: errno) {
            case .interrupted: continue
            case .wouldBlock: try wait(for: POLLOUT, until: deadline)
            // Why it hung up may have come before: reading tells.
            case .brokenPipe, .connectionReset: return
            case let errno: throw ControlError(.lost, path: path, errno: errno)
            }
        }
    }

    /// What has come, at least a byte; empty at the end.
    func receive(until deadline: ContinuousClock.Instant?) throws(ControlError) -> [UInt8] {
        while true {
            try wait(for: POLLIN, until: deadline)
            var errno: Errno?
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.readSize) { buffer, count in
                let read = recv(descriptor.rawValue, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                count = max(read, 0)
                if read < 0 { errno = Errno(rawValue: Glibc.errno) }
            }
            switch errno {
            case nil, .connectionReset: return bytes
            case .interrupted, .wouldBlock: continue
            case .some(let errno): throw ControlError(.lost, path: path, errno: errno)
            }
        }
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant?) throws(ControlError) {
        while true {
            var wanted = pollfd(fd: descriptor.rawValue, events: Int16(events), revents: 0)
            var milliseconds: Int32 = -1
            if let deadline {
                // Rounded up, so that the last turn does not spin.
                let left = (deadline - .now) / .milliseconds(1)
                milliseconds = Int32(min(max(left.rounded(.up), 0), 1e9))
            }
            let count = poll(&wanted, 1, milliseconds)
            if count > 0 { return }
            if count == 0 { throw ControlError(.tooSlow, path: path) }
            let reason = Errno(rawValue: errno)
            guard reason == .interrupted else { throw ControlError(.lost, path: path, errno: reason) }
        }
    }
}
