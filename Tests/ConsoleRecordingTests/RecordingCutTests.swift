// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import ConsoleRecording

/// Recordings that were torn by a crash, or copied while they were written.
@Suite struct RecordingCutTests {
    /// A recording of chunks and marks with errors, and what it holds.
    private static func sample(in folder: borrowing RecordingFolder, seed: UInt64 = 1) throws -> [RecordedItem] {
        var random = SplitMix64(seed: seed)
        let recorder = try Recorder(path: folder.path("board.log"), at: Recorded.moment(0)) { _ in }
        for step in 1...25 {
            let bytes = random.bytes(Int.random(in: 1...20, using: &random))
            recorder.record(
                bytes, errors: Recorded.errors(in: bytes.count, &random), at: Recorded.moment(Int64(step)))
            if random.chance(20) { recorder.mark(.gap(Gap(.unplugged)), at: Recorded.moment(Int64(step))) }
        }
        recorder.finish(at: Recorded.moment(100))
        return try Recorded.items(folder.path("board.log"))
    }

    /// Whether the timed chunks are those of `whole` up to some place, the last perhaps cut.
    private static func isBeginning(_ items: [RecordedItem], of whole: [RecordedItem]) -> Bool {
        for (item, expected) in zip(items, whole) where item != expected {
            guard case .chunk(let chunk) = item, case .chunk(let full) = expected else { return true }
            return full.bytes.starts(with: chunk.bytes) || chunk.time == nil
        }
        return true
    }

    @Test func `an index cut anywhere leaves all bytes, and times as far as it goes`() throws {
        let folder = try RecordingFolder()
        let whole = try Self.sample(in: folder)
        let times = try folder.read("board.log.times")
        let raw = try folder.read("board.log")
        for length in 0...times.count {
            try folder.write(Array(times[..<length]), to: "board.log.times")
            let items = try Recorded.items(folder.path("board.log"))
            #expect(Recorded.bytes(items) == raw)
            let timed = items.filter { $0.time != nil }
            #expect(timed == Array(whole.prefix(timed.count)), "cut at \(length)")
        }
    }

    @Test func `raw bytes cut anywhere are read up to there`() throws {
        let folder = try RecordingFolder()
        let whole = try Self.sample(in: folder)
        let raw = try folder.read("board.log")
        for length in 0...raw.count {
            try folder.write(Array(raw[..<length]), to: "board.log")
            let items = try Recorded.items(folder.path("board.log"))
            #expect(Recorded.bytes(items) == Array(raw[..<length]))
            let chunks = Recorded.chunks(items)
            let expected = Recorded.chunks(whole)
            #expect(chunks.map(\.time) == expected.prefix(chunks.count).map(\.time))
            #expect(chunks.dropLast() == expected.prefix(max(chunks.count - 1, 0)))
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `a torn recording is mended when it is continued`(seed: UInt64) throws {
        let folder = try RecordingFolder()
        let whole = try Self.sample(in: folder, seed: seed)
        let times = try folder.read("board.log.times")
        let raw = try folder.read("board.log")
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            // The index may be behind the bytes, or after a loss of power before them.
            let rawLength = random.chance(50) ? raw.count : Int.random(in: 0...raw.count, using: &random)
            let timesLength = Int.random(in: 0...times.count, using: &random)
            try folder.write(Array(raw[..<rawLength]), to: "board.log")
            try folder.write(Array(times[..<timesLength]), to: "board.log.times")
            let before = try Recorded.items(folder.path("board.log"))
            let recorder = try Recorder(path: folder.path("board.log"), at: Recorded.moment(500)) { _ in }
            recorder.record(Array("again".utf8), at: Recorded.moment(501))
            #expect(recorder.finish(at: Recorded.moment(502)))
            let after = try Recorded.items(folder.path("board.log"))
            #expect(Recorded.bytes(after) == Array(raw[..<rawLength]) + Array("again".utf8))
            // Marks that stood behind the last byte may be gone with it; no chunk changes, nor its time.
            let chunks = Recorded.chunks(before)
            #expect(Array(Recorded.chunks(after).prefix(chunks.count)) == chunks)
            let session = after.drop { $0 != .mark(.opened, at: Recorded.moment(500)) }
            #expect(
                session.filter { if case .mark(.gap, _) = $0 { false } else { true } } == [
                    .mark(.opened, at: Recorded.moment(500)),
                    .chunk(RecordedChunk(Array("again".utf8), time: Recorded.moment(501))),
                    .mark(.closed, at: Recorded.moment(502)),
                ])
            #expect(session.count == (rawLength == 0 ? 3 : 4))
            #expect(Self.isBeginning(before, of: whole))
        }
    }

    @Test func `files copied at any moment while it records can be read`() throws {
        let folder = try RecordingFolder()
        var random = SplitMix64(seed: 9)
        let bytes = random.bytes(100_000)
        let recorder = try Recorder(path: folder.path("board.log"), at: Recorded.moment(0)) { _ in }
        var start = 0
        var copies = 0
        while start < bytes.count {
            for _ in 0..<Int.random(in: 1...40, using: &random) where start < bytes.count {
                let end = min(start + Int.random(in: 1...100, using: &random), bytes.count)
                // The time tells which byte it belongs to.
                recorder.record(Array(bytes[start..<end]), at: Timestamp(nanoseconds: Int64(end)))
                start = end
            }
            // The index first: what it speaks of is in the file already.
            let times = try folder.read("board.log.times")
            let raw = try folder.read("board.log")
            try folder.write(times, to: "copy.log.times")
            try folder.write(raw, to: "copy.log")
            let items = try Recorded.items(folder.path("copy.log"))
            #expect(bytes.starts(with: Recorded.bytes(items)))
            var position = 0
            for chunk in Recorded.chunks(items) {
                position += chunk.bytes.count
                #expect(chunk.time.map { $0.nanoseconds == Int64(position) } ?? (position == raw.count))
            }
            copies += 1
        }
        #expect(copies > 20)
        #expect(recorder.finish(at: Timestamp(nanoseconds: 1 << 40)))
        #expect(try folder.read("board.log") == bytes)
    }

    @Test func `any index beside any bytes can be read`() throws {
        let folder = try RecordingFolder()
        var random = SplitMix64(seed: 11)
        let raw = random.bytes(300)
        let path = try folder.write(raw, to: "board.log")
        for _ in 0..<300 {
            let entries = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                TimeIndexEntry(
                    offset: random.pick([0, 5, 299, 300, 301, .max, Int.random(in: 0...300, using: &random)]),
                    time: Timestamp(nanoseconds: Int64(bitPattern: random.next())),
                    random.chance(40)
                        ? .mark(Recorded.mark(&random))
                        : .read(
                            errors: [LineError(.parity, at: random.pick([0, 1, 299, 300, .max]))],
                            isNoise: random.chance(20)))
            }
            try folder.write(Recorded.lines(entries), to: "board.log.times")
            let items = try Recorded.items(path)
            #expect(Recorded.bytes(items) == raw)
            #expect(
                Recorded.chunks(items).allSatisfy { chunk in
                    chunk.errors.allSatisfy { (0...chunk.bytes.count).contains($0.offset) }
                })
        }
    }

    @Test(arguments: ["notes of mine\n", "bootwatch-times 2\n0 1.000000000 opened\n", "bootwatch-tim"])
    func `a file that is no index changes nothing`(text: String) throws {
        let folder = try RecordingFolder()
        let path = try folder.write("U-Boot\n", to: "board.log")
        try folder.write(text, to: "board.log.times")
        let reader = try RecordingReader(path: path)
        let hasTimes = reader.hasTimes
        #expect(!hasTimes)
        #expect(try Recorded.items(path) == [.chunk(RecordedChunk(Array("U-Boot\n".utf8), time: nil))])
    }

    @Test func `a recording that is not there is a sentence`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("none.log")
        let error = #expect(throws: RecordingError.self) { _ = try RecordingReader(path: path) }
        #expect(
            error?.description
                == "Cannot open the recording '\(path)': there is no such file or directory. Check the path.")
    }
}
