// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What happened to a port.
package enum PortChange: Sendable, Hashable {
    case added(PortDescription)
    /// More is known of it: udev's rules have run, and its links are made.
    case changed(PortDescription)
    /// As it was last known.
    case removed(PortDescription)

    package var port: PortDescription {
        switch self {
        case .added(let port), .changed(let port), .removed(let port): port
        }
    }
}
