// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A pseudo-terminal that has hung up. Its number is given to whoever asks next, so what appears under it may be anybody's
/// terminal and must not be opened.
struct SpentTerminal: Sendable, Hashable {
    private let path: String
    /// Of the path itself, also where it is a link.
    private let inode: UInt64
    /// Nanoseconds.
    private let changed: Int64

    /// - Parameter path: by which it was opened.
    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        inode = UInt64(status.st_ino)
        changed = Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    }

    /// Whether a terminal may come back under a path: only a link can be made anew by the one who means it.
    static func canComeBack(_ path: String) -> Bool {
        !path.hasPrefix("/dev/pts/")
    }

    /// Whether the path still is what led to the spent terminal.
    var isStillThere: Bool { Self(path: path) == self }
}
