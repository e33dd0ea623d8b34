// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

/// `bootwatch analyze` of a recording: raw bytes, and a time index beside them.
@Suite struct AnalyzeRecordingTests {
    /// A kernel that falls silent after its first lines.
    private static let silentBoot = """
        U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)

        Starting kernel ...

        [    0.000000] Linux version 4.14.90 (builder@host) (gcc version 7.3.0) #0 SMP Sun Jan 6 2019
        [    0.500000] NET: Registered protocol family 16

        """

    /// Read at once on 4 May 2024; three minutes later nothing more had come.
    private static let times = """
        bootwatch-times 1
        0 1714808400.000000000 opened
        \(silentBoot.utf8.count) 1714808400.250000000
        \(silentBoot.utf8.count) 1714808580.000000000 closed

        """

    private static func analyze(_ log: String) throws -> Command.Result {
        try Command("analyze", "--format", "jsonl", log).run()
    }

    @Test func `a silence of the recording is noticed, and events carry the times`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.silentBoot)
        _ = try folder.file("board.log.times", Self.times)
        let result = try Self.analyze(log)
        #expect(result.status == 1)
        #expect(result.errors == "")
        #expect(result.output.contains(#""code":"boot.hang""#))
        #expect(result.lines.first?.contains(#""time":"2024-05-04T07:40:00.250000Z""#) == true)
    }

    @Test func `without the index there is no time and no silence`() throws {
        let folder = try Folder()
        let result = try Self.analyze(try folder.file("board.log", Self.silentBoot))
        #expect(result.status == 0)
        #expect(!result.output.contains("boot.hang"))
        #expect(!result.output.contains(#""time""#))
    }

    @Test(arguments: ["my notes on this board\n", "bootwatch-times 2\n0 1.000000000 opened\n", ""])
    func `a file beside the log that is no index changes nothing`(text: String) throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.silentBoot)
        let bare = try Self.analyze(log)
        _ = try folder.file("board.log.times", text)
        #expect(try Self.analyze(log).output == bare.output)
    }

    @Test func `an index cut off in the middle gives the times that it has`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.silentBoot + "[    1.000000] usb 1-1: new device\n")
        _ = try folder.file("board.log.times", String(Self.times.dropLast(20)))
        let result = try Self.analyze(log)
        #expect(result.status == 0)
        #expect(result.lines.first?.contains(#""time":"2024-05-04T07:40:00.250000Z""#) == true)
    }

    @Test func `a hole of the recording is an event, and no silence of the board`() throws {
        let folder = try Folder()
        let log = try folder.file("board.log", Self.silentBoot + "[    1.000000] usb 1-1: new device\n")
        let count = Self.silentBoot.utf8.count
        _ = try folder.file(
            "board.log.times",
            """
            bootwatch-times 1
            \(count) 1714808400.000000000
            \(count) 1714808700.000000000 gap unplugged - 299.000000000
            \(count + 35) 1714808701.000000000
            \(count + 35) 1714808702.000000000 closed

            """)
        let result = try Self.analyze(log)
        #expect(!result.output.contains("boot.hang"))
        #expect(result.output.contains(#""event":"gap""#))
    }
}
