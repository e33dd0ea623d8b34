// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
package import SystemPackage

/// Tells when somebody opens a port's node, without looking at anything in between. See inotify(7).
package struct NodeWatch: ~Copyable, Sendable {
    /// Readable as soon as ``takeOpening()`` has something to say.
    package let readiness: FileDescriptor

    /// - Parameter path: the node, or a link to it.
    /// - Throws: `Errno`; `.tooManyOpenFiles` when the user has too many watches.
    package init(path: String) throws(Errno) {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        guard inotify_add_watch(descriptor, path, UInt32(IN_OPEN)) >= 0 else {
            let error = Errno(rawValue: errno)
            close(descriptor)
            throw error
        }
        readiness = FileDescriptor(rawValue: descriptor)
    }

    deinit {
        // A descriptor of the kernel's own, ignoring.
        try? readiness.close()
    }

    /// Whether the node was opened since the last time, by whomever; our own openings count too.
    package mutating func takeOpening() -> Bool {
        var isOpened = false
        withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            // What the events say is known: only openings are asked for.
            while let count = try? readiness.read(into: UnsafeMutableRawBufferPointer(buffer)), count > 0 {
                isOpened = true
            }
        }
        return isOpened
    }
}
