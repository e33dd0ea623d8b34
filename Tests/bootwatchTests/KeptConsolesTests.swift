// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import SerialConsole
import Testing

@testable import bootwatch

/// Which console of the service somebody means.
@Suite struct KeptConsolesTests {
    private static let adapter = {
        var port = PortDescription(node: "/dev/ttyUSB3")
        port.links = ["/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0"]
        port.properties = ["ID_SERIAL_SHORT": "A50285BI", "ID_VENDOR_ID": "0403", "ID_MODEL_ID": "6001"]
        return port
    }()

    private static let consoles = KeptConsoles([
        Port(name: "rack3-07", address: "/dev/serial/by-id/usb-FTDI*", node: "/dev/ttyUSB3", state: .open),
        Port(name: "rack3-08", address: "/dev/serial/by-id/usb-FTDI*", node: "/dev/ttyUSB4", state: .open),
        Port(name: "away", address: "serial:B1", state: .waiting),
        Port(name: "remote", address: "tcp://rack4:7001", state: .open),
        Port(name: "ttyS0", address: "udev:ID_PATH=pci-0", node: "/dev/ttyS9", state: .open),
    ])

    private static let ports = PortList(ports: [adapter, PortDescription(node: "/dev/ttyUSB4")])

    @Test(
        arguments: [
            ("rack3-07", "rack3-07"), ("/dev/ttyUSB3", "rack3-07"), ("ttyUSB4", "rack3-08"),
            ("serial:A50285BI", "rack3-07"), ("usb:0403:6001", "rack3-07"), ("serial:B1", "away"),
            ("tcp://rack4:7001", "remote"), ("ttyS0", "ttyS0"), ("/dev/ttyS9", "ttyS0"), ("/dev/ttyS0", nil),
            ("ttyUSB5", nil), ("serial:C7", nil), ("tcp://rack4:7002", nil), ("telnet://x:1", nil), ("", nil),
        ] as [(String, String?)])
    func `a console is found by whatever names it`(text: String, name: String?) throws {
        #expect(try Self.consoles.console(text, among: Self.ports)?.name == name)
    }

    @Test func `several are told by name`() {
        #expect {
            try Self.consoles.console("/dev/serial/by-id/usb-FTDI*", among: PortList(ports: []))
        } throws: { error in
            "\(error)" == """
                '/dev/serial/by-id/usb-FTDI*' fits several consoles of the service, name one: rack3-07, rack3-08.
                """
        }
    }

    @Test func `a sentence names a dozen at most`() {
        let many = KeptConsoles((1...14).map { Port(name: "c\($0)", address: "/dev/c\($0)", state: .waiting) })
        #expect(many.sentence == "Its consoles: c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12 and 2 more.")
        #expect(KeptConsoles([]).sentence == "It keeps none.")
    }
}
