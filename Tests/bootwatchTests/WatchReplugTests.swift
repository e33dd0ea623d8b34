// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// Ports that go away and come back, and ports that others open too.
@Suite struct WatchReplugTests {
    // MARK: - Pseudo-terminals

    @Test func `a link to a terminal that hung up is taken up again, and the line that it cut is not joined`() throws {
        let folder = try Folder()
        let node = "\(folder.path)/tty"
        var board = try WatchedBoard()
        try folder.link("tty", to: board.path)
        let watch = try RunningWatch("--log-file", "\(folder.path)/board.log", node)
        #expect(watch.shows("bootwatch: \(node) is open at 115200 8N1.\n"))
        try board.print("DRAM:  512 MiB\r\nhalf a li")
        #expect(watch.shows("DRAM:  512 MiB\n"))
        board.hangUp()
        #expect(watch.shows("bootwatch: \(node) was closed by the other side; waiting for it.\n"))
        board = try WatchedBoard()
        try folder.link("tty", to: board.path)
        #expect(watch.shows("bootwatch: gap: The other side was closed for "))
        #expect(watch.shows("bootwatch: \(node) is open at 115200 8N1.\n"))
        try board.print("another line\r\n")
        #expect(watch.shows("another line\n"))
        try watch.type(Array("reset\r".utf8))
        #expect(board.received(6) == Array("reset\r".utf8))
        let lines = try watch.end(by: SIGTERM).lines
        // The half is a line of its own, before the words on the hole, and nothing is put together over it.
        #expect(lines.count { $0 == "half a li" } == 1)
        let half = try #require(lines.firstIndex(of: "half a li"))
        let gap = try #require(lines.firstIndex { $0.hasPrefix("bootwatch: gap: The other side was closed for ") })
        let next = try #require(lines.firstIndex(of: "another line"))
        #expect(half < gap && gap < next)
        #expect(folder.text(of: "board.log") == "DRAM:  512 MiB\r\nhalf a lianother line\r\n")
        #expect(folder.text(of: "board.log.times").contains(/\n25 [0-9.]+ gap hung-up - [0-9.]+\n/))
    }

    @Test func `a link is taken up again twenty times, and nothing of what was printed is lost`() throws {
        let folder = try Folder()
        var board = try WatchedBoard()
        try folder.link("tty", to: board.path)
        let watch = try RunningWatch(
            "--format", "jsonl", "--log-file", "\(folder.path)/board.log", "\(folder.path)/tty")
        var sent: [UInt8] = []
        var random = SplitMix64(seed: 21)
        for _ in 0..<20 {
            #expect(try watch.notice("opened") != nil)
            let some = random.bytes(Int.random(in: 1..<60_000, using: &random))
            try board.print(some)
            sent += some
            // The kernel throws away what was not read when the other side closes.
            try folder.waitsUntil("board.log", holds: sent.count)
            board.hangUp()
            #expect(try watch.notice("lost") != nil)
            board = try WatchedBoard()
            try folder.link("tty", to: board.path)
        }
        #expect(try watch.notice("opened") != nil)
        #expect(try watch.end(by: SIGTERM).status == 143)
        #expect(WatchedBoard.difference(folder.bytes(of: "board.log"), sent) == nil)
    }

    @Test func `a bare pseudo-terminal that hung up is not waited for: its number is anybody's`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("is open"))
        try board.print("last words")
        #expect(watch.shows("last words\n"))
        board.hangUp()
        // Somebody else gets the number.
        let others = try (0..<8).map { _ in try WatchedBoard() }
        let result = try watch.end()
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("bootwatch: \(board.path) was closed by the other side.\n"))
        #expect(result.errors == "")
        #expect(others.allSatisfy { $0.receivedSome(patience: 0) == [] })
    }

    // MARK: - Sharing

    @Test(.enabled(if: geteuid() == 0, "only root is let in by TIOCEXCL, see tty_ioctl(4)"))
    func `a program that opens the port too is told, once`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--format", "jsonl", board.path)
        #expect(try watch.notice("opened") != nil)
        var command = Command("-f", board.path)
        command.program = "/usr/bin/tail"
        let nothing = try Descriptor.temporary()
        let other = try command.start(input: nothing, output: nothing, errors: nothing)
        defer {
            other.signal(SIGKILL)
            _ = other.wait()
        }
        #expect(
            try watch.notice("shared-access")?["text"]?.string == """
                tail (pid \(other.process)) has '\(board.path)' open too and takes bytes away: end it with kill \
                \(other.process), or expect holes.
                """)
        // Looked at again, because somebody opened it again; the news is told with what is new only.
        let third = try command.start(input: nothing, output: nothing, errors: nothing)
        defer {
            third.signal(SIGKILL)
            _ = third.wait()
        }
        let news = try watch.notice("shared-access")?["text"]?.string
        #expect(news?.hasPrefix("tail (pid \(third.process)) has ") == true)
        let notices = try watch.end(by: SIGTERM).events.filter { $0["notice"]?.string == "shared-access" }
        #expect(notices.count == 2)
    }
}
