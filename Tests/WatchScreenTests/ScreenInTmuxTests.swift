// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog
@testable import WatchScreen

/// The composed screen on a real terminal: what a technician sees in tmux.
@Suite(.serialized, .enabled(if: !TmuxTerminal.isMissing, "tmux is not installed: apt-get install tmux"))
struct ScreenInTmuxTests {
    private let diagnosis =
        "▌ error[verify.checksum]: The image's data does not match the checksum in its\n"
        + "▌   header (in recovery)"

    // MARK: - Beginning and end

    @Test func `the shell's lines are not written over`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 40)
        for number in 1...9 { try terminal.write("shell line \(number)\r\n") }
        var sample = ScreenSample(rows: 10, columns: 40)
        sample.begin()
        sample.print("board\r\n")
        try terminal.write(sample.output())
        let history = try terminal.history()
        for number in 1...9 { #expect(history.contains("shell line \(number)\n")) }
        #expect(try terminal.rows()[7] == "board")
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
    }

    @Test func `rows below the shell's cursor are not written over either`() throws {
        var terminal = try TmuxTerminal.start(rows: 8, columns: 40)
        for number in 1...7 { try terminal.write("shell line \(number)\r\n") }
        try terminal.write("shell line 8\u{1B}[4;1H")
        var sample = ScreenSample(rows: 8, columns: 40)
        sample.begin()
        try terminal.write(sample.output())
        #expect(try terminal.rows()[6] == "shell line 8")
        #expect(try terminal.cursor() == "0,2")
    }

    @Test func `the board's output begins right below the shell's command`() throws {
        var terminal = try TmuxTerminal.start()
        try terminal.write("$ bootwatch watch\r\n")
        var sample = ScreenSample()
        sample.begin()
        sample.print("U-Boot 2024.01\r\n")
        try terminal.write(sample.output())
        #expect(try terminal.rows()[0...1] == ["U-Boot 2024.01", ""])
        #expect(try terminal.history().hasPrefix("$ bootwatch watch\nU-Boot 2024.01\n"))
    }

    @Test func `at the end the screen is the shell's again`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        try terminal.write("$ bootwatch watch\r\n")
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("U-Boot 2024.01\r\n\u{1B}[?25l\u{1B}[31m=> ")
        sample.screen.end()
        try terminal.write(sample.output() + Array("$ ".utf8))
        #expect(try terminal.text() == "U-Boot 2024.01\n=>\n$")
        #expect(try terminal.cursor() == "2,2")
        #expect(try terminal.ask("scroll_region_upper") == "0")
        #expect(try terminal.ask("scroll_region_lower") == "9")
        #expect(try terminal.ask("cursor_flag") == "1")
        #expect(try terminal.ask("wrap_flag") == "1")
        try terminal.write("\r\nplain")
        #expect(try terminal.coloredText().contains("\nplain\n"))
    }

    @Test func `the end leaves no gap below a complete line`() throws {
        var terminal = try TmuxTerminal.start(rows: 6, columns: 60)
        var sample = ScreenSample(rows: 6, columns: 60)
        sample.begin()
        for number in 1...8 { sample.print("line \(number)\r\n") }
        sample.screen.end()
        try terminal.write(sample.output() + Array("$ ".utf8))
        #expect(try terminal.text() == "line 5\nline 6\nline 7\nline 8\n$")
    }

    @Test func `stopped and continued, the prompt is there again`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("U-Boot\r\n\u{1B}[32m=> \u{1B}[0mprin")
        sample.screen.suspend()
        try terminal.write(sample.output() + Array("[1]+ Stopped\r\n$ fg\r\n".utf8))
        #expect(try terminal.ask("scroll_region_lower") == "9")
        sample.screen.resume(ScreenSize(rows: 10, columns: 60), at: sample.time)
        sample.print("tenv\r\n")
        try terminal.write(sample.output())
        #expect(try terminal.text().contains("=> prin\n[1]+ Stopped\n$ fg\n=> printenv\n"))
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
    }

    // MARK: - Insertions

    @Test func `a diagnosis stands above the prompt, and the prompt goes on`() throws {
        var terminal = try TmuxTerminal.start()
        var sample = ScreenSample()
        sample.begin()
        sample.print("   Verifying Checksum ... Bad Data CRC\r\n=> pri")
        sample.send(.diagnosis(ScreenSample.diagnosis()))
        try terminal.write(sample.output())
        #expect(try terminal.text().hasPrefix("   Verifying Checksum ... Bad Data CRC\n\(diagnosis)\n=> pri\n"))
        #expect(try terminal.cursor() == "6,3")
        sample.print("ntenv\r\n")
        try terminal.write(sample.output())
        #expect(try terminal.text().contains("\n=> printenv\n"))
    }

    @Test func `it does so in the last row as well`() throws {
        var terminal = try TmuxTerminal.start(rows: 8)
        var sample = ScreenSample(rows: 8)
        sample.begin()
        for number in 1...20 { sample.print("line \(number)\r\n") }
        sample.print("=> ")
        sample.send(.diagnosis(ScreenSample.diagnosis()))
        try terminal.write(sample.output())
        #expect(
            try terminal.rows()[..<7].joined(separator: "\n") == "line 17\nline 18\nline 19\nline 20\n\(diagnosis)\n=>")
        #expect(try terminal.cursor() == "3,6")
    }

    @Test(arguments: [20, 79, 80, 81, 159, 160, 161, 250])
    func `a line of any length is put back as it was`(length: Int) throws {
        var terminal = try TmuxTerminal.start(rows: 12)
        var plain = try TmuxTerminal.start(rows: 12)
        let line = "=> " + String((0..<length - 3).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 26))) })
        let text = "first\r\n\(line)"
        try plain.write(text)
        var sample = ScreenSample(rows: 12)
        sample.begin()
        sample.print(text)
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        try terminal.write(sample.output())
        let height = (length + 79) / 80
        #expect(try terminal.rows()[2..<2 + height] == plain.rows()[1..<1 + height])
        #expect(try terminal.rows()[1] == "▌ port: A break came in")
        // The next character shows whether a wrap was pending.
        try plain.write("Z")
        sample.print("Z")
        try terminal.write(sample.output())
        let after = length / 80 + 1
        #expect(try terminal.rows()[2..<2 + after] == plain.rows()[1..<1 + after])
    }

    @Test func `a wrapped prompt in the middle of being edited is put back`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 40)
        var sample = ScreenSample(rows: 10, columns: 40)
        sample.begin()
        sample.print("=> setenv bootargs console=ttyS0,115200 root=/dev/mtdblock3 rootfstype=squashfs")
        sample.print("\u{08}\u{08}\u{08}\u{08}")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.print("X")
        try terminal.write(sample.output())
        #expect(
            try terminal.rows()[0...2] == [
                "▌ port: A break came in", "=> setenv bootargs console=ttyS0,115200",
                "root=/dev/mtdblock3 rootfstype=squaXhfs",
            ])
    }

    @Test func `colours of the unfinished line are kept, and the board's colour goes on`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60, color: true)
        sample.begin()
        sample.print("\u{1B}[1;32mroot@board\u{1B}[0m:\u{1B}[34m~\u{1B}[0m# \u{1B}[33mtyp")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.print("ed")
        try terminal.write(sample.output())
        let row = try terminal.coloredText().split(separator: "\n").first { $0.contains("root@board") }
        #expect(
            row == "\u{1B}[1m\u{1B}[32mroot@board\u{1B}[0m\u{1B}[39m\u{1B}[49m:\u{1B}[34m~\u{1B}[39m# \u{1B}[33mtyped")
    }

    @Test func `a resolution is one short line`() throws {
        var terminal = try TmuxTerminal.start(rows: 10)
        var sample = ScreenSample(rows: 10)
        sample.begin()
        var diagnosis = ScreenSample.diagnosis()
        sample.send(.diagnosis(diagnosis))
        diagnosis.revision = 2
        diagnosis.confidence = 0.99
        sample.send(.diagnosis(diagnosis))
        diagnosis.state = .resolved
        sample.send(.diagnosis(diagnosis))
        sample.pass(1_000_000_000)
        try terminal.write(sample.output())
        #expect(
            try terminal.text().hasPrefix(
                "\(self.diagnosis)\n▌ resolved[verify.checksum]: A later line took it back\n\n"))
        #expect(try !terminal.rows()[9].contains("error"))
    }

    @Test func `the panel comes once, when the board waits at its prompt`() throws {
        var terminal = try TmuxTerminal.start()
        var sample = ScreenSample()
        sample.begin()
        sample.stage(.bootloader, .verifying)
        sample.print("   Verifying Checksum ... Bad Data CRC\r\n")
        sample.send(.diagnosis(ScreenSample.diagnosis()))
        sample.print("=> ")
        sample.stage(.bootloader, .prompt)
        sample.pass(1_000_000_000)
        sample.stage(.bootloader, .prompt)
        sample.pass(20_000_000_000)
        try terminal.write(sample.output())
        #expect(
            try terminal.text() == """
                   Verifying Checksum ... Bad Data CRC
                \(diagnosis)
                ▌ FAILED  The image's data does not match the checksum in its header
                ▌         verify.checksum, line 5, in partition recovery, at 0x00240000
                ▌     5 │ ## Loading kernel from FIT Image at 81000000
                ▌     6 │    Verifying Checksum ... Bad Data CRC
                ▌ why   62 %  The image was written only in part
                ▌             + the checksum of the header is good
                ▌             − against: the size fits the partition
                ▌       31 %  Worn or damaged flash
                ▌             + a bad block lies inside recovery
                ▌        7 %  Another partition layout
                ▌ next  1. [read-only] At the loader prompt: `nand bad`
                ▌       2. [writes] Set the clock
                ▌       3. [DESTROYS DATA] Write an authentic image into the recovery partition
                ▌ ctrl-t d shows all of it
                =>





                ── ttyUSB0 115200 │ boot 1 │ boot loader: prompt 22 s │ error[verify.checksum] ─
                """)
    }

    // MARK: - The board moves about

    @Test func `a menu is not broken; what waits comes when it is over`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("\u{1B}[2J\u{1B}[1;3H*** Menu ***\u{1B}[3;3H1. Boot\u{1B}[4;3H2. Recovery\u{1B}[3;3H")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.pass(200_000_000)
        try terminal.write(sample.output())
        #expect(try terminal.rows()[0...3] == ["  *** Menu ***", "", "  1. Boot", "  2. Recovery"])
        #expect(try terminal.rows()[9].hasPrefix("── port: A break came in │ ttyUSB0"))
        #expect(try terminal.cursor() == "2,2")
        sample.print("\u{1B}[4;1H\r\nBooting\r\n")
        try terminal.write(sample.output())
        #expect(try terminal.rows()[3...5] == ["  2. Recovery", "▌ port: A break came in", "Booting"])
    }

    @Test func `a board that clears the screen loses neither the status line nor what was said`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("before\r\n")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.print("\u{1B}[H\u{1B}[2Jafter\r\n")
        sample.pass(1_000_000_000)
        try terminal.write(sample.output())
        #expect(try terminal.rows()[0] == "after")
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
        #expect(try terminal.history().contains("before\n▌ port: A break came in\n"))
        sample.print("\u{1B}[H\u{1B}[J\u{1B}[9;1H\u{1B}[K\u{1B}[99;99Hcorner\u{1B}[99B\u{1B}[2K\u{1B}[3J")
        sample.pass(1_000_000_000)
        try terminal.write(sample.output())
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
    }

    @Test func `a board that asks for the screen's size leaves all as it was`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        // U-Boot lib/efi_loader/efi_console.c, query_console_size(); resize of busybox does the same.
        sample.print("=> bootefi\u{1B}7\u{1B}[r\u{1B}[999;999H\u{1B}[6n\u{1B}8")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.print(" hello")
        try terminal.write(sample.output())
        #expect(try terminal.text().hasPrefix("▌ port: A break came in\n=> bootefi hello\n"))
    }

    @Test func `the board's saved cursor outlives the painting of the status line`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("first\r\nabc\u{1B}7")
        sample.stage(.kernel)
        sample.print("\u{1B}[1;10Hx")
        sample.stage(.userspace)
        sample.pass(5_000_000_000)
        sample.print("\u{1B}8d")
        try terminal.write(sample.output())
        #expect(try terminal.rows()[1] == "abcd")
    }

    @Test func `hostile sequences change nothing but the board's rows`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print(
            "a\u{1B}]2;stolen\u{07}b\u{1B}[1;3rc\u{1B}cd\u{1B}[?1049he\u{0E}f\u{1B}(0g\u{1B}#8h\u{1B}[10;1Hbottom\u{1B}[99Bi\n\n\n"
        )
        sample.pass(1_000_000_000)
        try terminal.write(sample.output())
        #expect(try terminal.ask("alternate_on") == "0")
        #expect(try terminal.ask("scroll_region_lower") == "8")
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
        #expect(try terminal.history().contains("abcdefgh\n"))
    }

    // MARK: - Sizes

    @Test(arguments: [(8, 60), (20, 60), (14, 40), (14, 100), (20, 120), (5, 30)])
    func `after a change of size there is one status line, in the last row`(rows: Int, columns: Int) throws {
        var terminal = try TmuxTerminal.start(rows: 14, columns: 60)
        var sample = ScreenSample(rows: 14, columns: 60)
        sample.begin()
        for number in 1...20 { sample.print("line \(number)\r\n") }
        sample.print("=> prin")
        try terminal.write(sample.output())
        try terminal.resize(rows: rows, columns: columns)
        sample.screen.resize(ScreenSize(rows: rows, columns: columns))
        sample.print("tenv")
        try terminal.write(sample.output())
        let text = try terminal.rows()
        #expect(text.count { $0.contains("ttyUSB0") } == 1)
        #expect(text[rows - 1].hasPrefix("── ttyUSB0"))
        #expect(text.contains("=> printenv"))
        #expect(text.contains("line 20"))
        #expect(try terminal.ask("scroll_region_lower") == "\(rows - 2)")
        for number in 21...30 { sample.print("\r\nline \(number)") }
        try terminal.write(sample.output())
        #expect(try terminal.rows()[rows - 2] == "line 30")
        #expect(try terminal.history().split(separator: "\n").count { $0.contains("ttyUSB0") } == 1)
    }

    @Test func `a wrapped prompt survives another width`() throws {
        var terminal = try TmuxTerminal.start(rows: 12, columns: 40)
        var sample = ScreenSample(rows: 12, columns: 40)
        sample.begin()
        sample.print("=> setenv bootargs console=ttyS0,115200 root=/dev/mtdblock3")
        try terminal.write(sample.output())
        try terminal.resize(rows: 12, columns: 30)
        sample.screen.resize(ScreenSize(rows: 12, columns: 30))
        sample.print(" ro")
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        try terminal.write(sample.output())
        #expect(
            try terminal.text().contains(
                "▌ port: A break came in\n=> setenv bootargs console=tty\nS0,115200 root=/dev/mtdblock3\nro\n"))
        #expect(try terminal.rows()[11].hasPrefix("── "))
    }

    @Test(arguments: [(3, 80), (24, 19), (2, 10), (1, 2)])
    func `a small terminal has no status line and shows the board`(rows: Int, columns: Int) throws {
        var terminal = try TmuxTerminal.start(rows: rows, columns: columns)
        var sample = ScreenSample(rows: rows, columns: columns)
        sample.begin()
        sample.stage(.kernel)
        sample.send(.diagnosis(ScreenSample.diagnosis()))
        for number in 1...9 { sample.print("\(number)\r\n") }
        sample.print("#")
        try terminal.write(sample.output())
        #expect(try terminal.text().hasSuffix("9\n#") || rows == 1)
        #expect(try terminal.rows().contains("#"))
        #expect(try !terminal.text().contains("ttyUSB0"))
        #expect(try terminal.ask("scroll_region_lower") == "\(rows - 1)")
    }

    // MARK: - Modes

    @Test func `time stamps stand before the board's lines`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60, timestamps: .sinceStart)
        sample.begin()
        sample.print("first\r\n\r\n")
        sample.print("10 %\r20 %\r\n=> ab\u{08}\u{08}\u{08}\u{08}\u{08}\u{08}\u{08}x")
        try terminal.write(sample.output())
        #expect(
            try terminal.rows()[0...3] == ["[00:00:00.500] first", "", "[00:00:01.000] 20 %", "[00:00:01.000] x> ab"])
    }

    @Test func `bytes are shown in hexadecimal`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 80)
        var sample = ScreenSample(rows: 10, columns: 80)
        sample.begin()
        sample.screen.setOutputMode(.hex)
        sample.print(Array("U-Boot 2024.01\r\n\u{1B}[31m".utf8) + [0xFF])
        sample.send(.port(PortNotice(.breakSeen, "A break came in")))
        sample.screen.setOutputMode(.normal)
        sample.print("text")
        try terminal.write(sample.output())
        #expect(
            try terminal.rows()[0...5] == [
                "▌ Output: hex", "00000000  55 2d 42 6f 6f 74 20 32 30 32 34 2e 30 31 0d 0a  U-Boot 2024.01..",
                "▌ port: A break came in",
                "00000010  1b 5b 33 31 6d ff                                .[31m.", "▌ Output: normal", "text",
            ])
    }

    @Test func `what a slow terminal missed is said`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("cut in the mid\u{1B}]0;")
        sample.screen.noteDropped(bytes: 70_000)
        sample.print("later\r\n")
        try terminal.write(sample.output())
        #expect(
            try terminal.rows()[0...2] == [
                "cut in the mid", "▌ 70000 bytes not shown: the terminal is too slow", "later",
            ])
    }

    @Test func `a cleared screen keeps the unfinished line`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.print("old\r\n=> prin")
        sample.screen.clearScreen()
        sample.print("t")
        try terminal.write(sample.output())
        #expect(try terminal.rows()[0...1] == ["=> print", ""])
        #expect(try terminal.rows()[9].hasPrefix("── ttyUSB0"))
    }

    @Test func `typed keys are echoed where the board does not`() throws {
        var terminal = try TmuxTerminal.start(rows: 10, columns: 60)
        var sample = ScreenSample(rows: 10, columns: 60)
        sample.begin()
        sample.screen.echo(Array("not shown".utf8).span, at: sample.time)
        sample.screen.echoesInput = true
        sample.print("> ")
        sample.screen.echo(Array("help\r".utf8).span, at: sample.time)
        sample.print("ok\r\n")
        try terminal.write(sample.output())
        #expect(try terminal.rows()[0...2] == ["> help", "ok", ""])
    }
}
