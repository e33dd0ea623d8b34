// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// The descriptors of a process that lead to terminals. See proc_pid_fd(5).
struct ProcessDescriptors: ~Copyable {
    private let directory: OpaquePointer

    /// nil when the process has ended, or belongs to somebody else.
    init?(of pid: Int32) {
        guard let directory = opendir("/proc/\(pid)/fd") else { return nil }
        self.directory = directory
    }

    deinit {
        closedir(directory)
    }

    func contains(_ device: UInt64) -> Bool {
        var isFound = false
        forEachTerminal { other, _ in
            isFound = other == device
            return !isFound
        }
        return isFound
    }

    /// Calls `body` with device and descriptor until it returns false.
    func forEachTerminal(_ body: (_ device: UInt64, _ descriptor: Int32) -> Bool) {
        rewinddir(directory)
        let descriptor = dirfd(directory)
        while let entry = readdir(directory) {
            let isToGoOn = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                // SAFETY: d_name is a C string of at most 256 bytes with its NUL.
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    guard Self.looksLikeTerminal(name, in: descriptor) else { return true }
                    var status = stat()
                    guard fstatat(descriptor, name, &status, 0) == 0, status.st_mode & S_IFMT == S_IFCHR,
                        let number = Int32(String(cString: name))
                    else { return true }
                    return body(UInt64(status.st_rdev), number)
                }
            }
            guard isToGoOn else { return }
        }
    }

    /// Whether the link leads into /dev, or, for a process that has another /dev, to a name like a terminal's.
    private static func looksLikeTerminal(_ name: UnsafePointer<CChar>, in directory: CInt) -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress else { return false }
            let length = readlinkat(directory, name, start, buffer.count)
            guard length > 1, start[0] == CChar(UInt8(ascii: "/")) else { return false }
            // The kernel writes no NUL; the names of nodes are far shorter than the buffer.
            guard length < buffer.count else { return false }
            start[length] = 0
            return strncmp(start, "/dev/", 5) == 0 || strstr(start, "/tty") != nil || strstr(start, "/pts/") != nil
        }
    }
}
