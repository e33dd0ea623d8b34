// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

@testable import ConsoleRecording

@Suite struct SegmentFolderTests {
    private static let day: Int64 = 86_400_000

    /// A segment of so many bytes, with an index of 18.
    private static func make(_ bytes: Int, at milliseconds: Int64, in folder: borrowing RecordingFolder) throws {
        let name = SegmentFolder.name(console: "board", at: Recorded.moment(milliseconds))
        try folder.write([UInt8](repeating: 0x78, count: bytes), to: name)
        try folder.write("bootwatch-times 1\n", to: name + ".times")
    }

    private static func sizes(_ folder: borrowing RecordingFolder) -> [Int] {
        SegmentFolder(path: folder.path, console: "board").segments.map(\.bytes)
    }

    @Test(arguments: [
        ("ttyUSB0", "ttyUSB0-20240504T074000.000Z.log"), ("rack3/12 é", "rack3-12---20240504T074000.000Z.log"),
        ("", "console-20240504T074000.000Z.log"),
    ])
    func `a segment is named by the console and the time`(console: String, name: String) {
        #expect(SegmentFolder.name(console: console, at: Recorded.moment(0)) == name)
    }

    @Test func `names tell their moment, in every month`() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let time = Timestamp(nanoseconds: Int64(random.next() % 9_000_000_000_000) * 1_000_000)
            #expect(CalendarTime.moment(compact: CalendarTime(time).compact[...]) == time)
        }
    }

    @Test(arguments: [
        "20240230T000000.000Z", "20241301T000000.000Z", "20240101T240000.000Z", "20240101T006000.000Z",
        "20240101T000060.000Z", "2024-101T000000.000Z", "20240101 000000.000Z", "20240101T000000Z", "",
    ])
    func `what is no moment is no segment's name`(text: String) {
        #expect(CalendarTime.moment(compact: text[...]) == nil)
    }

    @Test func `only recordings of the console are listed, oldest first`() throws {
        let folder = try RecordingFolder()
        try Self.make(3, at: 2, in: folder)
        try Self.make(2, at: 1, in: folder)
        for name in [
            "board-notes.log", "board.log", "board-20240504T074000.000Z.log.gz", "other-20240504T074000.000Z.log",
        ] {
            try folder.write("x", to: name)
        }
        let segments = SegmentFolder(path: folder.path, console: "board")
        #expect(segments.segments.map(\.bytes) == [2, 3])
        #expect(segments.segments.map(\.size) == [20, 21])
        #expect(segments.segments.map(\.began) == [Recorded.moment(1), Recorded.moment(2)])
        #expect(segments.newest?.bytes == 3)
        #expect(SegmentFolder(path: folder.path("none"), console: "board").segments.isEmpty)
    }

    @Test func `recent are the newest and those before it as far as they fit`() throws {
        let folder = try RecordingFolder()
        for (index, bytes) in [10, 20, 30, 40, 50].enumerated() { try Self.make(bytes, at: Int64(index), in: folder) }
        let segments = SegmentFolder(path: folder.path, console: "board")
        #expect(segments.recent().map(\.bytes) == [20, 30, 40, 50])
        #expect(segments.recent(maximum: 125).map(\.bytes) == [30, 40, 50])
        #expect(segments.recent(maximum: 119).map(\.bytes) == [40, 50])
        #expect(segments.recent(maximum: 1).map(\.bytes) == [50])
        #expect(segments.recent(count: 2).map(\.bytes) == [40, 50])
    }

    @Test func `what is too much is removed from the oldest on, with its index`() throws {
        let folder = try RecordingFolder()
        for index in 0..<5 { try Self.make(82, at: Int64(index), in: folder) }
        try folder.write(String(repeating: "x", count: 10_000), to: "board-notes.log")
        let segments = SegmentFolder(path: folder.path, console: "board")
        let removed = segments.tidy(keeping: SegmentLimits(totalBytes: 300), except: nil, at: nil)
        #expect(removed.map(\.began) == [Recorded.moment(0), Recorded.moment(1)])
        #expect(RecordingFolder.names(in: folder.path).count == 7)
        #expect(segments.tidy(keeping: SegmentLimits(totalBytes: 300), except: nil, at: nil).isEmpty)
    }

    @Test func `what is too old is removed, counted from its end`() throws {
        let folder = try RecordingFolder()
        for (bytes, day) in [(1, 0), (2, 10), (3, 20), (4, 30)] as [(Int, Int64)] {
            try Self.make(bytes, at: day * Self.day, in: folder)
        }
        let segments = SegmentFolder(path: folder.path, console: "board")
        let limits = SegmentLimits(age: 15 * Self.day * 1_000_000)
        // The first one went on until the second began.
        segments.tidy(keeping: limits, except: nil, at: Recorded.moment(25 * Self.day))
        #expect(Self.sizes(folder) == [1, 2, 3, 4])
        segments.tidy(keeping: limits, except: nil, at: Recorded.moment(26 * Self.day))
        #expect(Self.sizes(folder) == [2, 3, 4])
        segments.tidy(keeping: limits, except: nil, at: Recorded.moment(900 * Self.day))
        #expect(Self.sizes(folder) == [4], "the newest stays")
    }

    @Test func `the one that is being written stays, and so does the newest`() throws {
        let folder = try RecordingFolder()
        for index in 0..<3 { try Self.make(100, at: Int64(index), in: folder) }
        let segments = SegmentFolder(path: folder.path, console: "board")
        let open = try #require(segments.segments.first)
        segments.tidy(keeping: SegmentLimits(totalBytes: 1), except: open.path, at: nil)
        #expect(segments.segments.map(\.path) == [open.path, segments.newest?.path])
    }

    @Test func `a recorder keeps to the limits while boots come`() throws {
        let folder = try RecordingFolder()
        let limits = SegmentLimits(totalBytes: 20_000, age: 30_000_000_000)
        let segments = SegmentFolder(path: folder.path, console: "board")
        let recorder = SegmentRecorder(folder: segments, limits: limits, at: Recorded.moment(0)) {
            Issue.record("\($0)")
        }
        for boot in 0..<60 {
            // The later ones are few bytes, and only too old.
            let bytes = [UInt8](repeating: UInt8(boot), count: boot < 40 ? 2_000 : 10)
            recorder.record(bytes, at: Recorded.moment(Int64(boot) * 5_000))
            recorder.cut(at: recorder.position, time: Recorded.moment(Int64(boot) * 5_000 + 1))
        }
        #expect(recorder.finish(at: Recorded.moment(300_000)))
        let left = segments.segments
        #expect(left.reduce(0) { $0 + $1.size } <= limits.totalBytes + 2_200)
        #expect(left.count >= 5)
        #expect(left.count <= 9)
        #expect(left.first.map { $0.began >= Recorded.moment(255_000) } == true)
    }

    @Test func `a clock that went back makes names that still come last`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let recorder = SegmentRecorder(folder: segments, at: Recorded.moment(5_000)) { Issue.record("\($0)") }
        recorder.record([1, 2], at: Recorded.moment(5_001))
        recorder.cut(at: 1, time: Recorded.moment(1_000))
        recorder.cut(at: 2, time: Recorded.moment(1_001))
        #expect(recorder.finish(at: Recorded.moment(1_002)))
        #expect(segments.segments.map(\.began) == [5_000, 5_001, 5_002].map(Recorded.moment))
    }
}
