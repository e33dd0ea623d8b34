// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
package import SystemPackage

/// A file that something else is writing: its bytes as they come, as `tail -F` gives them.
///
/// - Waits for a file that does not exist yet, by its folder.
/// - A file that became shorter was cut and is read from its start. Another file under the same name (rotation) is read
///   from its start, after the rest of the old one; until it is there, the old one is followed wherever it was moved.
/// - What changes is told by inotify(7), never looked for again and again. So a file that another host writes to, on a
///   network file system, is not followed; and one that was cut and written anew to a greater length before it was
///   looked at cannot be told from one that grew.
package struct FollowedFile: ~Copyable {
    /// Bytes read at a time.
    private static let readSize = 64 * 1_024

    /// Which file a descriptor means, whatever its name.
    private struct Identity: Equatable {
        var device: UInt
        var number: UInt

        init(_ status: stat) {
            device = UInt(status.st_dev)
            number = UInt(status.st_ino)
        }
    }

    /// A file that is open and watched.
    private struct OpenFile {
        var descriptor: FileDescriptor
        var identity: Identity
        /// The kernel's number for the watch on the file itself.
        var watch: Int32
    }

    /// What the watch says is not used, only that it says something: the file system tells the rest.
    private var watch: FolderWatch
    package let name: String
    private var file: OpenFile?
    /// Where to read on, in bytes.
    private var offset = 0

    /// Follows a file.
    ///
    /// - Parameters:
    ///   - fromEnd: whether what it holds already is passed over.
    ///   - loop: the one that watches.
    /// - Throws: `SourceError` when it cannot be read, or is no regular file, or the system watches no more files.
    package init(path: String, fromEnd: Bool = false, loop: ReadinessLoop) throws(SourceError) {
        var watch = try Self.watch(for: path, loop: loop)
        // Watch first, look after: it may come in between.
        watch.follow(path: path)
        file = try Self.open(path, watch: watch.paths, isStrict: true)
        name = path
        self.watch = watch
        if fromEnd, let file { offset = Int((try? file.descriptor.seek(offset: 0, from: .end)) ?? 0) }
        self.watch.paths.rouse()
    }

    deinit {
        // Read only: a failure to close loses nothing, ignoring.
        if let file { try? file.descriptor.close() }
    }

    private static func watch(for path: String, loop: ReadinessLoop) throws(SourceError) -> FolderWatch {
        do throws(Errno) {
            return try FolderWatch(loop: loop)
        } catch {
            throw SourceError(.cannotRead, on: path, errno: error)
        }
    }

    // MARK: - Which file

    /// Opens the file that has the name now; nil when there is none, or the same as before.
    ///
    /// - Parameter isStrict: whether it is an error when there is something that cannot be read; else it is waited for.
    private static func open(
        _ name: String, watch: borrowing PathWatch, isStrict: Bool, except identity: Identity? = nil
    ) throws(SourceError) -> OpenFile? {
        let descriptor: FileDescriptor
        do {
            // Not blocking, so that a pipe of that name does not wait for its writer.
            descriptor = try FileDescriptor.open(FilePath(name), .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch {
            let errno = error as? Errno
            guard isStrict, errno != .noSuchFileOrDirectory else { return nil }
            throw SourceError(errno == .permissionDenied ? .permissionDenied : .cannotRead, on: name, errno: errno)
        }
        do throws(SourceError) {
            var status = stat()
            let isKnown = fstat(descriptor.rawValue, &status) == 0
            if isKnown, status.st_mode & S_IFMT == S_IFREG {
                let found = Identity(status)
                if found != identity {
                    let number = try add(descriptor, to: watch, name: name)
                    return OpenFile(descriptor: descriptor, identity: found, watch: number)
                }
            } else if isStrict {
                let isFolder = status.st_mode & S_IFMT == S_IFDIR
                throw SourceError(
                    .cannotRead, on: name, detail: isFolder ? "it is a directory" : "it is no regular file")
            }
        } catch {
            try? descriptor.close()
            throw error
        }
        try? descriptor.close()
        return nil
    }

    /// By the descriptor: under the name there may be another file by now.
    private static func add(
        _ file: FileDescriptor, to watch: borrowing PathWatch, name: String
    ) throws(SourceError) -> Int32 {
        let events = UInt32(IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
        do throws(Errno) {
            return try watch.add("/proc/self/fd/\(file.rawValue)", events: events)
        } catch {
            let limit: String? =
                switch error {
                case .noSpace: "max_user_watches=524288"
                case .tooManyOpenFiles: "max_user_instances=512"
                default: nil
                }
            let detail = limit.map {
                "too many files are watched already; raise the limit: sudo sysctl fs.inotify.\($0)"
            }
            throw SourceError(.cannotRead, on: name, detail: detail, errno: error)
        }
    }

    /// Goes over to the file that has the name now. Returns whether there is another one.
    private mutating func reopen() throws(SourceError) -> Bool {
        watch.follow(path: name)
        let new = try Self.open(name, watch: watch.paths, isStrict: false, except: file?.identity)
        guard let new else { return false }
        if let file {
            watch.paths.remove(file.watch)
            try? file.descriptor.close()
        }
        file = new
        offset = 0
        return true
    }

    /// Whether another file has the name now.
    private var isReplaced: Bool {
        var status = stat()
        return stat(name, &status) == 0 && Identity(status) != file?.identity
    }

    // MARK: - Bytes

    /// Appends what the file holds from `offset` on; returns how many bytes.
    private mutating func take(into chunk: inout ConsoleChunk) throws(SourceError) -> Int {
        guard let file = file?.descriptor else { return 0 }
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        let count: Int
        do {
            count = try buffer.withUnsafeMutableBytes { bytes in
                try file.read(fromAbsoluteOffset: Int64(offset), into: bytes, retryOnInterrupt: true)
            }
        } catch {
            throw SourceError(.cannotRead, on: name, errno: error as? Errno)
        }
        offset += count
        chunk.bytes += buffer[..<count]
        return count
    }

    private var isCut: Bool {
        var status = stat()
        guard let file = file?.descriptor, fstat(file.rawValue, &status) == 0 else { return false }
        return Int(status.st_size) < offset
    }
}

extension FollowedFile: ByteSource {
    package var readiness: FileDescriptor { watch.readiness }

    package var writability: FileDescriptor? { nil }

    package mutating func read(into chunk: inout ConsoleChunk) throws(SourceError) -> ReadOutcome {
        // The watch stays readable up to the end of the file.
        if try take(into: &chunk) > 0 { return .bytes }
        // Taken first, looked at after: what happens from here on makes it readable again.
        watch.drain()
        let isReplaced = isReplaced
        if isCut {
            offset = 0
            watch.paths.rouse()
            return .replaced
        }
        if try take(into: &chunk) > 0 {
            watch.paths.rouse()
            return .bytes
        }
        let hadFile = file != nil
        if isReplaced || !hadFile, try reopen() {
            watch.paths.rouse()
            return hadFile ? .replaced : try read(into: &chunk)
        }
        return .nothing
    }

    package mutating func write(_ bytes: Span<UInt8>) throws(SourceError) -> Int {
        throw SourceError(.notWritable, on: name)
    }
}
