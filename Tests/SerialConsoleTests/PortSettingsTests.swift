// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import Glibc
import SystemPackage
import Testing

@testable import SerialConsole

/// What is asked of a line, what the driver makes of it, and that it is put back.
@Suite struct PortSettingsTests {
    private func settings(_ change: (inout LineSettings) -> Void) -> LineSettings {
        var settings = LineSettings()
        change(&settings)
        return settings
    }

    // MARK: - On a pseudo-terminal

    @Test(arguments: [50, 110, 9_600, 74_880, 115_200, 250_000, 1_234_567, 3_000_000, 20_000_000])
    func `any speed is set and read back`(rate: Int) throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path, settings: settings { $0.baudRate = rate })
        #expect(port.settings?.baudRate == rate)
        #expect(try terminal.near.settings().output_speed == UInt32(rate))
        #expect(try terminal.near.settings().input_speed == UInt32(rate))
    }

    @Test(arguments: LineSettings.FlowControl.allCases, [1, 2])
    func `flow control and stop bits are kept`(flow: LineSettings.FlowControl, stopBits: Int) throws {
        let terminal = try PseudoTerminal()
        let wanted = settings {
            $0.flowControl = flow
            $0.stopBits = stopBits
        }
        let port = try SerialPort(path: terminal.path, settings: wanted)
        #expect(port.settings == wanted)
    }

    @Test func `what a pseudo-terminal has not got is left out quietly, and said by the settings`() throws {
        let terminal = try PseudoTerminal()
        let wanted = settings {
            $0.dataBits = 7
            $0.parity = .even
            $0.dtr = .raise
            $0.rts = .pulse
            $0.rs485 = RS485Settings()
        }
        let port = try SerialPort(path: terminal.path, settings: wanted)
        #expect(port.settings?.framing == "8N1")
        #expect(port.isPseudoTerminal == true)
        #expect(port.pulseEnds.isEmpty)
        #expect(port.modemLines() == nil)
        #expect(port.counters() == nil)
        #expect(port.unsentBytes() == 0)
    }

    @Test func `the terminal is raw, marks errors and hangs nothing up`() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path, settings: LineSettings())
        let now = try terminal.near.settings()
        #expect(now.input_flags == UInt32(PARMRK | INPCK))
        #expect(now.local_flags & UInt32(ICANON | ECHO | ISIG | IEXTEN) == 0)
        #expect(now.output_flags & UInt32(OPOST) == 0)
        #expect(now.control_flags & UInt32(HUPCL) == 0)
        #expect(now.control_flags & UInt32(CLOCAL | CREAD) == UInt32(CLOCAL | CREAD))
        #expect(try terminal.near.isExclusive())
        #expect(port.name == terminal.path)
    }

    @Test func `closing puts back every bit`() throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        // Nothing that a console is set to.
        before.input_flags = UInt32(ICRNL | BRKINT | ISTRIP)
        before.control_flags |= UInt32(HUPCL | CSTOPB)
        before.characters.5 = 7
        before.characters.6 = 9
        try terminal.near.set(before)
        before = try terminal.near.settings()
        do {
            let port = try SerialPort(path: terminal.path, settings: settings { $0.baudRate = 1_234_567 })
            var during = try terminal.near.settings()
            #expect(!tty_settings_equal(&during, &before))
            #expect(port.settings?.baudRate == 1_234_567)
        }
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(try !terminal.near.isExclusive())
        #expect(try terminal.near.lock(), "the lock is given up")
    }

    @Test func `the speed is changed while the port is open, and put back`() throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        do {
            var port = try SerialPort(path: terminal.path, settings: settings { $0.flowControl = .soft })
            try port.perform(.setBaudRate(57_600))
            #expect(
                port.settings
                    == settings {
                        $0.baudRate = 57_600
                        $0.flowControl = .soft
                    })
            #expect(try terminal.near.settings().output_speed == 57_600)
            #expect {
                try port.perform(.setBaudRate(49))
            } throws: { error in
                "\(error)"
                    == "Cannot set '\(terminal.path)' to 49 baud: a serial line has between 50 and 20000000. Choose a setting that the port and its driver have."
            }
            #expect(port.settings?.baudRate == 57_600)
        }
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
    }

    @Test func `an adopted port is not disturbed, and closed in the end`() throws {
        let terminal = try PseudoTerminal()
        let first = open(terminal.path, O_RDWR | O_NOCTTY)
        // As the service manager does: it keeps a copy, which has a part in the lock.
        let kept = fcntl(first, F_DUPFD_CLOEXEC, 0)
        defer { close(kept) }
        #expect(try terminal.openings() == 3)
        var wanted = try terminal.near.settings()
        var line = settings { $0.baudRate = 1_500_000 }.terminalLine
        tty_settings_make_console(&wanted, &line)
        try terminal.near.set(wanted)
        wanted = try terminal.near.settings()
        do {
            let port = try SerialPort(
                adopting: FileDescriptor(rawValue: first), name: "board-1",
                settings: settings { $0.baudRate = 1_500_000 })
            #expect(port.name == "board-1")
            #expect(fcntl(first, F_GETFL) & O_NONBLOCK != 0)
            #expect(fcntl(first, F_GETFD) & FD_CLOEXEC != 0)
        }
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &wanted))
        #expect(try terminal.openings() == 2, "the test's own and the copy")
        #expect(try terminal.near.lock(), "the lock is given up")
    }

    // MARK: - In the driver's terms

    @Test(arguments: 5...8, LineSettings.Parity.allCases)
    func `every framing goes to the driver and back`(dataBits: Int, parity: LineSettings.Parity) {
        for stopBits in 1...2 {
            for flow in LineSettings.FlowControl.allCases {
                let wanted = settings {
                    $0.dataBits = dataBits
                    $0.parity = parity
                    $0.stopBits = stopBits
                    $0.flowControl = flow
                }
                var raw = tty_settings()
                var line = wanted.terminalLine
                tty_settings_make_console(&raw, &line)
                var back = LineSettings()
                back.take(tty_settings_line(&raw))
                #expect(back == wanted)
            }
        }
    }

    @Test(arguments: [
        (115_200, 115_200, nil), (115_200, 118_656, nil), (115_200, 111_744, nil), (3_000_000, 3_090_000, nil),
        (50, 51, nil), (115_200, 118_657, "to 115200 baud: the driver gives 118657"),
        (12_000_000, 3_000_000, "to 12000000 baud: the driver gives 3000000"),
        (1_000_000, 9_600, "to 1000000 baud: the driver gives 9600"),
        (115_200, 0, "to 115200 baud: the driver gives 0"),
        (20_000_000, 4_294_967_295, "to 20000000 baud: the driver gives 4294967295"),
    ])
    func `a speed may be 3 per cent off`(asked: Int, given: Int, refusal: String?) {
        #expect(settings { $0.baudRate = asked }.refusal(given: settings { $0.baudRate = given }) == refusal)
    }

    @Test func `a framing or flow control that is not given is refused`() {
        let wanted = settings {
            $0.dataBits = 7
            $0.parity = .even
            $0.flowControl = .hard
        }
        #expect(wanted.refusal(given: LineSettings()) == "to 7E1: the driver gives 8N1")
        var given = wanted
        given.flowControl = .none
        #expect(wanted.refusal(given: given) == "to RTS/CTS flow control: the driver gives no flow control")
        #expect(wanted.refusal(given: wanted) == nil)
        #expect(
            "\(SourceError(.settingRefused, on: "/dev/ttyUSB0", detail: wanted.refusal(given: LineSettings())))"
                == "Cannot set '/dev/ttyUSB0' to 7E1: the driver gives 8N1. Choose a setting that the port and its driver have."
        )
    }

    @Test(arguments: [Int.min, -1, 0, 49, 20_000_001, Int.max])
    func `a speed that no line has is refused before the port is touched`(rate: Int) throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        #expect {
            _ = try SerialPort(path: terminal.path, settings: settings { $0.baudRate = rate })
        } throws: { error in
            "\(error)"
                == "Cannot set '\(terminal.path)' to \(rate) baud: a serial line has between 50 and 20000000. Choose a setting that the port and its driver have."
        }
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(settings { $0.baudRate = 50 }.refusal(given: settings { $0.baudRate = rate }) != nil || rate == 49)
    }

    @Test(arguments: [
        (4, 1, "to 4 data bits: a character has 5 to 8"), (9, 1, "to 9 data bits: a character has 5 to 8"),
        (8, 0, "to 0 stop bits: a character has 1 or 2"), (8, 3, "to 3 stop bits: a character has 1 or 2"),
        (5, 2, nil),
    ])
    func `characters have limits`(dataBits: Int, stopBits: Int, fault: String?) {
        #expect(
            settings {
                $0.dataBits = dataBits
                $0.stopBits = stopBits
            }.fault == fault)
    }

    @Test(arguments: [
        (LineSettings.Parity.none, "115200 8N1"), (.odd, "115200 8O1"), (.even, "115200 8E1"), (.mark, "115200 8M1"),
        (.space, "115200 8S1"),
    ])
    func `settings are written as everybody writes them`(parity: LineSettings.Parity, notation: String) {
        #expect(settings { $0.parity = parity }.notation == notation)
    }

    @Test func `RS-485 leaves what it does not name as it was`() {
        var found = tty_rs485()
        found.flags = UInt32(TTY_RS485_RTS_AFTER_SEND) | 1 << 5
        found.rest.0 = 77
        var wanted = RS485Settings()
        wanted.delayBeforeSend = -5
        wanted.delayAfterSend = .max
        let new = wanted.applied(to: found)
        #expect(new.flags == UInt32(TTY_RS485_ENABLED | TTY_RS485_RTS_ON_SEND) | 1 << 5)
        #expect(new.delay_before_send == 0)
        #expect(new.delay_after_send == .max)
        #expect(new.rest.0 == 77)
    }
}
