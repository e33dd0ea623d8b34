// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

/// Why `bootwatch watch` cannot begin, as sentences; the exit status is 2.
@Suite struct WatchErrorTests {
    private static func errors(_ arguments: [String]) throws -> String {
        var command = Command()
        command.arguments = ["watch"] + arguments
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.output == "")
        return result.errors
    }

    // MARK: - Ports

    @Test(.enabled(if: PortsTestbed.isAvailable, "needs umockdev, python3-gi and gir1.2-umockdev-1.0"))
    func `a port that is not there: which are`() throws {
        let testbed = try PortsTestbed()
        let nothing = try testbed.command("watch", "--no-reconnect", "/dev/ttyUSB5").run()
        #expect(nothing.status == 2)
        #expect(
            nothing.errors
                == "bootwatch: Cannot open '/dev/ttyUSB5': there is no such port. No serial port is plugged in.\n")
        try testbed.perform("plug ftdi")
        try testbed.perform("plug ch340")
        let other = try testbed.command("watch", "--no-reconnect", "ttyUSB5").run()
        #expect(other.status == 2)
        #expect(
            other.errors == """
                bootwatch: Cannot open '/dev/ttyUSB5': there is no such port. Ports at hand: /dev/ttyUSB0 (FTDI FT232R \
                USB UART, A50285BI), /dev/ttyUSB3 (QinHeng Electronics USB Serial).

                """)
    }

    @Test(.enabled(if: PortsTestbed.isAvailable, "needs umockdev, python3-gi and gir1.2-umockdev-1.0"))
    func `several ports and none named, or a name that fits several`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug ftdi")
        try testbed.perform("plug ftdi2")
        let ports = "/dev/ttyUSB0 (FTDI FT232R USB UART, A50285BI), /dev/ttyUSB1 (FTDI FT232R USB UART, AL03XZ9Q)"
        let unnamed = try testbed.command("watch").run()
        #expect(unnamed.status == 2)
        #expect(unnamed.errors.contains("there are several ports, name one. Ports at hand: \(ports)."))
        #expect(unnamed.errors.hasPrefix("bootwatch: ") && unnamed.errors.split(separator: "\n").count == 1)
        let vague = try testbed.command("watch", "usb:0403:6001").run()
        #expect(vague.status == 2)
        #expect(vague.errors.contains("it fits several ports: \(ports)"))
    }

    @Test(.enabled(if: PortsTestbed.isAvailable, "needs umockdev, python3-gi and gir1.2-umockdev-1.0"))
    func `without a name the only port is meant`() throws {
        let testbed = try PortsTestbed()
        try testbed.perform("plug acm")
        let watch = try RunningWatch(testbed.command("watch"))
        #expect(watch.shows("bootwatch: /dev/ttyACM0 is open at 115200 8N1.\n"))
    }

    @Test func `what is no terminal`() throws {
        let folder = try Folder()
        let file = try folder.file("boot.log", ExampleLogs.healthy)
        let advice = "Name a serial port.\n"
        #expect(
            try Self.errors(["/dev/null"])
                == "bootwatch: Cannot open '/dev/null' as a port: it is a device of another kind. \(advice)")
        #expect(try Self.errors([file]) == "bootwatch: Cannot open '\(file)' as a port: it is a file. \(advice)")
        #expect(
            try Self.errors([folder.path])
                == "bootwatch: Cannot open '\(folder.path)' as a port: it is a directory. \(advice)")
    }

    @Test func `a port that another watch has: which`() throws {
        let board = try WatchedBoard()
        let first = try RunningWatch(board.path)
        #expect(first.shows("is open"))
        let errors = try Self.errors([board.path])
        #expect(
            errors == """
                bootwatch: Cannot open '\(board.path)': it is in use by bootwatch (pid \(first.child.process)). End \
                that program, or choose another port.

                """)
        // The first one is not disturbed.
        try board.print("still here\r\n")
        #expect(first.shows("still here\n"))
        #expect(try first.end(by: SIGTERM).status == 143)
        // And when it has ended, the port is free.
        let third = try RunningWatch(board.path)
        #expect(third.shows("is open"))
    }

    @Test(arguments: [
        ("telnet://host:23", "bootwatch does not speak 'telnet', only the raw stream of tcp://HOST:PORT"),
        ("tcp://host", "the port is missing, as in 'tcp://host:7000'"),
        ("tcp://host:65536", "the port must be a number from 1 to 65535"),
        ("unix:", "the path of the socket is missing"),
        ("serial:", "a serial number must follow, as in 'serial:A50285BI'"),
    ])
    func `an address that means nothing`(address: String, reason: String) throws {
        let errors = try Self.errors([address])
        #expect(errors.hasPrefix("bootwatch: '\(address)' names no console: \(reason). "))
    }

    // MARK: - Options

    @Test(arguments: [
        (["-b", "0", "x"], "The value '0' is invalid for '-b <baudrate>'"),
        (["--baudrate", "fast", "x"], "The value 'fast' is invalid for '--baudrate <baudrate>'"),
        (["--baudrate", "99999999999999999999", "x"], "The value '99999999999999999999' is invalid for "),
        (["--databits", "9", "x"], "--databits takes 5, 6, 7 or 8."),
        (["--stopbits", "3", "x"], "--stopbits takes 1 or 2."),
        (["--timeout", "0", "x"], "--timeout takes a number of seconds above 0 and below a billion."),
        (["--timeout", "nan", "x"], "--timeout takes a number of seconds above 0 and below a billion."),
        (["--timeout", "1e9", "x"], "--timeout takes a number of seconds above 0 and below a billion."),
        (["--timeout=-1", "x"], "--timeout takes a number of seconds above 0 and below a billion."),
        (["--speed", "x", "--replay", "y"], "The value 'x' is invalid for '--speed <speed>'"),
        (["--speed=-1", "--replay", "y"], "--speed takes a number from 0 up."),
        (["--speed", "inf", "--replay", "y"], "--speed takes a number from 0 up."),
        (["--until", "never", "x"], "The value 'never' is invalid for '--until <until>'."),
        (["--replay", "x", "--follow", "y"], "Name one of PORT, --follow and --replay."),
        (["--output-delay=-1", "x"], "--output-delay and --output-line-delay take 0 to 60000 milliseconds."),
        (
            ["--output-line-delay", "9223372036854775807", "x"],
            "--output-delay and --output-line-delay take 0 to 60000 milliseconds."
        ),
    ])
    func `a value that means nothing`(arguments: [String], sentence: String) throws {
        #expect(try Self.errors(arguments).hasPrefix("Error: \(sentence)"))
    }

    @Test func `a speed that no line has`() throws {
        let board = try WatchedBoard()
        #expect(
            try Self.errors(["-b", "5000000000", board.path]) == """
                bootwatch: Cannot set '\(board.path)' to 5000000000 baud: a serial line has between 50 and 20000000. \
                Choose a setting that the port and its driver have.

                """)
    }

    // MARK: - Files

    @Test func `a recording that is not there`() throws {
        let folder = try Folder()
        #expect(
            try Self.errors(["--replay", "\(folder.path)/none.log"]) == """
                bootwatch: Cannot open the recording '\(folder.path)/none.log': there is no such file or directory. \
                Check the path.

                """)
    }

    @Test func `a recording that cannot be written`() throws {
        let folder = try Folder()
        let board = try WatchedBoard()
        #expect(
            try Self.errors(["--log-file", "\(folder.path)/none/board.log", board.path]) == """
                bootwatch: Cannot open the recording '\(folder.path)/none/board.log': there is no such file or \
                directory. Check the path.

                """)
        #expect(
            try Self.errors(["--log-file", folder.path, board.path])
                == "bootwatch: Cannot open the recording '\(folder.path)': it is a directory. Name a file in it.\n")
        _ = try folder.file("board.log.times", "my notes on this board\n")
        #expect(
            try Self.errors(["--log-file", "\(folder.path)/board.log", board.path]) == """
                bootwatch: Cannot record to '\(folder.path)/board.log': '\(folder.path)/board.log.times' is not the \
                time index of a recording. Move that file away, or choose another name.

                """)
        #expect(folder.text(of: "board.log.times") == "my notes on this board\n")
    }

    @Test func `a file that cannot be followed`() throws {
        let folder = try Folder()
        #expect(
            try Self.errors(["--follow", folder.path])
                == "bootwatch: Cannot read '\(folder.path)': it is a directory.\n")
    }
}
