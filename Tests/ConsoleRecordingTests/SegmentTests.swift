// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

@testable import ConsoleRecording

@Suite struct SegmentTests {
    private static func segments(in folder: borrowing RecordingFolder) -> SegmentFolder {
        SegmentFolder(path: folder.path, console: "board")
    }

    private static func recorder(
        in folder: borrowing RecordingFolder, at start: Int64 = 0, limits: SegmentLimits = SegmentLimits(),
        continues: Bool = false
    ) -> SegmentRecorder {
        SegmentRecorder(
            folder: segments(in: folder), limits: limits, limit: 64 << 20, at: Recorded.moment(start),
            continues: continues
        ) { Issue.record("\($0)") }
    }

    private static func texts(in folder: borrowing RecordingFolder) throws -> [String] {
        try segments(in: folder).segments.map { try folder.text($0.name) }
    }

    @Test func `a boot's segment begins with its first byte, though it was recognised later`() throws {
        let folder = try RecordingFolder()
        let recorder = Self.recorder(in: folder)
        recorder.mark(.baudRate(115_200), at: Recorded.moment(0))
        recorder.record(Array("login: \r\n\r\nU-Bo".utf8), at: Recorded.moment(10))
        recorder.record(Array("ot 2018.03\r\nDRAM:".utf8), at: Recorded.moment(20))
        recorder.cut(at: 11, time: Recorded.moment(10))
        recorder.record(Array("  128 MiB\r\n".utf8), at: Recorded.moment(30))
        #expect(recorder.finish(at: Recorded.moment(40)))
        #expect(try Self.texts(in: folder) == ["login: \r\n\r\n", "U-Boot 2018.03\r\nDRAM:  128 MiB\r\n"])
        #expect(
            Self.segments(in: folder).segments.map(\.name)
                == ["board-20240504T074000.000Z.log", "board-20240504T074000.010Z.log"])
        #expect(
            try folder.text("board-20240504T074000.000Z.log.times") == """
                bootwatch-times 1
                0 1714808400.000000000 opened
                0 1714808400.000000000 baud 115200
                11 1714808400.010000000
                11 1714808400.010000000 closed

                """)
        #expect(
            try folder.text("board-20240504T074000.010Z.log.times") == """
                bootwatch-times 1
                0 1714808400.010000000 opened
                0 1714808400.010000000 carried 11
                0 1714808400.010000000 baud 115200
                4 1714808400.010000000
                21 1714808400.020000000
                32 1714808400.030000000
                32 1714808400.040000000 closed

                """)
    }

    @Test func `a boot that begins where a segment does makes no other`() throws {
        let folder = try RecordingFolder()
        let recorder = Self.recorder(in: folder)
        recorder.cut(at: 0, time: Recorded.moment(0))
        recorder.record(Array("U-Boot\n".utf8), at: Recorded.moment(1))
        recorder.cut(at: 0, time: Recorded.moment(1))
        #expect(recorder.finish(at: Recorded.moment(2)))
        #expect(try Self.texts(in: folder) == ["U-Boot\n"])
    }

    @Test func `a boot that begins with the next byte moves nothing`() throws {
        let folder = try RecordingFolder()
        let recorder = Self.recorder(in: folder)
        recorder.record(Array("one\n".utf8), at: Recorded.moment(1))
        recorder.cut(at: 4, time: Recorded.moment(5))
        recorder.record(Array("two\n".utf8), at: Recorded.moment(9))
        #expect(recorder.finish(at: Recorded.moment(10)))
        #expect(try Self.texts(in: folder) == ["one\n", "two\n"])
        let marks = Recorded.marks(try Recorded.items(Self.segments(in: folder).segments[1].path))
        #expect(marks == [.opened, .closed])
    }

    @Test func `the next recorder goes on in the newest segment, after a mark of the hole`() throws {
        let folder = try RecordingFolder()
        var recorder = Self.recorder(in: folder)
        recorder.record(Array("one\n".utf8), at: Recorded.moment(1))
        #expect(recorder.finish(at: Recorded.moment(2)))
        recorder = Self.recorder(in: folder, at: 5_002)
        recorder.record(Array("two\n".utf8), at: Recorded.moment(5_003))
        #expect(eventually { recorder.current?.start == -4 })
        #expect(recorder.bootStart == -4)
        #expect(recorder.finish(at: Recorded.moment(6_000)))
        #expect(try Self.texts(in: folder) == ["one\ntwo\n"])
        let marks = Recorded.marks(try Recorded.items(Self.segments(in: folder).segments[0].path))
        let hole = Gap(.notRecorded, duration: 5_000_000_000)
        #expect(marks == [.opened, .closed, .opened, .gap(hole), .closed])
    }

    @Test func `a recorder that missed nothing marks no hole`() throws {
        let folder = try RecordingFolder()
        #expect(Self.recorder(in: folder).finish(at: Recorded.moment(2)))
        var recorder = Self.recorder(in: folder, at: 3)
        recorder.record([1], at: Recorded.moment(4))
        #expect(recorder.finish(at: Recorded.moment(5)))
        recorder = Self.recorder(in: folder, at: 6, continues: true)
        #expect(recorder.finish(at: Recorded.moment(7)))
        let marks = Recorded.marks(try Recorded.items(Self.segments(in: folder).segments[0].path))
        #expect(marks == [.opened, .closed, .opened, .closed, .opened, .closed])
    }

    @Test func `a boot that does not end goes on in another segment, and is one for who reads it`() throws {
        let folder = try RecordingFolder()
        let recorder = Self.recorder(in: folder, limits: SegmentLimits(segmentBytes: 10_000))
        var random = SplitMix64(seed: 7)
        let bytes = random.bytes(35_000)
        recorder.mark(.baudRate(9_600), at: Recorded.moment(0))
        for start in stride(from: 0, to: bytes.count, by: 1_000) {
            recorder.record(Array(bytes[start..<start + 1_000]), at: Recorded.moment(Int64(start)))
            #expect(eventually { recorder.current.map { start + 1_000 - $0.start } ?? 0 > 0 })
            usleep(3_000)
        }
        #expect(eventually { Self.read(recorder, from: 0, to: bytes.count) == bytes })
        #expect(recorder.bootStart == 0)
        #expect(recorder.finish(at: Recorded.moment(40_000)))
        let segments = Self.segments(in: folder).segments
        #expect(segments.count > 2)
        #expect(segments.allSatisfy { $0.bytes < 45_000 })
        let isSame = try segments.flatMap { try folder.read($0.name) } == bytes
        #expect(isSame)
        #expect(
            Recorded.marks(try Recorded.items(segments[1].path)).starts(with: [.opened, .continued, .baudRate(9_600)]))
        // The next recorder finds the boot's beginning too.
        let again = Self.recorder(in: folder, at: 50_000)
        #expect(eventually { again.bootStart == -bytes.count })
        #expect(Self.read(again, from: -bytes.count, to: 0) == bytes)
        #expect(again.finish(at: Recorded.moment(50_001)))
    }

    /// What is read between two positions; nil while some of it is not written yet.
    static func read(_ recorder: SegmentRecorder, from start: Int, to end: Int, maximum: Int = 7_777) -> [UInt8]? {
        var bytes: [UInt8] = []
        var position = start
        while true {
            switch try? recorder.read(from: position, to: end, maximum: maximum) {
            case .bytes(let some, let from)?:
                bytes += some
                position = from + some.count
            case .end?: return bytes
            case .notYet?, nil: return nil
            }
        }
    }

    // MARK: - Many cuts

    /// Chunks with neighbours of one time put together, as far as no error's place depends on it.
    private static func joined(_ items: [RecordedItem]) -> (times: [Timestamp?], noise: [Bool], errors: [String]) {
        var times: [Timestamp?] = []
        var noise: [Bool] = []
        var errors: [String] = []
        for chunk in Recorded.chunks(items) {
            errors += chunk.errors.map { "\($0.kind) \(times.count + $0.offset)" }
            times += chunk.bytes.map { _ in chunk.time }
            noise += chunk.bytes.map { _ in chunk.isNoise }
        }
        return (times, noise, errors)
    }

    @Test(arguments: UInt64(1)...4)
    func `cuts anywhere leave every byte in its order, with its time and its errors`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let folder = try RecordingFolder()
        let plain = try RecordingFolder()
        let recorder = Self.recorder(in: folder)
        let other = try Recorder(path: plain.path("board.log"), limit: 64 << 20, at: Recorded.moment(0)) { _ in }
        var bytes: [UInt8] = []
        var cuts = [0]
        for step in 1...1_000 {
            let time = Recorded.moment(Int64(step))
            let some = random.bytes(Int.random(in: 0...(random.chance(5) ? 9_000 : 90), using: &random))
            // An error at the end of a read has its place behind the last byte, which another segment may begin with.
            let errors = Recorded.errors(in: max(some.count - 1, 0), &random)
            let isNoise = random.chance(5)
            if !some.isEmpty {
                recorder.record(some, errors: errors, isNoise: isNoise, at: time)
                other.record(some, errors: errors, isNoise: isNoise, at: time)
            }
            bytes += some
            if random.chance(10) {
                let place = max(bytes.count - Int.random(in: 0...2_000, using: &random), 0)
                recorder.cut(at: place, time: time)
                if place > cuts[cuts.count - 1] { cuts.append(place) }
            }
            if random.chance(1) {
                let boot = cuts[cuts.count - 1]
                let (end, expected) = (bytes.count, Array(bytes[boot...]))
                #expect(eventually { Self.read(recorder, from: boot, to: end) == expected })
                #expect(eventually { recorder.bootStart == boot })
                #expect(recorder.current?.start == boot)
            }
        }
        #expect(recorder.finish(at: Recorded.moment(2_000)))
        #expect(other.finish(at: Recorded.moment(2_000)))
        let segments = Self.segments(in: folder).segments
        #expect(segments.map(\.bytes) == zip(cuts, cuts.dropFirst() + [bytes.count]).map { $1 - $0 })
        let isSame = try segments.flatMap { try folder.read($0.name) } == bytes
        #expect(isSame)
        let parts = Self.joined(try segments.flatMap { try Recorded.items($0.path) })
        let whole = Self.joined(try Recorded.items(plain.path("board.log")))
        #expect(parts.times == whole.times)
        #expect(parts.noise == whole.noise)
        #expect(parts.errors == whole.errors)
    }
}
