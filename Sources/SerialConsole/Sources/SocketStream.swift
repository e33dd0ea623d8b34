// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
package import SystemPackage

/// A console behind a socket: the raw stream of a console server, or of a virtual machine. Owns its descriptor.
package struct SocketStream: ~Copyable {
    /// Nanoseconds that connecting may take.
    package static let defaultPatience: Int64 = 10_000_000_000

    /// Bytes read at a time.
    private static let readSize = 64 * 1_024

    private let descriptor: FileDescriptor
    package let name: String

    /// Connects, on a thread of its own: to look a name up blocks, and nothing can end it early.
    ///
    /// - Parameters:
    ///   - address: a `.tcp` or a `.unix` one.
    ///   - patience: nanoseconds that it may take, looking up included.
    /// - Throws: `SourceError` with code `.cannotConnect`, `.notFound`, `.permissionDenied` or `.badAddress`.
    package static func connect(
        to address: SourceAddress, patience: Int64 = defaultPatience
    ) async throws(SourceError) -> SocketStream {
        let connected = await withCheckedContinuation { continuation in
            WorkerThread.start { continuation.resume(returning: Self.descriptor(of: address, patience: patience)) }
        }
        return SocketStream(try connected.get(), name: address.name)
    }

    /// Connects, and waits for it here: not for a task.
    ///
    /// - Throws: as ``connect(to:patience:)``.
    package init(connectingTo address: SourceAddress, patience: Int64 = defaultPatience) throws(SourceError) {
        self.init(try Self.descriptor(of: address, patience: patience).get(), name: address.name)
    }

    /// Takes over a connection.
    init(adopting descriptor: FileDescriptor, name: String) {
        self.init(descriptor, name: name)
    }

    private init(_ descriptor: FileDescriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        // What was not sent yet is lost either way, ignoring.
        try? descriptor.close()
    }

    private static func descriptor(
        of address: SourceAddress, patience: Int64
    ) -> Result<FileDescriptor, SourceError> {
        Result { () throws(SourceError) in
            switch address {
            case .tcp(let host, let port):
                try TCPConnector(host: host, port: port, name: address.name, patience: patience).connect()
            case .unix(let path): try UnixConnector(path: path, name: address.name, patience: patience).connect()
            case .port, .file: throw SourceError(.badAddress, on: address.name, detail: "it is no socket")
            }
        }
    }
}

extension SocketStream: ByteSource {
    package var readiness: FileDescriptor { descriptor }

    package var writability: FileDescriptor? { descriptor }

    package mutating func read(into chunk: inout ConsoleChunk) throws(SourceError) -> ReadOutcome {
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        while true {
            let count = recv(descriptor.rawValue, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                chunk.bytes += buffer[..<count]
                return .bytes
            }
            if count == 0 { return .ended }
            switch Errno(rawValue: errno) {
            case .interrupted: continue
            case .wouldBlock: return .nothing
            case .connectionReset, .brokenPipe: return .ended
            case let errno: throw SourceError(.lost, on: name, errno: errno)
            }
        }
    }

    package mutating func write(_ bytes: Span<UInt8>) throws(SourceError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        while true {
            let count = bytes.withUnsafeBytes { buffer in
                // A connection that is gone must give an error here, not a signal.
                send(
                    descriptor.rawValue, buffer.baseAddress, buffer.count,
                    Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            switch Errno(rawValue: errno) {
            case .interrupted: continue
            case .wouldBlock: return 0
            case let errno: throw SourceError(.lost, on: name, errno: errno)
            }
        }
    }
}
