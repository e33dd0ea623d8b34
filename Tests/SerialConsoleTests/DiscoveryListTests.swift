// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

/// What is made of ports, whichever they are; how they are found is tested with the command, on a host of umockdev.
@Suite struct DiscoveryListTests {
    private static func adapter(
        _ node: String, serial: String? = nil, socket: String = "/devices/usb1/1-2/1-2:1.0", product: String = "FT232R"
    ) -> PortDescription {
        let kind =
            serial.map { PortIdentity.Kind.adapter(vendorID: "0403", productID: "6001", serial: $0) } ?? .socket
        var port = PortDescription(
            node: node, identity: PortIdentity(kind, interface: "00", portNumber: "0", socket: socket))
        port.vendor = "FTDI"
        port.product = product
        port.serial = serial
        port.properties = ["ID_VENDOR_ID": "0403", "ID_MODEL_ID": "6001", "ID_SERIAL_SHORT": serial ?? ""]
        port.links = ["/dev/serial/by-id/usb-FTDI_\(serial ?? "x")", "/dev/serial/by-path/pci-\(node.dropFirst(5))"]
        return port
    }

    private let list = PortList(ports: [
        adapter("/dev/ttyUSB10", serial: "AL03XZ9Q"), adapter("/dev/ttyUSB2", serial: "A50285BI"),
        PortDescription(node: "/dev/ttyS0"),
    ])

    @Test func `ports are in the order that people count in`() {
        #expect(list.ports.map(\.node) == ["/dev/ttyS0", "/dev/ttyUSB2", "/dev/ttyUSB10"])
    }

    @Test(arguments: [
        ("ttyUSB2", ["/dev/ttyUSB2"]), ("usb-FTDI_A50285BI", ["/dev/ttyUSB2"]),
        ("pci-ttyUSB10", ["/dev/ttyUSB10"]), ("ttyUSB*", ["/dev/ttyUSB2", "/dev/ttyUSB10"]),
        ("usb-FTDI*", ["/dev/ttyUSB2", "/dev/ttyUSB10"]), ("serial:A50285BI", ["/dev/ttyUSB2"]),
        ("serial:A5*", ["/dev/ttyUSB2"]), ("usb:0403:6001", ["/dev/ttyUSB2", "/dev/ttyUSB10"]),
        ("usb:0403:6001:AL*", ["/dev/ttyUSB10"]), ("usb:10c4:ea60", []), ("serial:a50285bi", []),
        ("udev:ID_VENDOR_ID=0403,ID_SERIAL_SHORT=?L*", ["/dev/ttyUSB10"]), ("udev:ID_NO_SUCH=*", []), ("tty", []),
    ])
    func `each form of a name finds its ports`(text: String, nodes: [String]) throws {
        #expect(list.matches(try PortSelector(parsing: text)).map(\.node) == nodes)
    }

    @Test func `no property at all means no port`() {
        #expect(list.matches(.properties([])) == [])
    }

    @Test func `a sentence names the ports`() {
        #expect(
            list.sentence == "Ports at hand: /dev/ttyS0, /dev/ttyUSB2 (FTDI FT232R, A50285BI), "
                + "/dev/ttyUSB10 (FTDI FT232R, AL03XZ9Q).")
        #expect(PortList(ports: []).sentence == "No serial port is plugged in.")
    }

    @Test func `a rack of ports is cut short`() {
        let rack = PortList(ports: (0..<20).map { PortDescription(node: "/dev/ttyS\($0)") })
        #expect(rack.sentence.hasSuffix("/dev/ttyS6, /dev/ttyS7, and 12 more."))
    }

    @Test func `what a device claims cannot reach the terminal`() {
        let hostile = "\u{1B}]0;owned\u{7}\u{202E}\nЯ\u{301}" + String(repeating: "x", count: 100)
        let list = PortList(ports: [Self.adapter("/dev/ttyUSB0", serial: "\u{9B}2J", product: hostile)])
        #expect(
            list.sentence == "Ports at hand: /dev/ttyUSB0 (FTDI ?]0;owned???Я?xxxxxxxxxxxxxxxxxxxxx…, ?2J).")
    }

    @Test(arguments: [
        ("FTDI", "FT232R", "FTDI FT232R"), ("SEGGER", "SEGGER J-Link", "SEGGER J-Link"),
        (nil, "USB Serial", "USB Serial"),
        ("Acme", nil, "Acme"), (nil, nil, "USB 0403:6001"),
    ])
    func `a title says the maker once`(vendor: String?, product: String?, title: String) {
        var port = PortDescription(node: "/dev/ttyUSB0")
        #expect(port.title == nil)
        (port.vendor, port.product, port.vendorID, port.productID) = (vendor, product, "0403", "6001")
        #expect(port.title == title)
    }

    // MARK: - Changes

    @Test func `changes are told from the state before and after`() {
        let first = Self.adapter("/dev/ttyUSB0", serial: "A")
        var known = first
        known.path = "pci-0000:00:14.0-usb-0:2:1.0"
        let second = Self.adapter("/dev/ttyUSB1", serial: "B")
        let changes = { (old: [PortDescription], new: [PortDescription]) in
            PortList.changes(from: PortList(ports: old), to: PortList(ports: new))
        }
        #expect(changes([first], [first]) == [])
        #expect(changes([], [first, second]) == [.added(first), .added(second)])
        #expect(changes([first, second], [second]) == [.removed(first)])
        #expect(changes([first], [known]) == [.changed(known)])
        #expect(changes([first], [second]) == [.removed(first), .added(second)])
    }

    @Test func `another adapter as the same node, and the same one plugged in anew, have left first`() {
        let first = Self.adapter("/dev/ttyUSB0", serial: "A")
        let other = Self.adapter("/dev/ttyUSB0", serial: "B")
        var again = first
        again.enumeration = "7"
        for new in [other, again] {
            #expect(
                PortList.changes(from: PortList(ports: [first]), to: PortList(ports: [new]))
                    == [.removed(first), .added(new)])
        }
    }
}
