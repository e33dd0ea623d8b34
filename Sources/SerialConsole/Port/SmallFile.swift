// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Files of the kernel and of other programs that are read whole, and are small.
enum SmallFile {
    /// nil when it cannot be read; cut at `limit` bytes.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var length = 0
        while length < limit {
            let count = bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: length is less than limit, which is the buffer's size.
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + length }, limit - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            length += count
        }
        bytes.removeSubrange(length...)
        return bytes
    }
}
