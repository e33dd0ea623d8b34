// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import Testing

@testable import ConsoleService

@Suite struct ConfigurationNameTests {
    private static let adapter = {
        var port = PortDescription(node: "/dev/ttyUSB3")
        port.properties = ["ID_SERIAL_SHORT": "A50285BI", "ID_MODEL": "évil/../na me:\n"]
        return port
    }()

    @Test(
        arguments: [
            ("rack3-{ID_SERIAL_SHORT}", "rack3-A50285BI"),
            ("{node}", "ttyUSB3"),
            ("{node}{node}.x", "ttyUSB3ttyUSB3.x"),
            ("board_1+2@lab", "board_1+2@lab"),
            ("{ID_MODEL}", "_vil-..-na-me--"),
            ("a-{ID_NOWHERE}", "a-ttyUSB3"),
            ("..x", "_.x"),
            ("-x", "_x"),
        ])
    func `a template gives a name that is fit for a file and a kept descriptor`(template: String, name: String) throws {
        let template = try NameTemplate(parsing: template)
        #expect(template.name(for: Self.adapter, address: .port(.glob("/dev/ttyUSB*"))) == name)
    }

    @Test(
        arguments: [
            (.port(.path("/dev/ttyS0")), "ttyS0"),
            (.port(.path("/dev/serial/by-id/usb-X")), "usb-X"),
            (.port(.glob("/dev/ttyUSB*")), "ttyUSB3"),
            (.port(.properties([.init("ID_BUS", "usb")])), "ttyUSB3"),
            (.tcp(host: "::1", port: 7_000), "_-1-7000"),
            (.tcp(host: "server.lab", port: 7_000), "server.lab-7000"),
            (.unix(path: "/run/qemu/console"), "console"),
        ] as [(SourceAddress, String)])
    func `without a template the name is the address' own, or the node's`(address: SourceAddress, name: String) {
        let isPort = if case .port = address { true } else { false }
        let found = NameTemplate.automatic.name(for: isPort ? Self.adapter : nil, address: address)
        #expect(found == name)
    }

    @Test func `a name is known without the port where the port does not change it`() throws {
        var entry = PortEntry(address: .port(.path("/dev/ttyS0")), place: ConfigurationPlace(file: "x"))
        #expect(entry.knownName == "ttyS0")
        entry.name = try NameTemplate(parsing: "{node}")
        #expect(entry.knownName == nil)
        entry.name = try NameTemplate(parsing: "left")
        #expect(entry.knownName == "left")
        entry.address = .port(.glob("/dev/ttyUSB*"))
        #expect(entry.knownName == "left")
        entry.name = .automatic
        #expect(entry.knownName == nil)
    }

    @Test func `a property that a port does not have is told`() throws {
        let template = try NameTemplate(parsing: "{ID_SERIAL_SHORT}-{ID_PATH}")
        #expect(template.missingProperties(of: Self.adapter) == ["ID_PATH"])
        #expect(template.missingProperties(of: nil) == ["ID_SERIAL_SHORT", "ID_PATH"])
        #expect(!template.isFixed)
        #expect(try NameTemplate(parsing: "left").isFixed)
    }

    @Test func `a name is never too long for a file, and never empty`() {
        #expect(NameTemplate.fit(String(repeating: "a", count: 300)).utf8.count == 96)
        #expect(NameTemplate.fit("") == "console")
    }
}
