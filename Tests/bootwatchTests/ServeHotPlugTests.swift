// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import SystemJournal
import TestSupport
import Testing

/// Adapters that are plugged in and out while `bootwatch serve` runs.
@Suite(
    .serialized,
    .enabled(
        if: PortsTestbed.isAvailable && JournaldNamespace.obstacle == nil,
        "needs umockdev, python3-gi, systemd-journald and root"))
struct ServeHotPlugTests {
    private static let glob = """
        [[port]]
        match = "/dev/ttyUSB*"
        name = "rack-{ID_SERIAL_SHORT}"

        """
    private static let properties = """
        [[port]]
        udev = { ID_VENDOR_ID = "0403" }
        name = "rack-{ID_SERIAL_SHORT}"

        """

    @Test(arguments: [glob, properties])
    func `an adapter becomes a console when it is plugged in, and the same one again`(entry: String) throws {
        let testbed = try PortsTestbed()
        let journald = try JournaldNamespace.start()
        let environment = testbed.environment.map { "\($0.key)=\($0.value)" }
        let service = try RunningService(
            [], beside: journald, settings: entry, launcher: ["/usr/bin/env"] + environment)
        #expect(try service.start() == "0 consoles, 0 open")
        let name = "rack-A50285BI"
        try testbed.perform("plug ftdi")
        try service.wait(for: "the console") { try service.status(name).port.state == .open }
        #expect(try service.status(name).port.node == "/dev/ttyUSB0")
        try testbed.perform("send ftdi \(Self.hex("half a line, "))")
        try service.waits(untilRecorded: 13, of: name)
        try testbed.perform("unplug ftdi")
        try service.wait(for: "its going") { try service.status(name).port.state == .waiting }
        // Another adapter on its node is another console.
        try testbed.perform("plug ftdi2 ttyUSB0")
        try service.wait(for: "the other") { try service.status("rack-AL03XZ9Q").port.state == .open }
        try testbed.perform("plug ftdi ttyUSB7")
        try service.wait(for: "its return") { try service.status(name).port.node == "/dev/ttyUSB7" }
        try testbed.perform("send ftdi \(Self.hex("and the rest\n"))")
        try service.waits(untilRecorded: 26, of: name)
        #expect(service.recorded(name) == Array("half a line, and the rest\n".utf8))
        // The testbed's nodes are pseudo-terminals.
        let gaps = try service.gaps(name)
        #expect(gaps.count == 1 && gaps[0].hasPrefix("hung-up - "), "\(gaps)")
        let kinds = try journald.entries("BOOTWATCH_PORT=\(name)").compactMap { $0["MESSAGE_ID"] }
        let wanted = [MessageID.portOpened, .portLost, .portGap, .portOpened].map { "\($0)" }
        #expect(kinds == wanted)
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
