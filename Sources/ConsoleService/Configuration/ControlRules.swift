// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The control socket.
package struct ControlRules: Sendable, Hashable {
    /// Bytes that a socket's path may have. See unix(7), sun_path: one is for the NUL.
    static let longestPath = 107

    package var socket = "/run/bootwatch/io.bootwatch"
    /// Whose members may type on consoles and release ports; nil: root and the service's own user alone.
    package var group: String? = "bootwatch"
    /// Attached at one time, over all consoles.
    package var viewers = 32

    package init() {}
}
