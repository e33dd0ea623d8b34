// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import Testing

@testable import ConsoleService

struct ConsolePlanTests {
    private static func adapter(_ node: String, serial: String, socket: String = "/sys/1-1") -> PortDescription {
        var port = PortDescription(
            node: node,
            identity: PortIdentity(.adapter(vendorID: "0403", productID: "6001", serial: serial), socket: socket))
        port.serial = serial
        port.properties = ["ID_SERIAL_SHORT": serial, "ID_VENDOR_ID": "0403"]
        return port
    }

    private static func entry(_ address: String, name: String? = nil) throws -> PortEntry {
        var entry = PortEntry(
            address: try SourceAddress(parsing: address), place: ConfigurationPlace(file: "test.toml"))
        if let name { entry.name = try NameTemplate(parsing: name) }
        return entry
    }

    private static func configuration(_ entries: PortEntry...) -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.ports = entries
        return configuration
    }

    @Test func `a port that is named has its console before it is plugged in`() throws {
        let plan = ConsolePlan(
            Self.configuration(try Self.entry("/dev/ttyS0"), try Self.entry("tcp://[::1]:7000")), ports: [])
        #expect(plan.assignments.count == 2)
        #expect(plan.assignments.allSatisfy { $0.port == nil })
        #expect(plan.assignments[0].name == "ttyS0")
    }

    @Test func `each port that fits a pattern has a console, and a name of its own`() throws {
        let entry = try Self.entry("usb:0403:6001", name: "rack3-{ID_SERIAL_SHORT}")
        let properties = PortSelector.properties([.init("ID_VENDOR_ID", "0403")])
        var general = entry
        general.address = .port(properties)
        let ports = [Self.adapter("/dev/ttyUSB0", serial: "A1"), Self.adapter("/dev/ttyUSB1", serial: "A2")]
        let plan = ConsolePlan(Self.configuration(general), ports: ports)
        #expect(plan.assignments.map(\.name) == ["rack3-A1", "rack3-A2"])
        #expect(ConsolePlan(Self.configuration(general), ports: []).assignments.isEmpty)
    }

    @Test func `the first entry that fits has the port`() throws {
        var general = try Self.entry("/dev/ttyUSB*", name: "any-{node}")
        general.board = "general"
        let plan = ConsolePlan(
            Self.configuration(try Self.entry("/dev/ttyUSB0", name: "mine"), general),
            ports: [Self.adapter("/dev/ttyUSB0", serial: "A1"), Self.adapter("/dev/ttyUSB1", serial: "A2")])
        #expect(plan.assignments.map(\.name) == ["mine", "any-ttyUSB1"])
    }

    @Test func `a port that comes back under another node keeps its console and its name`() throws {
        let configuration = Self.configuration(try Self.entry("/dev/ttyUSB*", name: "any-{node}"))
        let before = ConsolePlan(configuration, ports: [Self.adapter("/dev/ttyUSB0", serial: "A1")])
        let after = ConsolePlan(
            configuration, ports: [Self.adapter("/dev/ttyUSB7", serial: "A1")], running: before.assignments)
        #expect(after.assignments == before.assignments)
    }

    @Test func `another adapter under the node of one that is waited for has another name, and that is said`() throws {
        let configuration = Self.configuration(try Self.entry("/dev/ttyUSB*"))
        let first = Self.adapter("/dev/ttyUSB0", serial: "A1")
        let before = ConsolePlan(configuration, ports: [first])
        let plan = ConsolePlan(
            configuration, ports: [Self.adapter("/dev/ttyUSB0", serial: "B2", socket: "/sys/1-2"), first],
            running: before.assignments)
        #expect(Set(plan.assignments.map(\.name)) == ["ttyUSB0", "ttyUSB0-2"])
        #expect(plan.notices.count == 1)
        #expect(plan.assignments.first { $0.port?.serial == "A1" }?.name == "ttyUSB0")
    }

    @Test func `an entry that moved in its file is no change, one that reads otherwise is`() throws {
        var entry = try Self.entry("/dev/ttyS0")
        let before = ConsolePlan(Self.configuration(entry), ports: [])
        entry.place = ConfigurationPlace(file: "other.toml")
        #expect(ConsolePlan(Self.configuration(entry), ports: [], running: before.assignments) == before)
        entry.settings.baudRate = 9_600
        #expect(ConsolePlan(Self.configuration(entry), ports: [], running: before.assignments) != before)
    }
}
