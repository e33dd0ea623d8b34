// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Who is at the other end of a connection, as the kernel saw it when it was made.
struct Peer: Sendable, Hashable {
    /// More groups than that are not looked at.
    private static let maximumGroups = 1_024

    let user: uid_t
    let process: pid_t
    let groups: Set<gid_t>

    init(user: uid_t, process: pid_t, groups: Set<gid_t>) {
        self.user = user
        self.process = process
        self.groups = groups
    }

    /// - Parameter descriptor: a connected Unix socket.
    /// - Returns: nil when the kernel does not say.
    init?(descriptor: Int32) {
        // struct ucred of socket(7): the process, its user and its group.
        var credentials: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
        var groups = [gid_t](repeating: 0, count: Self.maximumGroups)
        size = socklen_t(groups.count * MemoryLayout<gid_t>.size)
        let isKnown = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &size) == 0
        let count = isKnown ? Int(size) / MemoryLayout<gid_t>.size : 0
        self.init(
            user: credentials.user, process: credentials.process,
            groups: Set(groups.prefix(count)).union([credentials.group]))
    }

    /// Who it is, for others.
    var name: String { "\(user == 0 ? "root" : "user \(user)"), process \(process)" }

    func mayWrite(group: gid_t?) -> Bool {
        user == 0 || user == geteuid() || group.map(groups.contains) ?? false
    }
}
