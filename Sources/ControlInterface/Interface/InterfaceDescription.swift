// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CControlInterface

/// The Varlink interface that the service answers to.
package enum InterfaceDescription {
    package static let name = "io.bootwatch"
    /// The interface that every Varlink service has.
    package static let serviceName = "org.varlink.service"

    /// `io.bootwatch.varlink`.
    package static var text: String {
        // SAFETY: the C target's bytes are a constant of that length.
        let bytes = UnsafeBufferPointer(
            start: bootwatch_control_interface, count: bootwatch_control_interface_length)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The description of ``serviceName``, less its comments; see https://varlink.org/Service.
    package static let serviceText = """
        interface org.varlink.service

        method GetInfo() -> (vendor: string, product: string, version: string, url: string, interfaces: []string)

        method GetInterfaceDescription(interface: string) -> (description: string)

        error InterfaceNotFound (interface: string)

        error MethodNotFound (method: string)

        error MethodNotImplemented (method: string)

        error InvalidParameter (parameter: string)

        error PermissionDenied ()

        error ExpectedMore ()

        """
}
