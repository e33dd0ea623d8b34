// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// The technician's screen, in a real terminal.
@Suite(.serialized, .enabled(if: !TmuxTerminal.isMissing, "tmux is not installed: apt-get install tmux"))
struct WatchTerminalTests {
    /// A boot that fails to verify its image and ends at the prompt.
    private static let failure =
        "\r\nU-Boot 2023.01 (Jun 22 2026 - 08:38:07 +0000)\r\n\r\nDRAM:  128 MiB\r\n"
        + "Hit any key to stop autoboot:  0 \r\n## Booting kernel from Legacy Image at 43000000 ...\r\n"
        + "   Verifying Checksum ... Bad Data CRC\r\nERROR: can't get kernel image!\r\n=> "

    /// Rows of the screen with something on them.
    private static func lastRow(_ terminal: borrowing TmuxTerminal) throws -> String {
        try terminal.rows().last ?? ""
    }

    @Test func `keys go to the board, and the prefix twice sends it once`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try bench.terminal.press("p", "Enter", "C-t", "C-t", "C-c", "C-z")
        #expect(board.received(5) == [0x70, 0x0D, 0x14, 0x03, 0x1A])
    }

    @Test func `a tilde and a dot at the start of a line leave`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try bench.terminal.press("a~.", "Enter")
        #expect(board.received(4) == Array("a~.\r".utf8))
        try bench.terminal.press("~.")
        try bench.terminal.wait(for: "status 0")
        #expect(board.receivedSome(patience: 500).isEmpty)
    }

    @Test func `without input nothing reaches the board, and the prefix works`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path, "--no-input")
        try bench.terminal.press("reset", "Enter", "C-t", "q")
        try bench.terminal.wait(for: "status 0")
        #expect(board.receivedSome(patience: 500).isEmpty)
    }

    @Test func `a diagnosis stands below its line, the panel above the prompt`() throws {
        let bench = try WatchBench.start(rows: 45)
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try board.print(Self.failure)
        let text = try bench.terminal.wait(for: "ctrl-t d shows all of it")
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = try #require(rows.firstIndex { $0.hasPrefix("   Verifying Checksum ... Bad Data CRC") })
        #expect(rows[line + 1].contains("error[verify.checksum]"))
        #expect(rows[line + 2].hasPrefix("ERROR: can't get kernel image!"))
        #expect(text.contains("FAILED"))
        #expect(try bench.terminal.wait(for: "a prompt") { $0.contains("\n=>\n") }.contains("error[verify.checksum]"))
        try bench.terminal.wait(for: "the prompt in the status line") { text in
            let last = text.split(separator: "\n").last ?? ""
            return last.contains(board.path) && last.contains("prompt")
        }
    }

    @Test func `what is typed goes on behind a prompt that something was put above`() throws {
        let bench = try WatchBench.start(rows: 45)
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try board.print("=> setenv boot")
        try bench.terminal.wait(for: "=> setenv boot")
        try bench.terminal.press("C-t", "v")
        try bench.terminal.wait(for: "bootwatch 0.")
        try board.print("delay 3")
        try bench.terminal.wait(for: "=> setenv bootdelay 3")
    }

    @Test func `the status line is in the last row, follows the size, and is gone afterwards`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.type("stty -g > /dev/null")
        try bench.watch(board.path)
        try board.print("U-Boot 2023.01 (Jun 22 2026 - 08:38:07 +0000)\r\n")
        try bench.terminal.wait(for: "boot loader")
        #expect(try Self.lastRow(bench.terminal).contains("boot loader"))
        try bench.terminal.resize(rows: 15, columns: 60)
        try bench.terminal.wait(for: "the line in row 15") { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).count == 15 && text.contains("boot 1")
        }
        try board.print((1...40).map { "line \($0)\r\n" }.joined())
        try bench.terminal.wait(for: "line 40")
        #expect(try Self.lastRow(bench.terminal).contains(board.path))
        try bench.terminal.press("C-t", "q")
        try bench.terminal.wait(for: "status 0")
        #expect(try !Self.lastRow(bench.terminal).contains(board.path))
        // The shell scrolls over the whole screen again.
        try bench.type("seq 100 130")
        try bench.terminal.wait(for: "the last row in use") { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).count == 15
                && text.hasSuffix(WatchBench.prompt)
        }
    }

    @Test(arguments: [(SIGTERM, "status 143"), (SIGINT, "status 130"), (SIGHUP, "status 129"), (SIGSEGV, "status 139")])
    func `a signal ends it and the terminal is as before`(signal: Int32, status: String) throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.type("ulimit -c 0; before=$(stty -g)")
        try bench.watch(board.path)
        kill(try bench.process(watching: board.path), signal)
        try bench.terminal.wait(for: status)
        try bench.type("clear; test \"$before\" = \"$(stty -g)\" && echo sane")
        try bench.terminal.wait(for: "the settings of before") { $0.hasPrefix("sane\n") }
        try bench.type("seq 100 130")
        try bench.terminal.wait(for: "the last row in use") { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).count == 24
                && text.hasSuffix(WatchBench.prompt)
        }
    }

    @Test func `it stops as a job and goes on`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path)
        let process = try bench.process(watching: board.path)
        kill(process, SIGTSTP)
        try bench.terminal.wait(for: "Stopped")
        try bench.type("clear; stty -a | grep -o -w -e -icanon -e icanon")
        try bench.terminal.wait(for: "a terminal that edits lines") { $0.hasPrefix("icanon\n") }
        #expect(try !Self.lastRow(bench.terminal).contains(board.path))
        try bench.type("fg")
        try bench.terminal.wait(for: "the status line") { text in
            text.split(separator: "\n").last?.contains(board.path) ?? false
        }
        try board.print("back again\r\n")
        try bench.terminal.wait(for: "back again")
        try bench.terminal.press("x")
        #expect(board.received(1) == [0x78])
    }

    @Test func `a board that hangs up ends the watch of its pseudo-terminal, and the terminal is given back`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path)
        board.hangUp()
        try bench.terminal.wait(for: "closed by the other side")
        try bench.terminal.wait(for: "status 0")
        try bench.type("echo still $((40 + 2))")
        try bench.terminal.wait(for: "still 42")
    }

    @Test func `escape sequences of the board change neither title nor region, and ask nothing`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try board.print("\u{1B}]2;owned\u{07}\u{1B}]52;c;b3duZWQ=\u{07}\u{1B}[r")
        try board.print("\u{1B}[6n\u{1B}[c\u{05}\u{1B}[?1049hafter\r\n")
        try bench.terminal.wait(for: "after")
        #expect(try bench.terminal.ask("pane_title") != "owned")
        #expect(try bench.terminal.ask("alternate_on") == "0")
        #expect(board.receivedSome(patience: 500).isEmpty)
        #expect(try Self.lastRow(bench.terminal).contains(board.path))
    }

    @Test func `orders are answered on the screen`() throws {
        let bench = try WatchBench.start(rows: 40)
        let board = try WatchedBoard()
        try bench.watch(board.path)
        try bench.terminal.press("C-t", "?")
        try bench.terminal.wait(for: "show this help")
        try bench.terminal.press("C-t", "c")
        try bench.terminal.wait(for: "115200 8N1")
        try bench.terminal.press("C-t", "L")
        try bench.terminal.wait(for: "has no modem lines")
        try bench.terminal.press("C-t", "s")
        try bench.terminal.wait(for: "0 bytes received, 0 bytes sent")
        try bench.terminal.press("C-t", "t")
        try bench.terminal.wait(for: "24hour")
        try board.print("stamped\r\n")
        try bench.terminal.wait(for: "] stamped")
        #expect(board.receivedSome(patience: 500).isEmpty)
    }
}
