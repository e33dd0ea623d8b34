// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// A regular file that is read from its beginning. Owns its descriptor.
struct PortionedFile: ~Copyable, Sendable {
    private static let bufferSize = 256 * 1_024

    private let descriptor: FileDescriptor
    private let path: String
    /// When it was opened, in bytes; no more are read where a limit was given.
    let size: Int
    /// Bytes that may still be read.
    private var rest: Int
    private var buffer: [UInt8] = []
    /// Index in `buffer` of the first byte that was not handed out.
    private var head = 0

    /// - Parameter limit: bytes that are read at most; nil for all that there are by then.
    /// - Throws: `RecordingError` when it cannot be opened, or is no regular file.
    init(path: String, limit: Int? = nil) throws(RecordingError) {
        self.path = path
        let (descriptor, size) = try Self.open(path)
        self.descriptor = descriptor
        self.size = min(size, limit ?? size)
        rest = limit ?? .max
    }

    private static func open(_ path: String) throws(RecordingError) -> (FileDescriptor, size: Int) {
        let descriptor: FileDescriptor
        do {
            // Not blocking, so that a pipe of that name does not wait for its writer.
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch {
            throw RecordingError(.cannotOpen, path: path, errno: error as? Errno)
        }
        var status = stat()
        if fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            return (descriptor, Int(status.st_size))
        }
        // Nothing was done with it: a failure to close loses nothing, ignoring.
        try? descriptor.close()
        throw status.st_mode & S_IFMT == S_IFDIR
            ? RecordingError(.cannotOpen, path: path, errno: .isDirectory) : RecordingError(.notAFile, path: path)
    }

    deinit {
        // Read only: a failure to close loses nothing, ignoring.
        try? descriptor.close()
    }

    /// The next bytes, as many as are asked for or as there are; none at the end.
    mutating func read(_ count: Int) throws(RecordingError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if head == buffer.count {
                try fill()
                if buffer.isEmpty { break }
            }
            let end = min(head + count - bytes.count, buffer.count)
            bytes += buffer[head..<end]
            head = end
        }
        return bytes
    }

    /// Whether what comes next are these bytes, of which there are few.
    mutating func isNext(_ bytes: [UInt8]) throws(RecordingError) -> Bool {
        if head == buffer.count { try fill() }
        return buffer[head...].starts(with: bytes)
    }

    private mutating func fill() throws(RecordingError) {
        head = 0
        do {
            buffer = try Array(unsafeUninitializedCapacity: min(Self.bufferSize, rest)) { bytes, count in
                // SAFETY: read(2) initialises as many bytes as it returns.
                count = try descriptor.read(into: UnsafeMutableRawBufferPointer(bytes), retryOnInterrupt: true)
            }
            rest -= buffer.count
        } catch {
            buffer = []
            throw RecordingError(.cannotRead, path: path, errno: error as? Errno)
        }
    }
}
