// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension PortDescription {
    /// Describes a device of the subsystem `tty`; nil when it is no serial port.
    init?(_ device: borrowing UdevDevice) {
        guard let node = device.node, let name = device.name else { return nil }
        // serial_core keeps ttyS nodes for ports that may be found later; their type is PORT_UNKNOWN.
        // See drivers/tty/serial/serial_core.c, type_show(), and linux/serial.h.
        let uart = device.attribute("type")
        guard uart != "0" else { return nil }
        let ancestry = Ancestry(device)
        guard ancestry.hasParent || Self.isPortWithoutParent(name), NodePath.isPresent(node) else { return nil }

        self.init(node: node)
        properties = device.properties
        links = NodePath.links(to: node, among: device.links)
        for (property, value) in ancestry.properties where properties[property] == nil { properties[property] = value }
        vendor = ancestry.vendor ?? properties["ID_VENDOR_FROM_DATABASE"] ?? properties["ID_VENDOR"]
        product =
            ancestry.product ?? properties["ID_MODEL_FROM_DATABASE"] ?? properties["ID_MODEL"]
            ?? uart.flatMap(Self.uartName)
        vendorID = properties["ID_VENDOR_ID"]
        productID = properties["ID_MODEL_ID"]
        serial = ancestry.serial ?? properties["ID_SERIAL_SHORT"]
        driver = ancestry.driver ?? properties["ID_USB_DRIVER"]
        interface = properties["ID_USB_INTERFACE_NUM"]
        path = properties["ID_PATH"]
        enumeration = ancestry.enumeration
        if let identity = ancestry.identity { self.identity = identity }
    }

    /// Ports that hang on no device: USB gadgets, Bluetooth, null modems. Everything else that does is a console, or no
    /// port at all.
    private static func isPortWithoutParent(_ name: String) -> Bool {
        ["ttyGS", "rfcomm", "tnt"].contains { name.hasPrefix($0) }
    }

    /// The usual ones of linux/serial_core.h and linux/serial.h.
    private static func uartName(_ type: String) -> String? {
        switch type {
        case "1": "UART 8250"
        case "2": "UART 16450"
        case "3": "UART 16550"
        case "4": "UART 16550A"
        default: nil
        }
    }
}

/// What the devices above a port say.
private struct Ancestry {
    var hasParent = false
    var driver: String?
    var vendor: String?
    var product: String?
    var serial: String?
    var enumeration: String?
    var identity: PortIdentity?
    /// Under the names that udev's rules would give them.
    var properties: [String: String] = [:]

    private var interface: String?
    private var portNumber: String?
    private var socket: String?

    init(_ port: borrowing UdevDevice) {
        var next = port.parent()
        while true {
            guard let device = consume next else { break }
            hasParent = true
            let isLast = read(device)
            next = isLast ? nil : device.parent()
        }
    }

    /// Returns true at the adapter itself: what lies above it are hubs.
    private mutating func read(_ device: borrowing UdevDevice) -> Bool {
        let subsystem = device.subsystem
        // Since Linux 6.6 two devices that only group ports stand between a UART and its hardware.
        if driver == nil, subsystem != "serial-base" { driver = device.driver }
        if subsystem == "usb-serial" { portNumber = device.attribute("port_number") }
        guard subsystem == "usb" else { return false }
        switch device.type {
        case "usb_interface":
            interface = device.attribute("bInterfaceNumber")
            socket = device.path
            return false
        case "usb_device":
            readAdapter(device)
            return true
        default: return false
        }
    }

    private mutating func readAdapter(_ device: borrowing UdevDevice) {
        vendor = device.attribute("manufacturer")
        product = device.attribute("product")
        serial = device.attribute("serial")
        enumeration = device.attribute("devnum")
        let vendorID = device.attribute("idVendor")
        let productID = device.attribute("idProduct")
        properties["ID_BUS"] = "usb"
        properties["ID_VENDOR_ID"] = vendorID
        properties["ID_MODEL_ID"] = productID
        properties["ID_SERIAL_SHORT"] = serial
        properties["ID_USB_INTERFACE_NUM"] = interface
        properties["ID_USB_DRIVER"] = driver
        var kind = PortIdentity.Kind.socket
        if let vendorID, let productID, let serial {
            kind = .adapter(vendorID: vendorID, productID: productID, serial: serial)
        }
        identity = PortIdentity(
            kind, interface: interface, portNumber: portNumber, socket: socket ?? device.path)
    }
}
