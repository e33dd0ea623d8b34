// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// A file that is only ever added to, and by one recorder at a time. Owns its descriptor.
struct AppendedFile: ~Copyable {
    let path: String
    let descriptor: FileDescriptor
    /// Bytes that it holds.
    private(set) var size: Int

    /// Opens or makes a file; its mode is 0640, less what the umask takes away.
    ///
    /// - Throws: `RecordingError` when it cannot be opened, is no regular file, or another recorder has it.
    init(path: String) throws(RecordingError) {
        self.path = path
        (descriptor, size) = try Self.open(path)
    }

    private static func open(_ path: String) throws(RecordingError) -> (FileDescriptor, size: Int) {
        let descriptor: FileDescriptor
        do {
            // Not blocking, so that a pipe of that name does not wait for its reader.
            descriptor = try FileDescriptor.open(
                FilePath(path), .readWrite, options: [.append, .create, .closeOnExec, .nonBlocking],
                permissions: [.ownerReadWrite, .groupRead])
        } catch {
            throw RecordingError(.cannotOpen, path: path, errno: error as? Errno)
        }
        var status = stat()
        let isFile = fstat(descriptor.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        // A file system without locks records without them: better two who mix than none at all.
        let isFree = !isFile || flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
        if isFile, isFree { return (descriptor, Int(status.st_size)) }
        // Nothing was done with it: a failure to close loses nothing, ignoring.
        try? descriptor.close()
        throw RecordingError(isFile ? .busy : .notAFile, path: path)
    }

    /// Takes over a descriptor of any kind; nothing is asked of it.
    init(_ descriptor: FileDescriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
        size = 0
    }

    deinit {
        // Every write was checked, and there is nobody left to tell, ignoring.
        try? descriptor.close()
    }

    /// Adds bytes as far as there is room for them.
    ///
    /// - Returns: how many were written, and what kept the others from it.
    mutating func append(_ bytes: ArraySlice<UInt8>) -> (count: Int, error: Errno?) {
        var rest = bytes
        while !rest.isEmpty {
            do {
                let count = try rest.withUnsafeBytes { try descriptor.write($0, retryOnInterrupt: true) }
                size += count
                rest = rest.dropFirst(count)
                // A file that takes nothing and says no reason would be asked for ever.
                if count == 0 { return (bytes.count - rest.count, .ioError) }
            } catch {
                return (bytes.count - rest.count, error as? Errno ?? .ioError)
            }
        }
        return (bytes.count, nil)
    }

    /// Hands out the content from an offset on, in portions; ends early when `use` returns false.
    borrowing func read(
        from start: Int = 0, portion: Int = 16 * 1_024, _ use: (Span<UInt8>) -> Bool
    ) throws(RecordingError) {
        var buffer = [UInt8](repeating: 0, count: portion)
        var offset = Int64(start)
        while true {
            let count: Int
            do {
                count = try buffer.withUnsafeMutableBytes { bytes in
                    try descriptor.read(fromAbsoluteOffset: offset, into: bytes, retryOnInterrupt: true)
                }
            } catch {
                throw RecordingError(.cannotRead, path: path, errno: error as? Errno)
            }
            guard count > 0, use(buffer.span.extracting(0..<count)) else { return }
            offset += Int64(count)
        }
    }

    /// Cuts off what lies behind `size`: the torn end of an index, or what was carried into another file.
    mutating func cut(to size: Int) throws(RecordingError) {
        guard size < self.size else { return }
        guard ftruncate(descriptor.rawValue, off_t(size)) == 0 else {
            throw RecordingError(.cannotOpen, path: path, errno: Errno(rawValue: errno))
        }
        self.size = size
    }

    /// Waits until the disk has what was written.
    borrowing func synchronize() -> Errno? {
        guard fdatasync(descriptor.rawValue) != 0 else { return nil }
        // What cannot be synchronised (EINVAL, EROFS: special files) has nothing to lose either.
        return errno == EIO || errno == ENOSPC || errno == EDQUOT ? Errno(rawValue: errno) : nil
    }
}
