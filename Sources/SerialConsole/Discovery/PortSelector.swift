// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Which port is meant.
package enum PortSelector: Sendable, Hashable {
    /// A node, or a link to one: `/dev/ttyUSB0`, `/dev/serial/by-id/…`.
    case path(String)
    /// `/dev/ttyUSB*`
    case glob(String)
    /// udev properties that must all match; a value may be a glob: `ID_SERIAL_SHORT=A50285BI`.
    case properties([Property])

    package struct Property: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}
