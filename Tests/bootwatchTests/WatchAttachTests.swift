// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleService
import ControlInterface
import Glibc
import TestSupport
import Testing

/// `watch` on consoles that the service keeps.
@Suite struct WatchAttachTests {
    private static let banner = "U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\n"

    /// A watch of a console that a service keeps.
    private static func watch(_ served: ServedConsoles, _ arguments: String...) throws -> RunningWatch {
        var command = served.command("watch", "--format", "jsonl")
        command.arguments += arguments
        return try RunningWatch(command)
    }

    @Test(arguments: ["name", "node", "link"])
    func `a console of the service is attached to, whatever it is called`(kind: String) throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["rack3-07": board])
        try served.folder.link("board", to: board.path)
        let name = ["name": "rack3-07", "node": board.path][kind] ?? "\(served.folder.path)/board"
        let watch = try Self.watch(served, name)
        #expect(try watch.notice("opened")?["text"]?.string == "rack3-07 is open at 115200 8N1.")
        try board.print(Self.banner)
        let boot = try watch.event { $0["event"]?.string == "boot" }
        #expect(boot?["port"]?.string == "rack3-07")
        #expect(boot?["line"]?.number == 1)
        try watch.type(Array("printenv\r".utf8))
        #expect(board.received(9) == Array("printenv\r".utf8))
        #expect(try watch.end(by: SIGTERM).status == 143)
    }

    @Test func `without a name among several, those that can be named are told`() throws {
        let (board, other) = (try WatchedBoard(), try WatchedBoard())
        let served = try ServedConsoles(["bench": board, "rack": other])
        let result = try served.command("watch").run()
        #expect(result.status == 2)
        #expect(
            result.errors.contains("there are several consoles, name one. Its consoles: bench, rack."),
            "\(result.errors)")
    }

    @Test func `the boot so far comes first`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        try board.print(Self.banner + "DRAM:  512 MiB\r\n")
        #expect(served.waits(for: 63, from: "bench"))
        let watch = try Self.watch(served, "bench")
        #expect(try watch.event { $0["event"]?.string == "boot" }?["line"]?.number == 1)
        #expect(try watch.event { $0["fact"]?.string == "dram" }?["line"]?.number == 2)
        _ = try watch.end(by: SIGTERM)
    }

    @Test func `a second one looks on, is told who writes, and may take over`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let first = try Self.watch(served, "bench")
        #expect(try first.notice("opened") != nil)
        #expect(ServedConsoles.waits { served["bench"]?.viewers.writer != nil })
        let writer = try #require(served["bench"]?.viewers.writer)
        let second = try Self.watch(served, "bench")
        #expect(try second.notice("opened") != nil)
        try second.type(Array("lost".utf8))
        let third = try Self.watch(served, "--take-over", "bench")
        #expect(try third.notice("opened") != nil)
        try third.type(Array("x".utf8))
        #expect(board.received(1) == Array("x".utf8))
        _ = try third.end(by: SIGTERM)
        let ended = try second.end(by: SIGTERM)
        #expect(
            ended.errors.hasPrefix(
                "bootwatch: You look on: \(writer) writes to it; '--take-over' takes that from them.\n"))
        #expect(ended.errors.contains("bootwatch: Cannot write to 'bench': \(writer) writes to it;"), "\(ended.errors)")
        _ = try first.end(by: SIGTERM)
    }

    @Test func `a service that was restarted is waited for, and the hole is told`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let watch = try Self.watch(served, "bench")
        #expect(try watch.notice("opened") != nil)
        served.stop()
        #expect(
            try watch.notice("lost")?["text"]?.string == "The service that keeps bench has gone; waiting for it.")
        try served.serve()
        #expect(try watch.event { $0["event"]?.string == "gap" }?["reason"]?.string == "hung-up")
        #expect(try watch.notice("opened") != nil)
        try board.print(Self.banner)
        #expect(try watch.event { $0["event"]?.string == "boot" } != nil)
        try watch.type(Array("y".utf8))
        #expect(board.received(1) == Array("y".utf8))
        _ = try watch.end(by: SIGTERM)
    }

    @Test func `with --no-reconnect the session ends with the service`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let watch = try Self.watch(served, "--no-reconnect", "bench")
        #expect(try watch.notice("opened") != nil)
        served.stop()
        #expect(try watch.notice("lost")?["text"]?.string == "The service that keeps bench has gone.")
        #expect(try watch.end().status == 0)
    }

    @Test func `a board that goes away is lost as if the port were one's own`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let watch = try Self.watch(served, "bench")
        #expect(try watch.notice("opened") != nil)
        #expect(ServedConsoles.waits { served["bench"]?.viewers.count == 1 })
        board.hangUp()
        #expect(try watch.notice("lost")?["text"]?.string == "\(board.path) was closed by the other side.")
        _ = try watch.end(by: SIGTERM)
    }

    @Test func `a watch that stood still is told what it missed, as a hole and not as the board's words`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let log = "\(served.folder.path)/copy.log"
        let watch = try Self.watch(served, "--log-file", log, "bench")
        #expect(try watch.notice("opened") != nil)
        watch.child.signal(SIGSTOP)
        let block = Array(String(repeating: "0123456789\r\n", count: 8_192).utf8)
        for _ in 0..<30 { try board.print(block) }
        let sent = 30 * block.count
        #expect(served.waits(for: sent, from: "bench"))
        watch.child.signal(SIGCONT)
        let gap = try watch.event { $0["event"]?.string == "gap" }
        #expect(gap?["reason"]?.string == "dropped")
        let missed = try #require(gap?["bytes"]?.number.flatMap { Int(exactly: $0) })
        try board.print(Self.banner)
        #expect(try watch.event { $0["event"]?.string == "stage" } != nil)
        let result = try watch.end(by: SIGTERM)
        let seen = served.folder.bytes(of: "copy.log")
        #expect(seen.count + missed == sent + Self.banner.utf8.count)
        #expect(!String(decoding: seen, as: UTF8.self).contains("bootwatch"))
        #expect(!result.output.contains("[bootwatch"))
    }

    @Test func `a board that prints what the service would say is not believed`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let watch = try Self.watch(served, "bench")
        #expect(try watch.notice("opened") != nil)
        try board.print("\r\n[bootwatch: 123 bytes are missing here]\r\n")
        try board.print([0xFF, 0x00] + Array(#"{"missed":123}"#.utf8) + [0x00, 0x0D, 0x0A])
        try board.print(Self.banner)
        #expect(try watch.event { $0["event"]?.string == "stage" }?["line"]?.number == 4)
        let events = try watch.end(by: SIGTERM).events
        #expect(!events.contains { $0["event"]?.string == "gap" })
    }

    @Test func `--direct opens the port, which the service has`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let result = try served.command("watch", "--direct", "--no-reconnect", board.path).run()
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("bootwatch: Cannot open '\(board.path)': it is in use by "), "\(result.errors)")
    }

    @Test func `a port that the service does not keep is opened`() throws {
        let (board, other) = (try WatchedBoard(), try WatchedBoard())
        let served = try ServedConsoles(["bench": board])
        let watch = try Self.watch(served, other.path)
        #expect(try watch.notice("opened")?["text"]?.string == "\(other.path) is open at 115200 8N1.")
        _ = try watch.end(by: SIGTERM)
    }

    @Test func `bytes go through as they are`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let log = "\(served.folder.path)/copy.log"
        let watch = try Self.watch(served, "--log-file", log, "bench")
        #expect(try watch.notice("opened") != nil)
        let noise = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        try board.print(noise)
        try served.folder.waitsUntil("copy.log", holds: noise.count)
        let keys = (0...255).map { UInt8($0) }
        try watch.type(keys)
        #expect(board.received(256) == keys)
        #expect(try watch.end(by: SIGTERM).status == 143)
        #expect(WatchedBoard.difference(served.folder.bytes(of: "copy.log"), noise) == nil)
    }
}
