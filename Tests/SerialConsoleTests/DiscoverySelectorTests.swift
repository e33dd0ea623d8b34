// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

@Suite struct DiscoverySelectorTests {
    @Test(arguments: [
        ("/dev/ttyUSB0", "/dev/ttyUSB0"), ("ttyUSB0", "/dev/ttyUSB0"), ("pts/3", "/dev/pts/3"), ("./tty", "./tty"),
        ("../x/tty", "../x/tty"), ("/tmp/a b", "/tmp/a b"), ("tty[", "/dev/tty["),
        ("serial/by-id/usb-x", "/dev/serial/by-id/usb-x"),
        (
            "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
            "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
        ),
        (
            "pci-0000:00:14.0-usb-0:2:1.0-port0", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0"
        ), ("platform-fd500000.pcie-x", "/dev/serial/by-path/platform-fd500000.pcie-x"),
    ])
    func `a name is a path`(text: String, path: String) throws {
        #expect(try PortSelector(parsing: text) == .path(path))
    }

    @Test(arguments: [
        ("/dev/ttyUSB*", "/dev/ttyUSB*"), ("ttyACM?", "/dev/ttyACM?"), ("tty[AU]*", "/dev/tty[AU]*"),
        ("usb-FTDI*", "/dev/serial/by-id/usb-FTDI*"),
    ])
    func `a name with signs is a pattern`(text: String, pattern: String) throws {
        #expect(try PortSelector(parsing: text) == .glob(pattern))
    }

    @Test(arguments: [
        ("serial:A50285BI", [("ID_SERIAL_SHORT", "A50285BI")]),
        ("serial:A5*", [("ID_SERIAL_SHORT", "A5*")]),
        ("usb:0403:6001", [("ID_VENDOR_ID", "0403"), ("ID_MODEL_ID", "6001")]),
        ("usb:10C4:EA60", [("ID_VENDOR_ID", "10c4"), ("ID_MODEL_ID", "ea60")]),
        (
            "usb:0403:6001:A5:1",
            [("ID_VENDOR_ID", "0403"), ("ID_MODEL_ID", "6001"), ("ID_SERIAL_SHORT", "A5:1")]
        ),
        ("udev:ID_VENDOR_ID=0403,ID_SERIAL_SHORT=A5…", [("ID_VENDOR_ID", "0403"), ("ID_SERIAL_SHORT", "A5…")]),
        ("udev:ID_VENDOR=Acme, Inc.,ID_MODEL=", [("ID_VENDOR", "Acme, Inc."), ("ID_MODEL", "")]),
        ("udev:A=b=c", [("A", "b=c")]),
    ])
    func `properties are read`(text: String, properties: [(String, String)]) throws {
        let expected = properties.map { PortSelector.Property($0.0, $0.1) }
        #expect(try PortSelector(parsing: text) == .properties(expected))
    }

    @Test(arguments: [
        ("", "a port is named like '/dev/ttyUSB0' or 'serial:A50285BI'"),
        ("a\0b", "a port is named like '/dev/ttyUSB0' or 'serial:A50285BI'"),
        ("serial:", "a serial number must follow, as in 'serial:A50285BI'"),
        ("usb:", "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'"),
        ("usb:0403", "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'"),
        ("usb:403:6001", "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'"),
        ("usb:0403:600g", "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'"),
        ("usb:0403:6001:", "vendor and product must follow, four hexadecimal digits each, as in 'usb:0403:6001'"),
        (
            "udev:",
            "NAME=VALUE must follow, several with commas, as in 'udev:ID_VENDOR_ID=0403,ID_MODEL_ID=6001'"
        ),
        (
            "udev:=x",
            "NAME=VALUE must follow, several with commas, as in 'udev:ID_VENDOR_ID=0403,ID_MODEL_ID=6001'"
        ),
    ])
    func `what names no port is refused with an example`(text: String, detail: String) {
        let error = #expect(throws: SourceError.self) { try PortSelector(parsing: text) }
        #expect(error?.code == .badAddress)
        #expect(error?.name == text)
        #expect(error?.detail == detail)
    }

    @Test(arguments: [
        "/dev/ttyUSB0", "/dev/ttyUSB*", "serial:A50285BI", "usb:0403:6001", "usb:0403:6001:A5*",
        "udev:ID_VENDOR_ID=04*,ID_MODEL_ID=6001", "udev:ID_PATH=pci-*,ID_USB_INTERFACE_NUM=01",
    ])
    func `a selector is written as it is read`(text: String) throws {
        #expect(try PortSelector(parsing: text).description == text)
    }
}
