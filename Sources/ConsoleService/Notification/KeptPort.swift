// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import SystemPackage

/// What the service manager kept of a port: the port itself and how it was found, in any order.
struct KeptPort: Sendable {
    /// nil when the manager has noticed its end, or took the port's state only.
    private(set) var port: FileDescriptor?
    private(set) var foundState: [UInt8]?

    /// Closes what belongs to no port.
    init(_ descriptors: [FileDescriptor]) {
        for descriptor in descriptors {
            if StateMemory.isBehind(descriptor) {
                foundState = foundState ?? StateMemory.bytes(of: descriptor)
            } else if port == nil {
                port = descriptor
                continue
            }
            // Read from, or a second one, ignoring.
            try? descriptor.close()
        }
    }

    /// Closes the port, and puts the line back as it was found.
    func giveUp() {
        if let port { SerialPort.giveUp(port, foundState: foundState) }
    }
}
