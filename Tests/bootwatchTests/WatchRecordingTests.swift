// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// What `bootwatch watch` writes to the disk.
@Suite struct WatchRecordingTests {
    /// Bytes of every kind, and enough line ends to be read as lines.
    private static func anything(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        return random.bytes(count)
    }

    /// The first recorded moment of each kind in an index, and the offset of the last line.
    private static func lastOffset(of index: String) -> Int? {
        index.split(separator: "\n").last?.split(separator: " ").first.flatMap { Int($0) }
    }

    // MARK: - Raw

    @Test func `a recording is the board's bytes, and a second one is appended`() throws {
        let folder = try Folder()
        let log = "\(folder.path)/board.log"
        let parts = [Self.anything(1 << 20, seed: 1), Self.anything(50_000, seed: 2)]
        var whole: [UInt8] = []
        for part in parts {
            let board = try WatchedBoard()
            let watch = try RunningWatch("--format", "jsonl", "--log-file", log, "--no-reconnect", board.path)
            #expect(try watch.notice("opened") != nil)
            try board.print(part)
            whole += part
            // The kernel throws away what was not read when the other side closes.
            try folder.waitsUntil("board.log", holds: whole.count)
            board.hangUp()
            let result = try watch.end()
            #expect(result.errors == "bootwatch: Recording to '\(log)'.\n")
            #expect(WatchedBoard.difference(folder.bytes(of: "board.log"), whole) == nil)
        }
        let index = folder.text(of: "board.log.times")
        #expect(index.hasPrefix("bootwatch-times 1\n0 "))
        #expect(Self.lastOffset(of: index) == whole.count)
        let marks = index.split(separator: "\n").compactMap { line -> Substring? in
            let words = line.split(separator: " ")
            return words.count > 2 && ["opened", "closed", "gap", "baud"].contains(words[2]) ? words[2] : nil
        }
        #expect(marks == ["opened", "baud", "closed", "opened", "gap", "baud", "closed"])
    }

    @Test func `a recording that nobody named names itself, in the folder that was named`() throws {
        let folder = try Folder()
        let board = try WatchedBoard()
        let watch = try RunningWatch("--log", "--log-directory", folder.path, board.path)
        #expect(watch.shows("bootwatch: Recording to '\(folder.path)/"))
        #expect(watch.shows(".log'.\n"))
        try board.print("DRAM:  512 MiB\r\n")
        #expect(watch.shows("DRAM"))
        let output = try watch.end(by: SIGTERM).output
        let name = try #require(output.firstMatch(of: /[0-9]+-2[0-9]{7}T[0-9]{6}Z\.log/)).output
        #expect(name.hasPrefix("\(board.path.split(separator: "/").last ?? "")-"))
        #expect(folder.text(of: String(name)) == "DRAM:  512 MiB\r\n")
    }

    @Test func `stripped text holds lines and no control byte`() throws {
        let folder = try Folder()
        let board = try WatchedBoard()
        let watch = try RunningWatch("--log-strip", "--log-file", "\(folder.path)/board.txt", board.path)
        #expect(watch.shows("is open"))
        try board.print("\u{1B}[1;32mDRAM:\u{1B}[0m  512 MiB\r\n\u{0}\u{7}loading  10 %\r")
        try board.print("100 % done\r\n\u{1B}]0;title\u{7}=> ")
        #expect(watch.shows("=> \n"))
        #expect(try watch.end(by: SIGTERM).status == 143)
        let text = folder.text(of: "board.txt")
        #expect(text == "DRAM:  512 MiB\nloading  10 %\n100 % done\n=> \n")
        #expect(folder.bytes(of: "board.txt.times") == [], "there is no index to it")
    }

    // MARK: - Whatever happens

    @Test func `an output that nobody reads costs the recording nothing`() throws {
        let folder = try Folder()
        let board = try WatchedBoard()
        let watch = try RunningWatch("--log-file", "\(folder.path)/board.log", board.path)
        #expect(watch.shows("is open"))
        let line = "[    1.000000] something that nobody asked for, and nobody reads\r\n"
        let lines = Array(String(repeating: line, count: 6_000_000 / line.utf8.count).utf8)
        // Faster than any port, and not a byte is read from the pipe meanwhile.
        try board.print(lines)
        #expect(watch.hasUnreadOutput)
        try folder.waitsUntil("board.log", holds: lines.count)
        watch.child.signal(SIGTERM)
        #expect(try watch.end().status == 143)
        #expect(WatchedBoard.difference(folder.bytes(of: "board.log"), lines) == nil)
    }

    @Test func `what was recorded survives a kill at any moment, and is continued`() throws {
        let folder = try Folder()
        var random = SplitMix64(seed: 7)
        var recorded: [UInt8] = []
        var gains: [String] = []
        for round in 0..<20 {
            let board = try WatchedBoard()
            let watch = try RunningWatch(
                "--format", "jsonl", "--log-file", "\(folder.path)/board.log", board.path)
            #expect(try watch.notice("opened") != nil)
            let sent = random.bytes(Int.random(in: 1..<120_000, using: &random))
            // In pieces, so that the moment falls also between two of them.
            var rest = sent[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1..<30_000, using: &random))
                try board.print(Array(piece))
                rest = rest.dropFirst(piece.count)
                if random.chance(50) { usleep(UInt32.random(in: 0..<5_000, using: &random)) }
            }
            #expect(try watch.end(by: SIGKILL).status == 137)
            let now = folder.bytes(of: "board.log")
            let isKept = now.starts(with: recorded)
            #expect(isKept, "round \(round): nothing of before is changed")
            let gain = now.dropFirst(recorded.count)
            let isPrefix = sent.starts(with: gain)
            #expect(isPrefix, "round \(round): a prefix of what was sent")
            gains.append("\(gain.count) of \(sent.count)")
            recorded = now
        }
        let result = try Command("analyze", "--format", "jsonl", "\(folder.path)/board.log").run()
        #expect(result.status != 2)
        #expect(result.errors == "")
        // A start notes the hole before it, unless the kill came before that was written too.
        let holes = folder.text(of: "board.log.times").split(separator: "\n")
            .count { $0.contains(" gap not-recorded ") }
        #expect(holes > 9, "\(gains)")
        #expect(try result.events.count { $0["reason"]?.string == "not-recorded" } == holes, "\(gains)")
    }

    @Test func `two recorders do not share a file`() throws {
        let folder = try Folder()
        let log = "\(folder.path)/board.log"
        let boards = (try WatchedBoard(), try WatchedBoard())
        let watch = try RunningWatch("--log-file", log, boards.0.path)
        #expect(watch.shows("is open"))
        let result = try Command("watch", "--log-file", log, boards.1.path).run()
        #expect(result.status == 2)
        #expect(
            result.errors == """
                bootwatch: Cannot record to '\(log)': another recorder is writing to it. Choose another name, or end \
                that recorder.

                """)
    }
}
