// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import Glibc
package import SystemPackage

/// A few bytes behind a descriptor, to be kept beside a port's. See memfd_create(2).
package enum StateMemory {
    /// Bytes that are read at most.
    private static let limit = 4_096

    /// The caller closes it; nil when the system gives none.
    package static func make(_ bytes: [UInt8]) -> FileDescriptor? {
        let descriptor = tty_make_memory("bootwatch-port")
        guard descriptor >= 0 else { return nil }
        guard bytes.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == bytes.count else {
            close(descriptor)
            return nil
        }
        return FileDescriptor(rawValue: descriptor)
    }

    package static func bytes(of descriptor: FileDescriptor) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = pread(descriptor.rawValue, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Whether a descriptor is one of these, rather than a port's.
    package static func isBehind(_ descriptor: FileDescriptor) -> Bool {
        var status = stat()
        return fstat(descriptor.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
