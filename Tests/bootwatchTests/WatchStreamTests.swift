// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import Glibc
import TestSupport
import Testing

/// What goes through `bootwatch watch` in a pipe: the board's text and events out, bytes for the board in.
@Suite struct WatchStreamTests {
    // MARK: - Text

    @Test func `a diagnosis stands right below its line, and no escape byte reaches a pipe`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("bootwatch: \(board.path) is open at 115200 8N1.\n"))
        // In one piece: also then what is said of a line comes before the next one.
        try board.print(
            ExampleLogs.refused
                .replacing("!!!! Recovery", with: "\u{1B}]0;owned\u{7}\u{1B}[1;31m!!!! Recovery")
                .replacing("repack !!!!", with: "repack !!!!\u{1B}[0m\u{1B}[2J").replacing("\n", with: "\r\n"))
        #expect(watch.shows("BusyBox v1.23.2 (built-in)\n"))
        let result = try watch.end(by: SIGTERM)
        let lines = result.lines
        let place = try #require(lines.firstIndex(of: "!!!! Recovery image verify failed repack !!!!"))
        #expect(
            lines[place + 1] == """
                bootwatch: error[verify.signature]: The loader refused an image after checking it, most likely by its \
                signature (in mtd2)
                """)
        #expect(lines[place + 2] == "Starting recovery shell...")
        #expect(lines.contains { $0.hasPrefix("bootwatch: RECOVERY  The loader refused") }, "the panel")
        #expect(result.output.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 != 0x7F })
        #expect(result.errors == "")
        // Without what bootwatch says, the board's text is whole and in its order.
        let text = lines.filter { !$0.hasPrefix("bootwatch: ") }
        #expect(text == ExampleLogs.refused.split(separator: "\n"))
    }

    @Test func `a prompt is shown while the board waits, and goes on as a line`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("is open"))
        try board.print("U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\n=> ")
        #expect(watch.shows("\n=> \n"))
        try board.print("version\r\n")
        #expect(watch.shows("=> version\n"))
    }

    @Test func `time stamps stand before the board's lines`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--timestamp", "--timestamp-format", "iso8601", board.path)
        #expect(watch.shows("is open"))
        try board.print("DRAM:  512 MiB\r\n")
        #expect(watch.shows("DRAM:  512 MiB\n"))
        let line = try #require(try watch.end(by: SIGTERM).lines.first { $0.hasSuffix("DRAM:  512 MiB") })
        #expect(line.contains(/^\[?2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:.]+[^ ]* DRAM:  512 MiB$/), "\(line)")
    }

    // MARK: - Events

    @Test(arguments: [(ExampleLogs.healthy, 0), (ExampleLogs.refused, 1)] as [(String, Int32)])
    func `events keep to the schema, and the last is the verdict`(text: String, status: Int32) throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--format", "jsonl", "--no-reconnect", board.path)
        #expect(try watch.notice("opened")?["text"]?.string == "\(board.path) is open at 115200 8N1.")
        try board.print(text)
        let last = text.split(separator: "\n").count
        #expect(try watch.event { $0["line"]?.number == Double(last) } != nil)
        board.hangUp()
        let result = try watch.end()
        #expect(result.status == status)
        #expect(result.errors == "")
        let schema = try EventContract(EventSchema.text)
        let events = try result.events
        for event in events {
            #expect(schema.faults(of: event, allowsUnknownKeys: false) == [])
            #expect(event["port"]?.string == board.path)
            #expect(event["time"]?.string != nil)
        }
        #expect(events.first?["notice"]?.string == "opened")
        #expect(events.last?["event"]?.string == "verdict")
        #expect(events.last?["scope"]?.string == "capture")
        #expect((events.last?["code"]?.string != nil) == (status == 1))
        let lost = events.first { $0["notice"]?.string == "lost" }
        #expect(lost?["text"]?.string == "\(board.path) was closed by the other side.")
    }

    @Test func `an event comes while the board is still in the middle of its next line`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--format", "jsonl", board.path)
        #expect(try watch.notice("opened") != nil)
        try board.print(ExampleLogs.refused + "half a li")
        #expect(try watch.event { $0["code"]?.string == "boot.recovery" && $0["event"]?.string == "diagnosis" } != nil)
    }

    // MARK: - To the board

    /// Everything a terminal would take for an order, and every byte there is.
    private static let everyByte = Array("\r~.\r~~\u{14}q".utf8) + (0...255).map { UInt8($0) } + (0...255).reversed()

    @Test func `bytes from a pipe reach the board exactly`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("is open"))
        try watch.type(Self.everyByte)
        #expect(board.received(Self.everyByte.count) == Self.everyByte)
        // The end of the input is not the end of the watch.
        watch.closeInput()
        try board.print("still here\r\n")
        #expect(watch.shows("still here\n"))
        #expect(board.receivedSome(patience: 0) == [])
    }

    @Test func `with --no-input nothing reaches the board`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--no-input", board.path)
        #expect(watch.shows("is open"))
        try watch.type(Self.everyByte)
        for number in 1...3 {
            try board.print("line \(number)\r\n")
            #expect(watch.shows("line \(number)\n"))
        }
        #expect(try watch.end(by: SIGTERM).status == 143)
        #expect(board.receivedSome(patience: 0) == [])
    }

    @Test func `a paste for a board that reads slowly is neither lost nor reordered, and reading goes on`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("is open"))
        var random = SplitMix64(seed: 4)
        let paste = random.bytes(300_000)
        try watch.type(paste)
        // Nothing is read yet: the paste stands in the way of nothing.
        try board.print("busy\r\n")
        #expect(watch.shows("busy\n"))
        var received: [UInt8] = []
        var told = 0
        while received.count < paste.count {
            let some = board.receivedSome()
            guard !some.isEmpty else { break }
            received += some
            guard received.count / 30_000 > told else { continue }
            told += 1
            try board.print("read \(told)\r\n")
            #expect(watch.shows("read \(told)\n"))
        }
        #expect(WatchedBoard.difference(received, paste) == nil)
        #expect(told == 10)
    }

    @Test func `a file that is longer than what may wait is sent as the board takes it`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch(board.path)
        #expect(watch.shows("is open"))
        var random = SplitMix64(seed: 5)
        let file = random.bytes(3 << 20)
        var rest = file[...]
        // As much as goes in before the board takes anything, and then as it does.
        while true {
            let count = watch.typeSome(rest)
            rest = rest.dropFirst(count)
            if count == 0, rest.count < 2 << 20 || !watch.accepts(within: 500) { break }
        }
        var received: [UInt8] = []
        while received.count < file.count {
            if !rest.isEmpty { rest = rest.dropFirst(watch.typeSome(rest)) }
            let some = board.receivedSome()
            guard !some.isEmpty else { break }
            received += some
        }
        #expect(WatchedBoard.difference(received, file) == nil)
        #expect(!String(decoding: watch.seen, as: UTF8.self).contains("were not sent"))
    }

    @Test func `a pause after each line is kept`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--output-line-delay", "150", board.path)
        #expect(watch.shows("is open"))
        let start = ContinuousClock.now
        try watch.type(Array("a\rb\rc\r".utf8))
        #expect(board.received(6) == Array("a\rb\rc\r".utf8))
        // Two pauses lie between three lines; how much longer it takes is the machine's business.
        #expect(ContinuousClock.now - start >= .milliseconds(300))
    }
}
