// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
package import SystemPackage

/// Tells when somebody opens a port's node, without looking at anything in between. See inotify(7).
package struct NodeWatch: ~Copyable, Sendable {
    private let node: PathWatch

    /// - Parameters:
    ///   - path: the node, or a link to it.
    ///   - loop: the one that watches.
    /// - Throws: `Errno`; `.noSpace` when the user has too many watches.
    package init(path: String, loop: ReadinessLoop) throws(Errno) {
        let node = try PathWatch(loop: loop)
        _ = try node.add(path, events: UInt32(IN_OPEN))
        self.node = node
    }

    /// Readable as soon as ``takeOpening()`` has something to say.
    package var readiness: FileDescriptor { node.readiness }

    /// Whether the node was opened since the last time, by whomever; our own openings count too.
    package mutating func takeOpening() -> Bool {
        node.drain()
    }
}
