// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// By what a port is known again after it was unplugged.
///
/// Made from what the kernel says, so that it is the same before and after udev's rules have run, and without udevd.
package struct PortIdentity: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// An adapter with a serial number of its own, wherever it is plugged in.
        case adapter(vendorID: String, productID: String, serial: String)
        /// An adapter without one: whatever is plugged into the same socket.
        case socket
        /// A port that is known by its path alone: on the board of the host, or a pseudo-terminal.
        case path(String)
    }

    package var kind: Kind
    /// Which of an adapter's ports: `00` and on; nil where it is no USB adapter.
    package var interface: String?
    /// Which port of an interface that has several.
    package var portNumber: String?
    /// The path of the USB interface below /sys; nil where it is no USB adapter.
    package var socket: String?

    package init(_ kind: Kind, interface: String? = nil, portNumber: String? = nil, socket: String? = nil) {
        self.kind = kind
        self.interface = interface
        self.portNumber = portNumber
        self.socket = socket
    }

    /// Whether both are the same adapter by its serial number, or the same socket where there is none.
    package func isSamePort(as other: PortIdentity) -> Bool {
        guard kind == other.kind, interface == other.interface, portNumber == other.portNumber else { return false }
        return kind == .socket ? socket == other.socket : true
    }

    func isSameSocket(as other: PortIdentity) -> Bool {
        socket == other.socket && portNumber == other.portNumber
    }
}
