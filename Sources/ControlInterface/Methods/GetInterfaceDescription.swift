// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for the text of an interface; `org.varlink.service` has it everywhere.
package struct GetInterfaceDescription: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        package var description: String

        package init(description: String) {
            self.description = description
        }
    }

    package static let name = "org.varlink.service.GetInterfaceDescription"

    package var interface: String

    package init(interface: String) {
        self.interface = interface
    }
}
