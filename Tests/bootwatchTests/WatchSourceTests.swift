// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// Consoles that are no port of this host: sockets, and files that something else writes.
@Suite struct WatchSourceTests {
    // MARK: - Sockets

    private static func watchServer(_ server: ConsoleServer, restart: () throws -> ConsoleServer) throws {
        let folder = try Folder()
        let log = "\(folder.path)/board.log"
        let watch = try RunningWatch("--format", "jsonl", "--log-file", log, server.address)
        try server.accept()
        #expect(try watch.notice("opened")?["text"]?.string == "\(server.address) is open.")
        try server.print("U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\n")
        #expect(try watch.event { $0["event"]?.string == "boot" } != nil)
        let keys = (0...255).map { UInt8($0) }
        try watch.type(keys)
        #expect(server.received(256) == keys)
        try server.print("half a li")
        try folder.waitsUntil("board.log", holds: 56)
        server.stop()
        #expect(
            try watch.notice("lost")?["text"]?.string
                == "\(server.address) was closed by the other side; waiting for it.")
        let again = try restart()
        try again.accept()
        let gap = try watch.event { $0["event"]?.string == "gap" }
        #expect(gap?["reason"]?.string == "hung-up")
        #expect((gap?["seconds"]?.number ?? -1) >= 0)
        #expect(try watch.notice("opened") != nil)
        try again.print("ne\r\nDRAM:  512 MiB\r\n")
        #expect(try watch.event { $0["fact"]?.string == "dram" }?["line"]?.number == 3)
        #expect(try watch.end(by: SIGTERM).status == 143)
        #expect(
            folder.text(of: "board.log")
                == "U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\nhalf a line\r\nDRAM:  512 MiB\r\n")
    }

    @Test func `a TCP console is taken up again when its server was restarted`() throws {
        let server = try ConsoleServer()
        let port = try #require(server.port)
        try Self.watchServer(server) { try ConsoleServer(port: port) }
    }

    @Test func `a Unix socket is taken up again when its server was restarted`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/console"
        try Self.watchServer(try ConsoleServer(path: path)) { try ConsoleServer(path: path) }
    }

    @Test func `a server that is not there yet is waited for, and that is told once`() throws {
        let first = try ConsoleServer()
        let port = try #require(first.port)
        first.stop()
        let watch = try RunningWatch("--format", "jsonl", first.address)
        #expect(
            try watch.notice("waiting")?["text"]?.string == """
                Cannot connect to '\(first.address)': connection refused: nothing listens on that port, or it serves \
                somebody else and takes no second client. Check the address, and that the other side is listening. \
                Trying again.
                """)
        let server = try ConsoleServer(port: port)
        try server.accept()
        #expect(try watch.notice("opened") != nil)
        #expect(try watch.end(by: SIGTERM).events.count { $0["notice"]?.string == "waiting" } == 1)
    }

    @Test func `with --no-reconnect a server that is not there is an error`() throws {
        let server = try ConsoleServer()
        server.stop()
        let result = try Command("watch", "--no-reconnect", server.address).run()
        #expect(result.status == 2)
        #expect(
            result.errors == """
                bootwatch: Cannot connect to '\(server.address)': connection refused: nothing listens on that port, or \
                it serves somebody else and takes no second client. Check the address, and that the other side is \
                listening.

                """)
    }

    // MARK: - Files

    @Test func `a file that grows, is rotated and is cut is followed`() throws {
        let folder = try Folder()
        let path = try folder.file("console.log", "U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\n")
        let watch = try RunningWatch("--format", "jsonl", "--follow", path)
        #expect(try watch.event { $0["event"]?.string == "boot" } != nil)
        try folder.append("DRAM:  512 MiB\nthe last li", to: "console.log")
        #expect(try watch.event { $0["fact"]?.string == "dram" }?["line"]?.number == 2)
        // Rotated in the middle of a line: the old one gets its end, the new one is read from its start.
        rename(path, path + ".1")
        try folder.append("ne\nNAND:  SPI NAND 128 MiB\n", to: "console.log.1")
        #expect(try watch.event { $0["fact"]?.string == "flash-size" }?["line"]?.number == 4)
        _ = try folder.file("console.log", "DRAM:  256 MiB\n")
        #expect(try watch.event { $0["event"]?.string == "gap" }?["reason"]?.string == "replaced")
        #expect(try watch.event { $0["fact"]?.string == "dram" }?["value"]?.string == "256 MiB")
        truncate(path, 0)
        #expect(try watch.event { $0["event"]?.string == "gap" }?["reason"]?.string == "replaced")
        try folder.append("DRAM:  128 MiB\n", to: "console.log")
        #expect(try watch.event { $0["fact"]?.string == "dram" }?["value"]?.string == "128 MiB")
        #expect(try watch.end(by: SIGTERM).status == 143)
    }

    @Test func `a file that does not exist yet is waited for`() throws {
        let folder = try Folder()
        let watch = try RunningWatch("--format", "jsonl", "--follow", "\(folder.path)/console.log")
        #expect(try watch.notice("opened") != nil)
        _ = try folder.file("console.log", "DRAM:  256 MiB\n")
        #expect(try watch.event { $0["fact"]?.string == "dram" } != nil)
    }

    @Test func `what is typed goes nowhere when a file is followed`() throws {
        let folder = try Folder()
        let path = try folder.file("console.log", "DRAM:  256 MiB\n")
        let watch = try RunningWatch("--follow", path)
        #expect(watch.shows("DRAM:  256 MiB\n"))
        try watch.type(Array("reset\n".utf8))
        try folder.append("NAND:  SPI NAND 128 MiB\n", to: "console.log")
        #expect(watch.shows("NAND:  SPI NAND 128 MiB\n"))
        let result = try watch.end(by: SIGTERM)
        #expect(result.errors == "")
        #expect(folder.text(of: "console.log") == "DRAM:  256 MiB\nNAND:  SPI NAND 128 MiB\n")
    }
}
