// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleService
import ControlInterface
import Glibc
import TestSupport
import Testing

/// The technician's screen on a console that the service keeps, in a real terminal.
@Suite(.serialized, .enabled(if: !TmuxTerminal.isMissing, "tmux is not installed: apt-get install tmux"))
struct WatchAttachTerminalTests {
    private static let failure =
        "\r\nU-Boot 2023.01 (Jun 22 2026 - 08:38:07 +0000)\r\n\r\nDRAM:  128 MiB\r\n"
        + "Hit any key to stop autoboot:  0 \r\n## Booting kernel from Legacy Image at 43000000 ...\r\n"
        + "   Verifying Checksum ... Bad Data CRC\r\nERROR: can't get kernel image!\r\n=> "

    /// Starts to watch, and does not wait for anything.
    private static func watch(_ bench: borrowing WatchBench, _ served: ServedConsoles, _ words: String) throws {
        let library = getenv("LD_LIBRARY_PATH").map { "LD_LIBRARY_PATH=\(String(cString: $0)) " } ?? ""
        let socket = served.command().environment["BOOTWATCH_SOCKET"] ?? ""
        try bench.type("clear; \(library)BOOTWATCH_SOCKET=\(socket) \(Command.path) watch \(words); echo status $?")
    }

    @Test func `the screen is that of a port of one's own`() throws {
        let bench = try WatchBench.start(rows: 45)
        let board = try WatchedBoard()
        let served = try ServedConsoles(["rack3-07": board])
        try board.print(Self.failure)
        #expect(served.waits(for: Self.failure.utf8.count, from: "rack3-07"))
        try Self.watch(bench, served, "rack3-07")
        let text = try bench.terminal.wait(for: "ctrl-t d shows all of it")
        #expect(text.contains("rack3-07 is open at 115200 8N1."))
        #expect(text.contains("error[verify.checksum]"))
        let status = try bench.terminal.rows().last ?? ""
        #expect(status.contains("rack3-07"))
        #expect(status.contains("115200"))
        try bench.terminal.press("p", "Enter", "C-t", "C-t", "C-c")
        #expect(board.received(4) == [0x70, 0x0D, 0x14, 0x03])
        try bench.terminal.press("C-t", "c")
        try bench.terminal.wait(for: "Kept by: the service, at \(board.path)")
        try bench.terminal.press("C-t", "L")
        try bench.terminal.wait(for: "its DTR and RTS are out of reach here")
        try bench.terminal.press("C-t", "b")
        try bench.terminal.wait(for: "A break is sent.")
        try bench.terminal.press("C-t", "q")
        try bench.terminal.wait(for: "status 1")
        #expect(ServedConsoles.waits { served["rack3-07"]?.viewers.writer == nil })
    }

    @Test func `who looks on is told when typing, and what to do about it`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let writer = try RunningWatch(served.command("watch", "--format", "jsonl", "bench"))
        #expect(try writer.notice("opened") != nil)
        try Self.watch(bench, served, "bench")
        try bench.terminal.wait(for: "You look on:")
        try bench.terminal.press("x")
        try bench.terminal.wait(for: "Cannot write to 'bench'")
        #expect(board.receivedSome(patience: 300).isEmpty)
        try bench.terminal.press("C-t", "q")
        try bench.terminal.wait(for: "status 0")
        // The screen of the session before may still be there.
        let before = served["bench"]?.viewers.writer
        try Self.watch(bench, served, "--take-over bench")
        #expect(ServedConsoles.waits { served["bench"]?.viewers.writer != before })
        try bench.terminal.wait(for: "is open")
        try bench.terminal.press("y")
        #expect(board.received(1) == Array("y".utf8))
        try bench.terminal.press("C-t", "q")
        _ = try writer.end(by: SIGTERM)
    }

    @Test func `a service that is restarted is waited for on the screen, too`() throws {
        let bench = try WatchBench.start()
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        try Self.watch(bench, served, "bench")
        try bench.terminal.wait(for: "is open")
        served.stop()
        try bench.terminal.wait(for: "The service that keeps bench has gone; waiting for it.")
        try served.serve()
        try bench.terminal.press("z")
        #expect(board.received(1) == Array("z".utf8))
        try board.print("still there\r\n")
        try bench.terminal.wait(for: "still there")
        try bench.terminal.press("C-t", "q")
        try bench.terminal.wait(for: "status 0")
    }
}
