// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import TestSupport
import Testing

@testable import ConsoleRecording

@Suite struct RecorderTests {
    /// Records chunks from moment 0 on, 10 ms apart, and ends the recording.
    private static func record(_ texts: [String], to path: String, from start: Int64 = 0) throws {
        let recorder = try Recorder(path: path, at: Recorded.moment(start)) { _ in }
        for (index, text) in texts.enumerated() {
            recorder.record(Array(text.utf8), at: Recorded.moment(start + 10 * Int64(index)))
        }
        #expect(recorder.finish(at: Recorded.moment(start + 10 * Int64(texts.count))))
    }

    @Test func `the file holds the raw bytes, and the index beside it their times`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        try Self.record(["U-Boot\r\n\u{0}", "=> "], to: path)
        #expect(try folder.text("board.log") == "U-Boot\r\n\u{0}=> ")
        #expect(
            try folder.text("board.log.times") == """
                bootwatch-times 1
                0 1714808400.000000000 opened
                9 1714808400.000000000
                12 1714808400.010000000
                12 1714808400.020000000 closed

                """)
    }

    @Test(arguments: UInt64(1)...12)
    func `what was recorded is read again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        let recorder = try Recorder(path: path, at: Recorded.moment(0)) { _ in }
        var expected: [RecordedItem] = [.mark(.opened, at: Recorded.moment(0))]
        for step in 1...200 {
            // No two with one time: those may be joined.
            let time = Recorded.moment(Int64(step))
            if random.chance(20) {
                let mark = Recorded.mark(&random)
                recorder.mark(mark, at: time)
                expected.append(.mark(mark, at: time))
            } else {
                let bytes = random.bytes(Int.random(in: 0...500, using: &random))
                let errors = Recorded.errors(in: bytes.count, &random)
                let isNoise = random.chance(10)
                recorder.record(bytes, errors: errors, isNoise: isNoise, at: time)
                guard !bytes.isEmpty || !errors.isEmpty else { continue }
                expected.append(.chunk(RecordedChunk(bytes, errors: errors, time: time, isNoise: isNoise)))
            }
        }
        #expect(recorder.finish(at: Recorded.moment(300)))
        expected.append(.mark(.closed, at: Recorded.moment(300)))
        let isSame = try Recorded.items(path) == expected
        #expect(isSame)
        #expect(recorder.lostBytes == 0)
    }

    @Test func `reads of one time share a line, unless something stands between them`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        // What the thread gathers while it waits.
        var files = try RecordingFiles(path: path)
        var batch = RecordingBatch()
        for (text, time) in [("a", 1), ("b", 1), ("c", 2)] as [(String, Int64)] {
            batch.add(.read(Array(text.utf8), errors: [], isNoise: false), at: Recorded.moment(time))
        }
        batch.add(.mark(.quiet), at: Recorded.moment(2))
        batch.add(.read(Array("d".utf8), errors: [], isNoise: false), at: Recorded.moment(2))
        batch.add(.read(Array("e".utf8), errors: [], isNoise: true), at: Recorded.moment(2))
        batch.add(.read(Array("f".utf8), errors: [LineError(.parity, at: 0)], isNoise: true), at: Recorded.moment(2))
        var persistence = Persistence(path: path, stop: StopSignal()) { _ in }
        let isWritten = batch.write(to: &files, &persistence)
        #expect(isWritten)
        let offsets = Recorded.entries(try folder.read("board.log.times")).map(\.offset)
        #expect(offsets == [2, 3, 3, 4, 5, 6])
    }

    @Test func `a fast port makes about a line a millisecond, and every byte is there`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("fast.log")
        let recorder = try Recorder(path: path, limit: 64 << 20, at: Recorded.moment(0)) { _ in }
        var grain = ArrivalGrain()
        var random = SplitMix64(seed: 3)
        let bytes = random.bytes(300_000)
        // A second of 3 Mbaud in reads of 10 bytes.
        for index in 0..<30_000 {
            let time = grain.stamp(Recorded.moment(0).advanced(byNanoseconds: Int64(index) * 33_333))
            recorder.record(Array(bytes[index * 10..<index * 10 + 10]), at: time)
        }
        #expect(recorder.finish(at: Recorded.moment(1_000), patience: 60_000_000_000))
        let isSame = try folder.read("fast.log") == bytes
        #expect(isSame)
        let entries = Recorded.entries(try folder.read("fast.log.times"))
        // The thread writes as it comes to it: a grain may be cut into a few lines.
        #expect(entries.count < 10_000)
        #expect(Set(entries.map(\.time)).count <= 1_001)
    }

    @Test func `a read of any size is kept whole`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("large.log")
        var random = SplitMix64(seed: 4)
        let bytes = random.bytes(3_000_000)
        let errors = [0, 262_143, 262_144, 1_000_000, 3_000_000].map { LineError(.framing, at: $0) }
        let recorder = try Recorder(path: path, at: Recorded.moment(0)) { _ in }
        recorder.record(bytes, errors: errors, at: Recorded.moment(1))
        #expect(recorder.finish(at: Recorded.moment(2)))
        let chunks = Recorded.chunks(try Recorded.items(path))
        let isSame = chunks.flatMap(\.bytes) == bytes
        #expect(isSame)
        #expect(chunks.allSatisfy { $0.time == Recorded.moment(1) })
        var start = 0
        var places: [Int] = []
        for chunk in chunks {
            places += chunk.errors.map { start + $0.offset }
            start += chunk.bytes.count
        }
        #expect(places == errors.map(\.offset))
    }

    @Test func `the files are for their owner and the group`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        try Self.record(["x"], to: path)
        for name in ["board.log", "board.log.times"] {
            var status = stat()
            #expect(stat(folder.path(name), &status) == 0)
            #expect(status.st_mode & 0o7137 == 0, "no more than 0640")
            #expect(status.st_mode & 0o600 == 0o600)
        }
    }

    @Test func `bytes reach the file while the recording goes on`() throws {
        let folder = try RecordingFolder()
        let recorder = try Recorder(path: folder.path("board.log"), at: Recorded.moment(0)) { _ in }
        recorder.record(Array("panic".utf8), at: Recorded.moment(1))
        #expect(try eventually { try folder.text("board.log") == "panic" })
        #expect(try eventually { try folder.text("board.log.times").hasSuffix("5 1714808400.001000000\n") })
        recorder.finish(at: Recorded.moment(2))
    }

    @Test func `after the end nothing is recorded any more`() throws {
        let folder = try RecordingFolder()
        let recorder = try Recorder(path: folder.path("board.log"), at: Recorded.moment(0)) { _ in }
        #expect(recorder.finish(at: Recorded.moment(2)))
        recorder.record(Array("late".utf8), at: Recorded.moment(3))
        #expect(recorder.finish(at: Recorded.moment(4)))
        #expect(try folder.text("board.log") == "")
        #expect(try folder.text("board.log.times").hasSuffix("0 1714808400.002000000 closed\n"))
    }

    @Test func `a recorder that nobody ended writes what it took`() throws {
        let folder = try RecordingFolder()
        var recorder: Recorder? = try Recorder(path: folder.path("board.log"), at: Recorded.moment(0)) { _ in }
        recorder?.record(Array("panic".utf8), at: Recorded.moment(1))
        recorder = nil
        #expect(try eventually { try folder.text("board.log.times").hasSuffix("5 1714808400.001000000\n") })
        #expect(try folder.text("board.log") == "panic")
    }

    // MARK: - Going on

    @Test func `an existing recording is continued`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        try Self.record(["one\n", "two\n"], to: path)
        try Self.record(["three\n"], to: path, from: 5_000)
        #expect(try folder.text("board.log") == "one\ntwo\nthree\n")
        let items = try Recorded.items(path)
        #expect(Recorded.chunks(items).map(\.time) == [0, 10, 5_000].map(Recorded.moment))
        // Closed at 20 ms, opened again at 5 s.
        let hole = Gap(.notRecorded, duration: 4_980_000_000)
        #expect(Recorded.marks(items) == [.opened, .closed, .opened, .gap(hole), .closed])
    }

    @Test func `a capture without an index gets one, and its old bytes have no time`() throws {
        let folder = try RecordingFolder()
        let path = try folder.write("from another program\n", to: "board.log")
        try Self.record(["new\n"], to: path)
        let chunks = Recorded.chunks(try Recorded.items(path))
        #expect(
            chunks == [
                RecordedChunk(Array("from another program\n".utf8), time: nil),
                RecordedChunk(Array("new\n".utf8), time: Recorded.moment(0)),
            ])
    }

    @Test func `a second recorder on the same file is refused`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        let first = try Recorder(path: path, at: Recorded.moment(0)) { _ in }
        for format in [Recorder.Format.raw, .text(hasTimes: true)] {
            let error = #expect(throws: RecordingError.self) {
                try Recorder(path: path, format: format, at: Recorded.moment(0)) { _ in }
            }
            #expect(
                error?.description
                    == "Cannot record to '\(path)': another recorder is writing to it. Choose another name, or end that recorder."
            )
        }
        #expect(first.finish(at: Recorded.moment(1)))
        let second = try Recorder(path: path, at: Recorded.moment(2)) { _ in }
        #expect(second.finish(at: Recorded.moment(3)))
    }

    // MARK: - Refused

    @Test func `a file that is no index is left alone`() throws {
        let folder = try RecordingFolder()
        let path = try folder.write("", to: "board.log")
        let times = try folder.write("my own notes\nin two lines\n", to: "board.log.times")
        let error = #expect(throws: RecordingError.self) {
            try Recorder(path: path, at: Recorded.moment(0)) { _ in }
        }
        #expect(
            error?.description
                == "Cannot record to '\(path)': '\(times)' is not the time index of a recording. Move that file away, or choose another name."
        )
        #expect(try folder.text("board.log.times") == "my own notes\nin two lines\n")
    }

    @Test func `what cannot be opened is a sentence`() throws {
        let folder = try RecordingFolder()
        let message = { (path: String) -> String? in
            #expect(throws: RecordingError.self) { try Recorder(path: path, at: Recorded.moment(0)) { _ in } }?
                .description
        }
        let missing = folder.path("none/board.log")
        #expect(
            message(missing)
                == "Cannot open the recording '\(missing)': there is no such file or directory. Check the path.")
        #expect(
            message(folder.path)
                == "Cannot open the recording '\(folder.path)': it is a directory. Name a file in it.")
        #expect(
            message("/dev/full") == "'/dev/full' can be no recording: it is no regular file. Choose another name.")
        let pipe = folder.path("pipe")
        mkfifo(pipe, 0o600)
        #expect(message(pipe) == "'\(pipe)' can be no recording: it is no regular file. Choose another name.")
    }
}
