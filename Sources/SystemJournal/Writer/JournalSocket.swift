// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CSystemd
import Glibc

/// Hands entries to journald through libsystemd. May block while journald does not read.
enum JournalSocket {
    enum Outcome: Equatable {
        case sent
        /// The journal cannot be reached now; an errno.
        case unreachable(Int32)
        /// No journal would ever take this entry; an errno.
        case refused(Int32)
    }

    /// Which socket it is: one that is removed and made anew is another.
    private struct Identity: Equatable {
        var device: dev_t
        var inode: ino_t
        var seconds: Int
        var nanoseconds: Int
    }

    // systemd src/libsystemd/sd-journal/journal-send.c, sd_journal_sendv().
    private static let path = "/run/systemd/journal/socket"

    /// Sends an entry.
    ///
    /// libsystemd says 0 also where there is no socket (ENOENT), and the entry is lost. So the socket is looked at
    /// before and after: it was there all the time if it is the same one. If not, the entry is sent again; twice is better
    /// than never.
    static func send(_ entry: JournalEntry) -> Outcome {
        guard let before = identity() else { return .unreachable(errno) }
        let result = sendv(entry.fields)
        switch result {
        case 0: return identity() == before ? .sent : .unreachable(ENOENT)
        case -EINVAL: return .refused(EINVAL)
        default: return .unreachable(-result)
        }
    }

    private static func identity() -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(
            device: status.st_dev, inode: status.st_ino, seconds: status.st_ctim.tv_sec,
            nanoseconds: status.st_ctim.tv_nsec)
    }

    private static func sendv(_ fields: [JournalField]) -> Int32 {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for field in fields {
            bytes.append(contentsOf: field.bytes)
            ends.append(bytes.count)
        }
        return bytes.withUnsafeMutableBytes { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -EINVAL }
            var start = 0
            // SAFETY: each vector lies within the buffer, which outlives the call; libsystemd only reads.
            let vectors = ends.map { end -> iovec in
                defer { start = end }
                return iovec(iov_base: base + start, iov_len: end - start)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count))
        }
    }
}
