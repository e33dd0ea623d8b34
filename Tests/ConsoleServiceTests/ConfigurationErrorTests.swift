// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import ConsoleService

/// What is wrong with a configuration is told with its place, in these words.
@Suite struct ConfigurationErrorTests {
    @Test(
        arguments: [
            ("baud = 115200", "1:1: unknown key 'baud' before the first table: use one of rules"),
            ("rules = \"/etc\"", "1:9: 'rules' must be an array of strings"),
            ("rules = [\"rules.d\"]", "1:10: 'rules.d' must be a full path, as in \"/etc/bootwatch/rules.d\""),
            ("rules = [\"/etc\", \"/nowhere\"]", "1:18: there is no file or folder '/nowhere'"),
            ("[ports]", "1:1: unknown table '[ports]': did you mean '[[port]]'?"),
            ("\n[[recroding]]", "2:1: unknown table '[[recroding]]': did you mean '[recording]'?"),
            (
                "[network]",
                "1:1: unknown table '[network]': use one of [defaults], [recording], [journal], [control], [metrics], "
                    + "[[port]]"
            ),
            ("[port]\nmatch = \"ttyS0\"", "1:1: 'port' is written [[port]]"),
            ("[[journal]]", "1:1: 'journal' is written [journal]"),
            (
                "[[port]]\nmatch = \"ttyS0\"\n[port.udev]\nID_BUS = \"usb\"",
                "3:1: '[port.udev]' is no table: write 'udev = { … }' in [[port]]"
            ),
        ])
    func `a misspelt table or key has no silent effect`(text: String, error: String) throws {
        #expect(try ConfigurationFolder(text).errors() == ["bootwatch.toml:\(error)"])
    }

    @Test(
        arguments: [
            ("recording", "enabled = \"yes\"", "2:11: 'enabled' must be true or false"),
            (
                "recording", "directory = \"logs\"",
                "2:13: 'directory' must be a full path, as in \"/var/lib/bootwatch\""
            ),
            ("recording", "directory = \"\"", "2:13: 'directory' must not be empty"),
            ("recording", "segment-size = 64", "2:16: 'segment-size' must be a size with its unit, as in \"64 MiB\""),
            ("recording", "segment-size = \"64\"", "2:16: '64' lacks a unit: use one of \(Self.sizeUnits)"),
            ("recording", "segment-size = \"much\"", "2:16: 'much' is not a size: write it as in \"64 MiB\""),
            (
                "recording", "segment-size = \"64 mib\"", "2:16: unknown unit 'mib' in '64 mib': did you mean 'MiB'?"
            ),
            (
                "recording", "segment-size = \"64 s\"",
                "2:16: unknown unit 's' in '64 s': use one of \(Self.sizeUnits)"
            ),
            ("recording", "segment-size = \"1 KiB\"", "2:16: 'segment-size' must be from 64 KiB to 1 TiB"),
            ("recording", "keep-size = \"99999999999999 TiB\"", "2:13: 'keep-size' must be from 64 KiB to 1024 TiB"),
            ("recording", "keep-days = \"90 d\"", "2:13: 'keep-days' must be a number from 0 to 36500"),
            ("recording", "keep-days = 1.5", "2:13: 'keep-days' must be a number from 0 to 36500"),
            ("recording", "sync = 5", "2:8: 'sync' must be a time with its unit, as in \"5 s\""),
            ("recording", "sync = \"5 sec\"", "2:8: unknown unit 'sec' in '5 sec': use one of ms, s, min, h, d"),
            ("recording", "sync = \"2 d\"", "2:8: 'sync' must be from 0 ms to 1 h"),
            (
                "recording", "keep-size = \"1 MiB\"",
                "2:13: 'keep-size', 1 MiB, is less than one segment: 'segment-size' is 64 MiB"
            ),
            (
                "recording", "segment-size = \"4 GiB\"",
                "2:16: 'keep-size', 2 GiB, is less than one segment: 'segment-size' is 4 GiB"
            ),
            (
                "recording", "keep-sise = \"1 GiB\"",
                "2:1: unknown key 'keep-sise' in [recording]: did you mean 'keep-size'?"
            ),
            (
                "journal", "severity = \"debug\"",
                "2:12: unknown severity 'debug': use one of info, notice, warning, error, fatal"
            ),
            ("journal", "mirror-console = 1", "2:18: 'mirror-console' must be true or false"),
            (
                "control", "socket = \"bootwatch\"",
                "2:10: 'socket' must be a full path, as in \"/run/bootwatch/io.bootwatch\""
            ),
            (
                "control", "socket = \"/\(String(repeating: "a", count: 107))\"",
                "2:10: the path of a socket has at most 107 bytes, this one 108"
            ),
            ("control", "viewers = -1", "2:11: 'viewers' must be a number from 0 to 1000"),
            ("control", "viewers = many", nil),
            (
                "metrics", "textfile = \"/var/lib/bootwatch.txt\"",
                "2:12: node_exporter reads no other files than those that end in '.prom'"
            ),
            ("metrics", "interval = \"10 ms\"", "2:12: 'interval' must be from 1 s to 1 d"),
            (
                "metrics", "listen = \"9417\"",
                "2:10: '9417' is no place to listen at: use \"unix:/PATH\" or \"tcp://ADDRESS:PORT\""
            ),
            (
                "metrics", "listen = \"unix:metrics\"",
                "2:10: 'unix:metrics' is no place to listen at: use \"unix:/PATH\" or \"tcp://ADDRESS:PORT\""
            ),
            ("defaults", "match = \"ttyS0\"", "2:9: 'match' belongs to a [[port]]: defaults are for all of them"),
            ("defaults", "baud = 0", "2:8: 'baud' must be a number from 50 to 20000000, or \"auto\""),
        ] as [(String, String, String?)])
    func `a wrong value is told with what would be right`(table: String, line: String, error: String?) throws {
        let found = try ConfigurationFolder("[\(table)]\n\(line)\n").errors()
        if let error {
            #expect(found == ["bootwatch.toml:\(error)"])
        } else {
            // In the words of the TOML parser.
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("bootwatch.toml:2:11: no TOML: ") == true, "\(found)")
        }
    }

    private static let sizeUnits = "B, KiB, MiB, GiB, TiB, kB, MB, GB, TB"

    @Test(
        arguments: [
            ("baud = \"115200\"", "3:8: 'baud' must be a number from 50 to 20000000, or \"auto\""),
            ("baud = 9600.5", "3:8: 'baud' must be a number from 50 to 20000000, or \"auto\""),
            (
                "framing = \"8N3\"",
                "3:11: '8N3' is no framing: write data bits, parity and stop bits, as in \"8N1\" or \"7E2\""
            ),
            ("flow = \"rtscts\"", "3:8: unknown flow 'rtscts': use one of none, hard, soft"),
            ("flow = \"sotf\"", "3:8: unknown flow 'sotf': did you mean 'soft'?"),
            ("dtr = \"high\"", "3:7: unknown dtr 'high': use one of keep, raise, lower"),
            ("rts = true", "3:7: 'rts' must be a string"),
            ("rs485 = 1", "3:9: 'rs485' must be true or false"),
            ("board = \"\"", "3:9: 'board' must not be empty"),
            ("board = \"a\\u001bb\"", "3:9: 'board' must not hold control characters"),
            ("record = \"no\"", "3:10: 'record' must be true or false"),
            ("allowances = 60", "3:14: 'allowances' must be a table { STAGE = SECONDS }"),
            ("allowances = { bootlaoder = 60 }", "3:16: unknown stage 'bootlaoder': did you mean 'bootloader'?"),
            (
                "allowances = { kernel = 120, disk = 1 }",
                "3:30: unknown stage 'disk': use one of bootrom, spl, firmware, bootloader, kernel, userspace, recovery"
            ),
            ("allowances = { kernel = -1 }", "3:25: 'allowances.kernel' must be a number of seconds, 0 for ever"),
            (
                "allowances = { kernel = \"2 min\" }",
                "3:25: 'allowances.kernel' must be a number of seconds, 0 for ever"
            ),
            ("name = \"\"", "3:9: a name must not be empty"),
            ("name = \"rack3-{ID_SERIAL\"", "3:15: the '}' after '{ID_SERIAL' is missing"),
            (
                "name = \"rack3-{nod}\"",
                "3:15: unknown '{nod}': use {node}, or a udev property in capitals, as {ID_SERIAL_SHORT}"
            ),
            (
                "name = \"rack 3\"",
                "3:13: ' ' cannot be part of a name: use letters and digits of ASCII, or . _ @ + -"
            ),
            (
                "name = \"\\u0061/b\"",
                "3:8: '/' cannot be part of a name: use letters and digits of ASCII, or . _ @ + -"
            ),
            ("udev = { ID_BUS = usb }", nil),
            ("udev = \"ID_BUS=usb\"", "3:8: 'udev' must be a table { PROPERTY = \"value\" }"),
            ("udev = {}", "3:8: 'udev' names no property"),
            (
                "udev = { vendor = \"0403\" }",
                "3:10: 'vendor' is no udev property: 'udevadm info' shows a port's, as ID_VENDOR_ID"
            ),
            ("udev = { ID_VENDOR_ID = 0x0403 }", "3:25: 'udev.ID_VENDOR_ID' must be a string in quotes"),
        ] as [(String, String?)])
    func `what is wrong with a port is told`(line: String, error: String?) throws {
        let found = try ConfigurationFolder("[[port]]\nmatch = \"/dev/ttyUSB*\"\n\(line)\n").errors()
        if let error {
            #expect(found == ["bootwatch.toml:\(error)"])
        } else {
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("bootwatch.toml:3:19: no TOML: ") == true, "\(found)")
        }
    }

    @Test(
        arguments: [
            ("board = \"x\"", "1:1: a [[port]] needs a 'match' or 'udev': which port is meant?"),
            ("match = \"\"", "2:9: 'match' must not be empty"),
            ("match = 7", "2:9: 'match' must be a string"),
            ("match = \"./tty\"", "2:9: './tty' must be a full path, as in \"/dev/ttyUSB0\""),
            ("match = \"unix:console\"", "2:9: 'unix:console' must be a full path, as in \"/dev/ttyUSB0\""),
            (
                "match = \"usb:403:6001\"",
                "2:9: 'usb:403:6001' names no console: vendor and product must follow, four hexadecimal digits each, "
                    + "as in 'usb:0403:6001'"
            ),
            (
                "match = \"telnet://host\"",
                "2:9: 'telnet://host' names no console: bootwatch does not speak 'telnet', only the raw stream of "
                    + "tcp://HOST:PORT"
            ),
            (
                "match = \"tcp://host:7000\"\nudev = { ID_BUS = \"usb\" }",
                "3:8: 'tcp://host:7000' has no udev properties: they are a port's of this host"
            ),
        ])
    func `a port must name one that there can be`(lines: String, error: String) throws {
        #expect(try ConfigurationFolder("[[port]]\n\(lines)\n").errors() == ["bootwatch.toml:\(error)"])
    }

    @Test func `a port or a name that is there already is refused where it comes second`() throws {
        let folder = try ConfigurationFolder(
            """
            [[port]]
            match = "/dev/ttyUSB0"
            name = "left"
            [[port]]
            match = "ttyUSB0"
            [[port]]
            match = "/dev/ttyUSB1"
            name = "left"
            [[port]]
            match = "tcp://host:1"
            """)
        folder.write(
            "bootwatch.toml.d/more.toml", "[[port]]\nmatch = \"/dev/ttyS0\"\nname = \"host-1\"\n")
        #expect(
            folder.errors() == [
                "bootwatch.toml:5:9: the same port is meant by bootwatch.toml:2, and the first has it",
                "bootwatch.toml:8:8: the name 'left' is taken: bootwatch.toml:3 has it, too",
                "bootwatch.toml.d/more.toml:3:8: the name 'host-1' is taken: bootwatch.toml:9 has it, too",
            ])
    }

    @Test func `all that is wrong in all files is told at once, in the order of the text`() throws {
        let folder = try ConfigurationFolder(
            "[journal]\nseverity = 1\n[[port]]\nmach = \"ttyS0\"\n[recording]\nsync = 1\n")
        folder.write("bootwatch.toml.d/20-b.toml", "[control\n")
        folder.write("bootwatch.toml.d/10-a.toml", "[control]\nviewers = true\n")
        let found = folder.errors()
        #expect(
            found.prefix(5) == [
                "bootwatch.toml:2:12: 'severity' must be a string",
                "bootwatch.toml:3:1: a [[port]] needs a 'match' or 'udev': which port is meant?",
                "bootwatch.toml:4:1: unknown key 'mach' in [[port]]: did you mean 'match'?",
                "bootwatch.toml:6:8: 'sync' must be a time with its unit, as in \"5 s\"",
                "bootwatch.toml.d/10-a.toml:2:11: 'viewers' must be a number from 0 to 1000",
            ])
        #expect(found.count == 6)
        #expect(found.last?.hasPrefix("bootwatch.toml.d/20-b.toml:1:9: no TOML: ") == true, "\(found)")
    }

    @Test func `files that cannot be read are told`() throws {
        let none = try ConfigurationFolder()
        #expect(none.errors() == ["bootwatch.toml: cannot be read: there is no such file"])
        let folder = try ConfigurationFolder("")
        folder.write("bootwatch.toml.d", "no folder")
        #expect(folder.errors() == ["bootwatch.toml.d: cannot be listed: it is no folder"])
        #expect(throws: ConfigurationError.self) { try ServiceConfiguration.read(path: "/tmp") }
        do throws(ConfigurationError) {
            _ = try ServiceConfiguration.read(path: "/etc")
        } catch {
            #expect(error.description == "/etc: cannot be read: it is a folder")
        }
    }

    @Test func `a text cut at any byte is refused or read, and never trapped over`() throws {
        let text = """
            rules = ["/etc"] # why
            [defaults]
            allowances = { kernel = 1.5, spl = 0 }
            [recording]
            keep-size = "3 GiB"
            [[port]]
            match = "usb:0403:6001"
            udev = { ID_PATH = '*usb-0:1*' }
            name = "r-{ID_SERIAL_SHORT}-{node}"
            """
        for length in 0...text.utf8.count {
            var draft = ConfigurationDraft(recordingDirectory: nil)
            draft.add(file: "cut.toml", text: String(decoding: text.utf8.prefix(length), as: UTF8.self))
            _ = draft.finish()
        }
    }
}
