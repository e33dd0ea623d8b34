// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemPackage

/// A recorded console: a file, standard input, or a pipe that is still being written; plain or gzip.
///
/// Owns its descriptor and closes it, unless it is standard input.
package struct CaptureFile: ~Copyable {
    /// Bytes read at a time.
    private static let bufferSize = 256 * 1_024

    private let descriptor: FileDescriptor
    private let name: String
    private let ownsDescriptor: Bool
    private var raw: [UInt8]
    private var inflater: GzipInflater?
    private var isFirst = true
    /// Bytes read from the file so far, compressed as they are.
    package private(set) var bytesRead = 0
    /// The file's size in bytes; nil for a pipe.
    package let size: Int?

    /// Opens a capture; `-` is standard input.
    ///
    /// - Throws: `CaptureError` when it cannot be opened, or is a directory.
    package init(path: String) throws(CaptureError) {
        name = path
        raw = []
        if path == "-" {
            descriptor = .standardInput
            ownsDescriptor = false
            size = nil
            return
        }
        do {
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        } catch {
            throw CaptureError(path: path, action: .open, errno: error as? Errno)
        }
        ownsDescriptor = true
        // A pipe cannot seek, and then nothing is known about its size.
        if let end = try? descriptor.seek(offset: 0, from: .end), end >= 0 {
            _ = try? descriptor.seek(offset: 0, from: .start)
            size = Int(end)
        } else {
            size = nil
        }
    }

    deinit {
        // Read only: a failure to close loses nothing, ignoring.
        if ownsDescriptor { try? descriptor.close() }
    }

    /// Hands the next portion to `use`; returns false at the end.
    ///
    /// Waits while a pipe has nothing to give. A gzip file that is cut off gives what it holds, then an error.
    ///
    /// - Throws: `CaptureError` when the file cannot be read or its compressed data are damaged.
    package mutating func read(_ use: (Span<UInt8>) -> Void) throws(CaptureError) -> Bool {
        if raw.isEmpty { raw = Array(repeating: 0, count: Self.bufferSize) }
        let count: Int
        do {
            count = try raw.withUnsafeMutableBytes { buffer in
                try descriptor.read(into: buffer, retryOnInterrupt: true)
            }
        } catch {
            throw CaptureError(path: name, action: .read, errno: error as? Errno)
        }
        guard count > 0 else {
            if let inflater, !inflater.isFinished { throw CaptureError(path: name, action: .inflate, errno: nil) }
            return false
        }
        bytesRead += count
        if isFirst {
            isFirst = false
            // The two bytes of RFC 1952, section 2.3.1; no console begins with them.
            if count >= 2, raw[0] == 0x1F, raw[1] == 0x8B { inflater = GzipInflater() }
        }
        guard var unpacker = inflater else {
            use(raw.span.extracting(0..<count))
            return true
        }
        // Taken out while it works, so that its buffer is not copied.
        inflater = nil
        let isSound = unpacker.inflate(raw.span.extracting(0..<count), use)
        inflater = unpacker
        guard isSound else {
            throw CaptureError(path: name, action: .inflate, errno: nil)
        }
        return true
    }
}
