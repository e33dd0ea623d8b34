// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks for the state of the service, and of one console or all; method `Status`.
package struct GetStatus: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        package var service: ServiceStatus
        package var ports: [PortStatus]

        package init(service: ServiceStatus, ports: [PortStatus]) {
            self.service = service
            self.ports = ports
        }
    }

    package static let name = "io.bootwatch.Status"

    package var port: String?

    package init(port: String? = nil) {
        self.port = port
    }
}
