// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import ConsoleRecording

/// The stripped text that people read.
@Suite struct TextRecordingTests {
    private static func record(
        _ reads: [(String, Int64)], to path: String, hasTimes: Bool = false, gapAt gap: Int? = nil
    ) throws {
        let recorder = try Recorder(path: path, format: .text(hasTimes: hasTimes), at: Recorded.moment(0)) { _ in }
        for (index, (text, time)) in reads.enumerated() {
            if index == gap { recorder.mark(.gap(Gap(.dropped, bytes: 17)), at: Recorded.moment(time)) }
            recorder.record(Array(text.utf8), at: Recorded.moment(time))
        }
        #expect(recorder.finish(at: Recorded.moment(10_000)))
    }

    @Test func `control bytes and escapes are gone, tabs stay`() throws {
        let folder = try RecordingFolder()
        try Self.record(
            [("\u{1B}[31mU-Boot\u{1B}[0m\r\n\u{7}a\tb\u{9B}31m\u{0}\r\n", 0), ("3 \u{8}\u{8}2 \n=> ", 5)],
            to: folder.path("board.txt"))
        #expect(try folder.text("board.txt") == "U-Boot\na\tb31m\n2 \n=> \n")
        #expect(folder.size("board.txt.times") == -1)
    }

    @Test func `each line has the time of its first byte`() throws {
        let folder = try RecordingFolder()
        try Self.record([("one\ntw", 1), ("o\n", 2_345)], to: folder.path("board.txt"), hasTimes: true)
        #expect(
            try folder.text("board.txt") == """
                [2024-05-04T07:40:00.001Z] one
                [2024-05-04T07:40:00.001Z] two

                """)
    }

    @Test func `a long line stays one`() throws {
        let folder = try RecordingFolder()
        let line = String(repeating: "x", count: 3 * LineAssembler.maximumLength + 5)
        try Self.record([(line + "\n", 0)], to: folder.path("board.txt"), hasTimes: true)
        #expect(try folder.text("board.txt") == "[2024-05-04T07:40:00.000Z] \(line)\n")
    }

    @Test func `a hole is a line that says so`() throws {
        let folder = try RecordingFolder()
        try Self.record([("half", 0), ("next\n", 1)], to: folder.path("board.txt"), gapAt: 1)
        #expect(
            try folder.text("board.txt")
                == "half\n[bootwatch: the recording could not keep up, 17 bytes are missing]\nnext\n")
    }

    @Test func `an existing text is continued on a line of its own`() throws {
        let folder = try RecordingFolder()
        let path = try folder.write("torn li", to: "board.txt")
        try Self.record([("new\n", 0)], to: path)
        #expect(try folder.text("board.txt") == "torn li\nnew\n")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `times are dates of the calendar`(milliseconds: Int64, text: String) {
        #expect(CalendarTime(Timestamp(nanoseconds: milliseconds * 1_000_000)).description == text)
    }

    @Test(arguments: [Int64.min, .max])
    func `the ends of the clock have a date`(nanoseconds: Int64) {
        #expect(CalendarTime(Timestamp(nanoseconds: nanoseconds)).description.hasSuffix("Z"))
    }
}
