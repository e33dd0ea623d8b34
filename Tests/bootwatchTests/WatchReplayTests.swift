// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// A recording replayed says what was said live.
@Suite struct WatchReplayTests {
    /// Events without where they came from.
    private static func content(of events: [JSONValue]) -> [JSONValue] {
        events.map { event in
            guard case .object(var members) = event else { return event }
            members["port"] = nil
            members["file"] = nil
            return .object(members)
        }
    }

    private static func replayed(_ arguments: String...) throws -> [JSONValue] {
        var command = Command()
        command.arguments = arguments + ["--format", "jsonl"]
        let result = try command.run()
        #expect(result.errors == "")
        return content(of: try result.events)
    }

    private static func expectSame(_ live: [JSONValue], _ other: [JSONValue], _ name: String) {
        for (number, pair) in zip(live, other).enumerated() where pair.0 != pair.1 {
            Issue.record("\(name), event \(number): \(pair.1) instead of \(pair.0)")
            return
        }
        #expect(live.count == other.count, "\(name)")
    }

    @Test func `live, analysed and replayed events are the same`() throws {
        let folder = try Folder()
        let log = "\(folder.path)/board.log"
        let node = "\(folder.path)/tty"
        var board = try WatchedBoard()
        try folder.link("tty", to: board.path)
        let watch = try RunningWatch("--format", "jsonl", "--log-file", log, node)
        #expect(try watch.notice("opened") != nil)
        // A prompt that is read when the board falls silent, a boot that fails, a cut in the middle of a line, another boot.
        try board.print("U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\nDRAM:  512 MiB\r\n=> ")
        #expect(try watch.event { $0["activity"]?.string == "prompt" } != nil)
        try board.print("boot\r\n")
        try board.print(ExampleLogs.refused + "/ # ")
        #expect(try watch.event { $0["code"]?.string == "boot.recovery" } != nil)
        try board.print("cat /proc/m")
        board.hangUp()
        #expect(try watch.notice("lost") != nil)
        board = try WatchedBoard()
        try folder.link("tty", to: board.path)
        #expect(try watch.notice("opened") != nil)
        try board.print(ExampleLogs.healthy)
        #expect(try watch.event { $0["fact"]?.string == "dram" } != nil)
        let live = Self.content(of: try watch.end(by: SIGTERM).events)
        #expect(live.contains { $0["event"]?.string == "gap" })
        #expect(live.count { $0["notice"]?.string == "opened" } == 2)
        // Not one event differs, not even what is told of the port: it is part of the recording.
        Self.expectSame(live, try Self.replayed("watch", "--replay", log, "--speed", "0"), "replay")
        Self.expectSame(live, try Self.replayed("analyze", log), "analyze")
    }

    @Test func `every sample gives live what it gives from its file`() throws {
        let board = try WatchedBoard()
        let folder = try Folder()
        let log = "\(folder.path)/board.log"
        let watch = try RunningWatch("--format", "jsonl", "--log-file", log, "--no-reconnect", board.path)
        #expect(try watch.notice("opened") != nil)
        var random = SplitMix64(seed: 11)
        for sample in SampleLogs.paths.prefix(40) {
            var rest = Folder.bytes(ofFile: sample)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1..<4_000, using: &random))
                try board.print(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
        }
        board.hangUp()
        let live = Self.content(of: try watch.end().events)
        #expect(live.count > 100)
        Self.expectSame(live, try Self.replayed("watch", "--replay", log, "--speed", "0"), "replay")
        Self.expectSame(live, try Self.replayed("analyze", log), "analyze")
    }

    // MARK: - Time

    private static let lines = [
        "U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\n", "DRAM:  512 MiB\r\n",
        "Hit any key to stop autoboot:  0\r\n=> ",
    ]

    /// Read at 0, 2 and 6 s.
    private static let times = """
        bootwatch-times 1
        0 1714808400.000000000 opened
        \(lines[0].utf8.count) 1714808400.000000000
        \(lines[0].utf8.count + lines[1].utf8.count) 1714808402.000000000
        \(lines.joined().utf8.count) 1714808406.000000000
        \(lines.joined().utf8.count) 1714808406.500000000 closed

        """

    @Test func `a replay keeps the proportions of the pauses`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.lines.joined())
        _ = try folder.file("board.log.times", Self.times)
        let watch = try RunningWatch("--replay", log, "--speed", "4")
        #expect(watch.shows("U-Boot 2022.01"))
        let first = ContinuousClock.now
        #expect(watch.shows("DRAM"))
        let second = ContinuousClock.now
        #expect(watch.shows("=> "))
        let third = ContinuousClock.now
        // 0.5 and 1 s; what is seen late shortens the next pause, and a loaded machine makes any of them longer.
        #expect(second - first > .milliseconds(250))
        #expect(third - second > .milliseconds(500))
        #expect(third - first > .milliseconds(1_250))
        #expect(third - first < .seconds(6), "it is faster than the board was")
        #expect(try watch.end().status == 0)
    }

    @Test func `a replay as fast as it goes does not wait, and carries the recorded times`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.lines.joined())
        // A day between the lines.
        _ = try folder.file("board.log.times", Self.times.replacing("1714808406", with: "1714894806"))
        let events = try Self.replayed("watch", "--replay", log, "--speed", "0")
        #expect(events.first?["time"]?.string == "2024-05-04T07:40:00.000000Z")
        #expect(events.contains { $0["code"]?.string == "boot.hang" })
    }

    @Test func `nothing is sent to anybody while a recording is played`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", ExampleLogs.refused)
        let result = try Command("watch", "--replay", log).run()
        #expect(result.status == 1)
        #expect(result.errors == "")
        #expect(result.output.contains("error[verify.signature]"))
    }

    @Test func `a replay ends early at what is waited for`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.lines.joined())
        _ = try folder.file("board.log.times", Self.times)
        let result = try Command("watch", "--replay", log, "--speed", "20", "--until", "prompt").run()
        #expect(result.status == 0)
    }
}
