// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A serial port of this host.
package struct PortDescription: Sendable, Hashable {
    static let byIDFolder = "/dev/serial/by-id/"
    static let byPathFolder = "/dev/serial/by-path/"

    /// `/dev/ttyUSB0`
    package var node: String
    /// Full paths of all links to the node.
    package var links: [String] = []
    /// In the adapter's own words, which may be any characters; else what udev's database says.
    package var vendor: String?
    package var product: String?
    /// Four hexadecimal digits; nil where it is no USB adapter.
    package var vendorID: String?
    package var productID: String?
    /// The adapter's serial number, in its own words.
    package var serial: String?
    /// `ftdi_sio`
    package var driver: String?
    /// Which of an adapter's ports: `00` and on.
    package var interface: String?
    /// ID_PATH: where it is plugged in, the same for whatever is plugged in there.
    package var path: String?
    /// udev's properties, and those that sysfs tells where udev has none.
    package var properties: [String: String] = [:]
    package var identity: PortIdentity
    /// Counts up each time that a device is plugged in; nil where it is no USB adapter.
    package var enumeration: String?

    package init(node: String, identity: PortIdentity? = nil) {
        self.node = node
        self.identity = identity ?? PortIdentity(.path(node))
    }

    package var byID: [String] { links.filter { $0.hasPrefix(Self.byIDFolder) } }

    package var byPath: [String] { links.filter { $0.hasPrefix(Self.byPathFolder) } }

    /// Vendor and product, as far as they are known; not made safe to show.
    package var title: String? {
        switch (vendor, product) {
        case (let vendor?, let product?): return product.hasPrefix(vendor) ? product : "\(vendor) \(product)"
        case (let vendor?, nil): return vendor
        case (nil, let product?): return product
        case (nil, nil):
            if let vendorID, let productID { return "USB \(vendorID):\(productID)" }
            return nil
        }
    }

    /// Whether a selector means this port.
    package func matches(_ selector: PortSelector) -> Bool {
        switch selector {
        case .path(let path): return node == path || links.contains(path)
        case .glob(let pattern):
            return GlobPattern.matches(path: node, pattern: pattern)
                || links.contains { GlobPattern.matches(path: $0, pattern: pattern) }
        case .properties(let wanted):
            return !wanted.isEmpty
                && wanted.allSatisfy { property in
                    properties[property.name].map { GlobPattern(property.value).matches($0) } ?? false
                }
        }
    }
}
