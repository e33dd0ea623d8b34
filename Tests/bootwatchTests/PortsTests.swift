// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// The ports of a host that umockdev makes: sysfs, udev's properties and its events.
@Suite(
    .enabled(
        if: PortsTestbed.isAvailable, "needs the packages umockdev, python3-gi and gir1.2-umockdev-1.0"))
struct PortsTests {
    private static let empty = """
        No serial port is plugged in. Check the cable, and that the adapter has power; 'sudo dmesg' says whether the \
        kernel saw it and which driver took it.

        """

    /// A program that has a terminal open, and is the only one.
    private static func holder(of terminal: String) throws -> Child {
        let port = try Descriptor(open(terminal, O_RDWR | O_NOCTTY), of: "open '\(terminal)'")
        let nothing = try Descriptor.temporary()
        var command = Command("1000")
        command.program = "/usr/bin/sleep"
        return try command.start(input: port, output: nothing, errors: nothing)
    }

    private static func ports(of testbed: PortsTestbed) throws -> [JSONValue] {
        let lines = try testbed.command("ports", "--json").run().lines
        #expect(lines.count == 1)
        return try JSONValue(lines[0].utf8).array ?? []
    }

    @Test func `a host without ports says so, and what to check`() throws {
        let testbed = try PortsTestbed()
        let result = try testbed.command("ports").run()
        #expect(result.output == Self.empty)
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(try testbed.command("ports", "--json").run().output == "[]\n")
    }

    @Test func `the table holds every port with its stable links`() throws {
        let testbed = try PortsTestbed()
        for port in ["ftdi", "ftdi2", "cp210x", "ch340", "acm", "ttyS0", "ttyS1"] {
            try testbed.perform("plug \(port)")
        }
        let result = try testbed.command("ports").run()
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(
            result.output == """
                PORT          ADAPTER                                   SERIAL        DRIVER
                /dev/ttyACM0  SEGGER J-Link                             000261000000  cdc_acm
                    /dev/serial/by-id/usb-SEGGER_J-Link_000261000000-if00
                    /dev/serial/by-path/pci-0000:00:14.0-usb-0:7:1.0
                /dev/ttyS0    UART 16550A                               -             serial8250
                /dev/ttyUSB0  FTDI FT232R USB UART                      A50285BI      ftdi_sio
                    /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0
                    /dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0
                /dev/ttyUSB1  FTDI FT232R USB UART                      AL03XZ9Q      ftdi_sio
                    /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_AL03XZ9Q-if00-port0
                    /dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0
                /dev/ttyUSB2  Silicon Labs CP2102 USB to UART Bridge …  0001          cp210x
                    /dev/serial/by-id/usb-Silicon_Labs_CP2102_USB_to_UART_Bridge_Controller_0001-if00-port0
                    /dev/serial/by-path/pci-0000:00:14.0-usb-0:4:1.0-port0
                /dev/ttyUSB3  QinHeng Electronics USB Serial            -             ch341
                    /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0
                    /dev/serial/by-path/pci-0000:00:14.0-usb-0:5:1.0-port0

                """)
    }

    @Test func `JSON holds all that is known of a port`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug ftdi")
        try testbed.perform("plug ttyS0")
        let result = try testbed.command("ports", "--json").run()
        #expect(result.status == 0)
        #expect(
            result.output == """
                [{"node":"/dev/ttyS0","by_id":[],"by_path":[],"vendor":null,"product":"UART 16550A",\
                "vendor_id":null,"product_id":null,"serial":null,"interface":null,"driver":"serial8250","path":null,\
                "holders":[]},\
                {"node":"/dev/ttyUSB0",\
                "by_id":["/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"],\
                "by_path":["/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0"],\
                "vendor":"FTDI","product":"FT232R USB UART","vendor_id":"0403","product_id":"6001",\
                "serial":"A50285BI","interface":"00","driver":"ftdi_sio","path":"pci-0000:00:14.0-usb-0:2:1.0",\
                "holders":[]}]

                """)
    }

    @Test func `without udev's data sysfs tells what it can`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug cp210x bare silent")
        let result = try testbed.command("ports", "--json").run()
        #expect(
            result.output == """
                [{"node":"/dev/ttyUSB2","by_id":[],"by_path":[],"vendor":"Silicon Labs",\
                "product":"CP2102 USB to UART Bridge Controller","vendor_id":"10c4","product_id":"ea60",\
                "serial":"0001","interface":"00","driver":"cp210x","path":null,"holders":[]}]

                """)
    }

    @Test func `two adapters of one name: the link is the one's that it leads to`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug cp210x")
        try testbed.perform("plug cp210x2")
        let ports = try Self.ports(of: testbed)
        #expect(ports.map { $0["by_id"]?.array?.count } == [1, 0])
        #expect(ports.map { $0["by_path"]?.array?.count } == [1, 1])
    }

    @Test func `a port that somebody has open shows who`() throws {
        let testbed = try PortsTestbed()
        let terminal = try testbed.perform("plug ftdi")[1]
        let child = try Self.holder(of: terminal)
        defer {
            child.signal(SIGKILL)
            _ = child.wait()
        }
        let holders = try Self.ports(of: testbed).first?["holders"]?.array
        #expect(holders == [.object(["pid": .number(Double(child.process)), "program": .string("sleep")])])
        let table = try testbed.command("ports").run()
        #expect(table.lines[0].hasSuffix("IN USE BY"))
        #expect(table.lines[1].hasSuffix("  sleep (pid \(child.process))"))
    }

    @Test func `what an adapter calls itself reaches no terminal`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform(#"name ftdi vendor \x1b]0;owned\x07\u202e"#)
        try testbed.perform(#"name ftdi product \x1b[2J\x9b31mx\ny"#)
        try testbed.perform(#"name ftdi serial A\x0d\x1b[1AB"#)
        try testbed.perform("plug ftdi")
        let table = try testbed.command("ports").run().output
        #expect(table.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F || $0 == "…" })
        #expect(table.contains(#"\x1b]0;owned\x07\u{202e}"#))
        let json = try testbed.command("ports", "--json").run().lines[0]
        #expect(json.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        let port = try JSONValue(json.utf8).array?[0]
        #expect(port?["vendor"]?.string == "\u{1B}]0;owned\u{7}\u{202E}")
        #expect(port?["serial"]?.string == "A\r\u{1B}[1AB")
    }

    @Test func `ports that come and go are told as they do`() throws {
        let testbed = try PortsTestbed()
        let output = try Descriptor.pipe()
        let nothing = try Descriptor.temporary()
        let child = try testbed.command("ports", "--follow")
            .start(input: nothing, output: output.writer, errors: nothing)
        defer {
            child.signal(SIGKILL)
            _ = child.wait()
        }
        let told = { (text: String) in
            var seen = ""
            while !seen.hasSuffix(text) {
                let some = output.reader.readSome()
                guard !some.isEmpty else { break }
                seen += String(decoding: some, as: UTF8.self)
            }
            return seen
        }
        #expect(told(Self.empty) == Self.empty)
        try testbed.perform("plug ftdi")
        #expect(told("I)\n") == "plugged in: /dev/ttyUSB0 (FTDI FT232R USB UART, A50285BI)\n")
        // No event of udev's at all: the file system tells.
        try testbed.perform("plug ch340 silent")
        #expect(told("l)\n") == "plugged in: /dev/ttyUSB3 (QinHeng Electronics USB Serial)\n")
        try testbed.perform("unplug ftdi")
        #expect(told("I)\n") == "unplugged: /dev/ttyUSB0 (FTDI FT232R USB UART, A50285BI)\n")
        try testbed.perform("unplug ch340 silent")
        #expect(told("l)\n") == "unplugged: /dev/ttyUSB3 (QinHeng Electronics USB Serial)\n")
    }

    @Test func `what only an event of udev's tells is told`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug ftdi bare")
        let output = try Descriptor.pipe()
        let nothing = try Descriptor.temporary()
        let child = try testbed.command("ports", "--follow", "--json")
            .start(input: nothing, output: output.writer, errors: nothing)
        defer {
            child.signal(SIGKILL)
            _ = child.wait()
        }
        #expect(try JSONValue(output.reader.readSome().dropLast())["path"] == .null)
        try testbed.perform("property ftdi ID_PATH pci-0000:00:14.0-usb-0:2:1.0")
        try testbed.perform("uevent ftdi change")
        let change = try JSONValue(output.reader.readSome().dropLast())
        #expect(change["change"]?.string == "changed")
        #expect(change["path"]?.string == "pci-0000:00:14.0-usb-0:2:1.0")
    }

    @Test func `changes as JSON are one object a line`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug acm")
        let output = try Descriptor.pipe()
        let nothing = try Descriptor.temporary()
        let child = try testbed.command("ports", "--follow", "--json")
            .start(input: nothing, output: output.writer, errors: nothing)
        defer {
            child.signal(SIGKILL)
            _ = child.wait()
        }
        let first = String(decoding: output.reader.readSome(), as: UTF8.self)
        #expect(first.hasPrefix(#"{"change":"added","node":"/dev/ttyACM0""#))
        try testbed.perform("unplug acm")
        let change = try JSONValue(output.reader.readSome().dropLast())
        #expect(change["change"]?.string == "removed")
        #expect(change["serial"]?.string == "000261000000")
    }
}
