// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for all consoles.
package struct ListPorts: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        package var ports: [Port]

        package init(ports: [Port]) {
            self.ports = ports
        }
    }

    package static let name = "io.bootwatch.ListPorts"

    package init() {}
}
