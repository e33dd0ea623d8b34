// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Asks what answers at the socket; `org.varlink.service` has it everywhere.
package struct GetInfo: ControlMethod {
    package struct Reply: Codable, Sendable, Hashable {
        package var vendor: String
        package var product: String
        package var version: String
        package var url: String
        package var interfaces: [String]

        package init(vendor: String, product: String, version: String, url: String, interfaces: [String]) {
            self.vendor = vendor
            self.product = product
            self.version = version
            self.url = url
            self.interfaces = interfaces
        }
    }

    package static let name = "org.varlink.service.GetInfo"

    package init() {}
}
