// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Who may do what at the control socket, and how much of it.
package struct ControlOptions: Sendable, Hashable {
    /// The group whose members may write, besides root and the service's own user.
    package var group: String?
    /// Attached and subscribed at once, on all consoles together.
    package var viewers = 32
    package var connections = 64
    package var connectionsPerUser = 32
    /// Bytes that wait for one viewer at most.
    package var backlog = 256 << 10
    /// Nanoseconds that a request may take to come in, from its first byte on.
    package var requestPatience: Int64 = 30_000_000_000
    /// Permissions of a socket that we make. The default leaves it to the service's user and the group.
    package var socketMode: UInt32 = 0o660

    package init() {}
}
