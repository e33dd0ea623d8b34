// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SerialConsole
import Testing

@testable import ConsoleService

@Suite struct ConfigurationReadingTests {
    private static let whole = """
        rules = ["/etc"]
        [defaults]
        baud = 9600
        allowances = { kernel = 30, spl = 0 }
        [recording]
        enabled = true
        directory = "/srv/consoles"
        segment-size = "1.5 MiB"
        keep-size = "3 GB"
        keep-days = 0
        sync = "250 ms"
        [journal]
        severity = "error"
        mirror-console = true
        [control]
        socket = "/run/x/io.bootwatch"
        group = ""
        viewers = 4
        [metrics]
        textfile = "/var/lib/prometheus/node-exporter/bootwatch.prom"
        interval = "2 min"
        listen = "tcp://[::1]:9417"
        [[port]]
        match = "/dev/serial/by-id/usb-FTDI*"
        udev = { ID_VENDOR_ID = "0403", ID_PATH = "*usb-0:1*" }
        name = "rack3-{ID_SERIAL_SHORT}"
        baud = 1_500_000
        framing = "7e2"
        flow = "hard"
        dtr = "keep"
        rts = "lower"
        rs485 = true
        board = "acme-router-r2"
        record = false
        allowances = { bootloader = 12.5, kernel = 0 }
        """

    @Test func `every key is read`() throws {
        let reading = try ConfigurationFolder(Self.whole).read()
        #expect(reading.notices.isEmpty)
        let configuration = reading.configuration
        #expect(configuration.rules == ["/etc"])
        #expect(configuration.recording.isEnabled)
        #expect(configuration.recording.directory == "/srv/consoles")
        #expect(configuration.recording.segmentBytes == 1_572_864)
        #expect(configuration.recording.totalBytes == 3_000_000_000)
        #expect(configuration.recording.age == nil)
        #expect(configuration.recording.synchronization == .milliseconds(250))
        #expect(configuration.journal.severity == .error)
        #expect(configuration.journal.mirrorsConsole)
        #expect(configuration.control.socket == "/run/x/io.bootwatch")
        #expect(configuration.control.group == nil)
        #expect(configuration.control.viewers == 4)
        #expect(configuration.metrics.textfile == "/var/lib/prometheus/node-exporter/bootwatch.prom")
        #expect(configuration.metrics.interval == .seconds(120))
        #expect(configuration.metrics.listen == .tcp(host: "::1", port: 9_417))
        #expect(configuration.metrics.listen?.description == "tcp://[::1]:9417")

        let port = try #require(configuration.ports.first)
        #expect(port.address == .port(.glob("/dev/serial/by-id/usb-FTDI*")))
        #expect(port.properties == [.init("ID_VENDOR_ID", "0403"), .init("ID_PATH", "*usb-0:1*")])
        #expect(port.name.description == "rack3-{ID_SERIAL_SHORT}")
        #expect(port.settings.notation == "1500000 7E2")
        #expect(port.settings.flowControl == .hard)
        #expect(port.settings.dtr == nil)
        #expect(port.settings.rts == .lower)
        #expect(port.settings.rs485 != nil)
        #expect(!port.findsSpeed)
        #expect(port.board == "acme-router-r2")
        #expect(!port.isRecorded)
        #expect(port.mayFitMany)
        #expect(port.place.line.hasSuffix("/bootwatch.toml:24"))
        var silence = SilenceWatch()
        silence.allowances[.bootloader] = 12_500_000_000
        silence.allowances[.kernel] = nil
        silence.allowances[.spl] = nil
        #expect(port.silence == silence)
    }

    @Test func `an empty file is everything by default`() throws {
        let folder = try ConfigurationFolder("# nothing\n")
        let reading = try folder.read()
        #expect(reading.configuration == ServiceConfiguration())
        #expect(reading.files == [folder.main])
        #expect(
            reading.notices.map(\.description) == ["\(folder.main): no [[port]] is configured: no console is watched"])
    }

    @Test func `a default file that is not there is no error, but said`() throws {
        let folder = try ConfigurationFolder()
        let reading = try ServiceConfiguration.read(path: folder.main, isOptional: true, environment: [:])
        #expect(reading.configuration == ServiceConfiguration())
        #expect(reading.files.isEmpty)
        #expect(
            reading.notices.map(\.description) == [
                "\(folder.main): there is no such file: no console is configured, none is watched"
            ])
    }

    @Test func `later files add ports and rules, and override single values`() throws {
        let folder = try ConfigurationFolder(
            """
            rules = ["/etc"]
            [defaults]
            baud = 9600
            flow = "soft"
            allowances = { kernel = 30 }
            [recording]
            keep-days = 7
            sync = "1 s"
            [[port]]
            match = "ttyS0"
            """)
        folder.write("bootwatch.toml.d/20-last.toml", "[defaults]\nbaud = 57600\n[recording]\nkeep-days = 3\n")
        folder.write(
            "bootwatch.toml.d/10-first.toml",
            "rules = [\"/usr\"]\n[defaults]\nbaud = 19200\nallowances = { spl = 5 }\n[[port]]\nmatch = \"ttyS1\"\n")
        folder.write("bootwatch.toml.d/.hidden.toml", "what")
        folder.write("bootwatch.toml.d/30-old.toml.bak", "what")
        let reading = try folder.read()
        #expect(
            reading.files == ["", ".d/10-first.toml", ".d/20-last.toml"].map { folder.main + $0 })
        let configuration = reading.configuration
        #expect(configuration.rules == ["/etc", "/usr"])
        #expect(configuration.recording.age == 259_200_000_000_000)
        #expect(configuration.recording.synchronization == .seconds(1))
        #expect(configuration.ports.map(\.address) == [.port(.path("/dev/ttyS0")), .port(.path("/dev/ttyS1"))])
        for port in configuration.ports {
            #expect(port.settings.baudRate == 57_600)
            #expect(port.settings.flowControl == .soft)
            #expect(port.silence.allowances[.kernel] == 30_000_000_000)
            #expect(port.silence.allowances[.spl] == 5_000_000_000)
        }
    }

    @Test func `a port's own words come before the defaults`() throws {
        let ports = try ConfigurationFolder(
            """
            [defaults]
            baud = "auto"
            dtr = "raise"
            board = "any"
            record = false
            [[port]]
            match = "ttyS0"
            baud = 9600
            dtr = "keep"
            board = "this"
            record = true
            [[port]]
            match = "ttyS1"
            """
        ).read().configuration.ports
        try #require(ports.count == 2)
        #expect(!ports[0].findsSpeed)
        #expect(ports[0].settings.notation == "9600 8N1")
        #expect(ports[0].settings.dtr == nil)
        #expect(ports[0].board == "this")
        #expect(ports[0].isRecorded)
        #expect(ports[1].findsSpeed)
        #expect(ports[1].settings.notation == "115200 8N1")
        #expect(ports[1].settings.dtr == .raise)
        #expect(ports[1].board == "any")
        #expect(!ports[1].isRecorded)
    }

    @Test func `recording switched off is switched on again for a port alone`() throws {
        let ports = try ConfigurationFolder(
            "[recording]\nenabled = false\n[[port]]\nmatch = \"ttyS0\"\n[[port]]\nmatch = \"ttyS1\"\nrecord = true\n"
        ).read().configuration.ports
        #expect(ports.map(\.isRecorded) == [false, true])
    }

    @Test func `the folder for recordings is the service manager's unless a file says another`() throws {
        let environment = ["STATE_DIRECTORY": "/var/lib/private/bootwatch:/var/lib/other"]
        let silent = try ConfigurationFolder("").read(environment: environment)
        #expect(silent.configuration.recording.directory == "/var/lib/private/bootwatch")
        let told = try ConfigurationFolder("[recording]\ndirectory = \"/srv\"").read(environment: environment)
        #expect(told.configuration.recording.directory == "/srv")
    }

    @Test func `an entry that only moved in its file is the same`() throws {
        let text = "[[port]]\nmatch = \"ttyS0\"\nbaud = 9600\n"
        let before = try ConfigurationFolder(text).read().configuration
        let after = try ConfigurationFolder("# moved\n\n" + text).read().configuration
        #expect(before == after)
        #expect(before.ports.first?.place.position != after.ports.first?.place.position)
        let changed = try ConfigurationFolder(text.replacing("9600", with: "19200")).read().configuration
        #expect(before != changed)
    }

    @Test func `ports are matched by path, link, pattern and properties`() throws {
        var port = PortDescription(node: "/dev/ttyUSB0")
        port.links = ["/dev/serial/by-id/usb-FTDI_A50285BI-if00-port0"]
        port.properties = ["ID_VENDOR_ID": "0403", "ID_MODEL_ID": "6001", "ID_SERIAL_SHORT": "A50285BI"]
        let cases: [(String, Bool)] = [
            ("match = \"ttyUSB0\"", true),
            ("match = \"ttyUSB1\"", false),
            ("match = \"usb-FTDI_A50285BI-if00-port0\"", true),
            ("match = \"/dev/serial/by-id/usb-FTDI*\"", true),
            ("match = \"/dev/ttyACM*\"", false),
            ("match = \"serial:A50285BI\"", true),
            ("match = \"usb:0403:6001\"\nudev = { ID_SERIAL_SHORT = \"A5*\" }", true),
            ("match = \"usb:0403:6001\"\nudev = { ID_SERIAL_SHORT = \"B*\" }", false),
            ("match = \"/dev/ttyUSB*\"\nudev = { ID_VENDOR_ID = \"0403\" }", true),
            ("match = \"/dev/ttyUSB*\"\nudev = { ID_VENDOR_ID = \"10c4\" }", false),
            ("udev = { ID_VENDOR_ID = \"0403\", ID_MODEL_ID = \"60[01]1\" }", true),
            ("udev = { ID_PATH = \"*\" }", false),
            ("match = \"tcp://host:7000\"", false),
        ]
        for (lines, fits) in cases {
            let configuration = try ConfigurationFolder("[[port]]\n\(lines)\n").read().configuration
            #expect((configuration.entry(for: port) != nil) == fits, "\(lines)")
        }
    }

    @Test func `the speed of a socket is said to be without effect`() throws {
        let folder = try ConfigurationFolder("[[port]]\nmatch = \"tcp://host:7000\"\nbaud = 9600\n")
        let reading = try folder.read()
        #expect(
            reading.notices.map(\.description) == [
                "\(folder.main):2:9: 'tcp://host:7000' has no line to set: speed and the like are its server's"
            ])
        let silent = try ConfigurationFolder("[defaults]\nbaud = 9600\n[[port]]\nmatch = \"unix:/run/c\"\n").read()
        #expect(silent.notices.isEmpty)
    }

    @Test func `a folder of rules stands for its packs`() throws {
        let folder = try ConfigurationFolder("")
        folder.write("bootwatch.toml.d/b.toml", "")
        folder.write("bootwatch.toml.d/a.toml", "")
        var configuration = ServiceConfiguration()
        configuration.rules = ["\(folder.main).d", folder.main]
        #expect(
            configuration.ruleFiles == ["\(folder.main).d/a.toml", "\(folder.main).d/b.toml", folder.main])
    }

    @Test(
        arguments: [
            ("0 ms", 0), ("250ms", 250_000_000), ("1.5 s", 1_500_000_000), ("2 min", 120_000_000_000),
            ("1 h", 3_600_000_000_000), ("90 d", 7_776_000_000_000_000),
        ] as [(String, Int64)])
    func `times are read`(text: String, nanoseconds: Int64) throws {
        #expect(try Quantity<TimeUnit>.amount(of: text) == nanoseconds)
    }

    @Test(arguments: ["64 KiB", "1 MB", "3 B", "1536 MiB", "0 B", "5 TiB"])
    func `sizes are written as they are read`(text: String) throws {
        #expect(Quantity<SizeUnit>.text(try Quantity<SizeUnit>.amount(of: text)) == text)
    }
}
