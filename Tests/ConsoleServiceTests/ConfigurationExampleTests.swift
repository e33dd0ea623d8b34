// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SerialConsole
import Testing

@testable import ConsoleService

/// `systemd/bootwatch.toml`, which every new installation begins with.
@Suite struct ConfigurationExampleTests {
    /// Tests/ConsoleServiceTests/ConfigurationExampleTests.swift lies three levels below the checkout.
    private static let path =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/systemd/bootwatch.toml"

    @Test func `the example says nothing, and is sound as it stands`() throws {
        let reading = try ServiceConfiguration.read(path: Self.path)
        #expect(reading.configuration == ServiceConfiguration())
        #expect(reading.files == [Self.path])
    }

    @Test func `every line of the example is right once its sign is taken away`() throws {
        var lines: [Substring] = []
        let text = try TextFile.read(Self.path)
        for line in text.split(separator: "\n") {
            // A remark has a blank after its sign.
            guard line.hasPrefix("#"), !line.hasPrefix("# "), line.count > 1 else { continue }
            lines.append(line.dropFirst())
        }
        #expect(lines.count > 30)
        let folder = try ConfigurationFolder(
            lines.joined(separator: "\n").replacing("/srv/lab/rules.d", with: "/etc"))
        let reading = try folder.read()
        var expected = ServiceConfiguration()
        expected.rules = ["/etc"]
        expected.metrics.textfile = "/var/lib/prometheus/node-exporter/bootwatch.prom"
        expected.metrics.listen = .unix(path: "/run/bootwatch/metrics")
        var port = PortEntry(
            address: .port(.glob("/dev/serial/by-id/usb-FTDI*")), place: ConfigurationPlace(file: Self.path))
        port.properties = [.init("ID_VENDOR_ID", "0403"), .init("ID_PATH", "*-usb-0:1*")]
        port.name = try NameTemplate(parsing: "rack3-{ID_SERIAL_SHORT}")
        port.board = "acme-router-r2"
        expected.ports = [port]
        // All else is shown with its default.
        #expect(reading.configuration == expected)
    }
}
