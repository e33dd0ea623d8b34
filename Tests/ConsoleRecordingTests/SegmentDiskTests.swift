// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleRecording

/// Segments on a disk that is full, and on one that fails.
@Suite(.serialized) struct SegmentDiskTests {
    private static func recorder(
        in folder: borrowing RecordingFolder, limits: SegmentLimits = SegmentLimits(),
        limit: Int = SegmentRecorder.defaultLimit, _ notices: Notices
    ) -> SegmentRecorder {
        SegmentRecorder(
            folder: SegmentFolder(path: folder.path, console: "board"), limits: limits, limit: limit,
            at: Recorded.moment(0)
        ) { notices.add($0) }
    }

    private static func bytes(_ folder: borrowing RecordingFolder) throws -> [UInt8] {
        try SegmentFolder(path: folder.path, console: "board").segments.flatMap { try folder.read($0.name) }
    }

    @Test(.enabled(if: RecordingDiskTests.canMount, "only root may mount a small disk"))
    func `a full disk pauses the recording, and what waited is written when there is room`() throws {
        let folder = try RecordingFolder(diskSize: 128 * 1_024)
        try folder.write([UInt8](repeating: 0, count: 64 * 1_024), to: "ballast")
        let notices = Notices()
        let recorder = Self.recorder(in: folder, limit: 1 << 20, notices)
        var random = SplitMix64(seed: 1)
        let bytes = random.bytes(80_000)
        for start in stride(from: 0, to: bytes.count, by: 1_000) {
            recorder.record(Array(bytes[start..<start + 1_000]), at: Recorded.moment(Int64(start)))
        }
        #expect(eventually { !notices.all.isEmpty })
        let path = try #require(recorder.current?.path)
        #expect(notices.all == [.paused(RecordingError(.cannotWrite, path: path, errno: .noSpace))])
        #expect(recorder.current?.start == 0)
        // Viewers get what there is, and wait for the rest.
        #expect(SegmentTests.read(recorder, from: 0, to: 1_000) == Array(bytes[..<1_000]))
        #expect(try recorder.read(from: 79_000, to: 80_000) == .notYet)
        unlink(folder.path("ballast"))
        #expect(eventually { notices.all.count == 2 })
        #expect(notices.all.last == .resumed(path: path))
        #expect(recorder.finish(at: Recorded.moment(200_000)))
        let isSame = try Self.bytes(folder) == bytes
        #expect(isSame)
    }

    @Test(.enabled(if: RecordingDiskTests.canMount, "only root may mount a small disk"))
    func `a boot that begins while the disk is full stays in the segment before`() throws {
        let folder = try RecordingFolder(diskSize: 128 * 1_024)
        let notices = Notices()
        let recorder = Self.recorder(in: folder, notices)
        var random = SplitMix64(seed: 1)
        let bytes = random.bytes(60_000)
        recorder.record(bytes, at: Recorded.moment(1))
        #expect(eventually { recorder.current?.path != nil && folder.size("board-20240504T074000.000Z.log") == 60_000 })
        try folder.write([UInt8](repeating: 0, count: 48 * 1_024), to: "ballast")
        // 12 KiB of room: for the beginning of what is to be carried over.
        recorder.cut(at: 30_000, time: Recorded.moment(2))
        #expect(eventually { !notices.all.isEmpty })
        guard case .stays(let error)? = notices.all.first else {
            Issue.record("\(notices.all)")
            return
        }
        #expect(error.errno == .noSpace)
        #expect(
            "\(notices.all[0])".hasSuffix(
                "the recording then goes on by itself. Until then it goes on in the file before."))
        recorder.cut(at: 40_000, time: Recorded.moment(3))
        unlink(folder.path("ballast"))
        recorder.record([1, 2, 3], at: Recorded.moment(4))
        #expect(eventually { folder.size("board-20240504T074000.000Z.log") == 60_003 || recorder.current?.start != 0 })
        recorder.cut(at: 50_000, time: Recorded.moment(5))
        #expect(recorder.finish(at: Recorded.moment(6)))
        #expect(recorder.lostBytes == 0)
        let isSame = try Self.bytes(folder) == bytes + [1, 2, 3]
        #expect(isSame)
        #expect(SegmentFolder(path: folder.path, console: "board").newest?.bytes == 10_003)
        #expect(notices.all.count == 1, "told once: \(notices.all)")
    }

    @Test(.enabled(if: RecordingDiskTests.canMount, "only root may mount a small disk"))
    func `a full disk makes room by what is over the limits`() throws {
        let folder = try RecordingFolder(diskSize: 256 * 1_024)
        let notices = Notices()
        // More than the disk holds is never wanted; the present boot alone makes it too much.
        let recorder = Self.recorder(in: folder, limits: SegmentLimits(totalBytes: 200_000), limit: 1 << 20, notices)
        var random = SplitMix64(seed: 1)
        let bytes = random.bytes(300_000)
        recorder.record(Array(bytes[..<150_000]), at: Recorded.moment(1))
        recorder.cut(at: 150_000, time: Recorded.moment(2))
        recorder.record(Array(bytes[150_000...]), at: Recorded.moment(3))
        #expect(recorder.finish(at: Recorded.moment(4)))
        #expect(notices.all.isEmpty, "\(notices.all)")
        let isSame = try Self.bytes(folder) == Array(bytes[150_000...])
        #expect(isSame)
    }

    @Test(.enabled(if: RecordingDiskTests.canMount, "only root may mount a small disk"))
    func `what was dropped has its place in the stream`() throws {
        let folder = try RecordingFolder(diskSize: 256 * 1_024)
        try folder.write([UInt8](repeating: 0, count: 236 * 1_024), to: "ballast")
        let notices = Notices()
        let recorder = Self.recorder(in: folder, limit: 20_000, notices)
        // The letter tells the read.
        let reads = (0..<100).map { [UInt8](repeating: UInt8($0), count: 1_000) }
        for (index, read) in reads.enumerated() {
            recorder.record(read, at: Recorded.moment(Int64(index)))
            if index == 30 { #expect(eventually { !notices.all.isEmpty }) }
        }
        unlink(folder.path("ballast"))
        #expect(eventually { notices.all.count == 2 })
        usleep(50_000)
        recorder.record(Array("U-Boot\n".utf8), at: Recorded.moment(5_000))
        recorder.cut(at: 100_000, time: Recorded.moment(5_000))
        recorder.record(Array("DRAM:\n".utf8), at: Recorded.moment(5_001))
        #expect(eventually { recorder.current?.start == 100_000 })
        #expect(recorder.finish(at: Recorded.moment(9_000)))
        #expect(recorder.lostBytes > 10_000)
        let segments = SegmentFolder(path: folder.path, console: "board").segments
        #expect(try segments.map { try folder.text($0.name) }.last == "U-Boot\nDRAM:\n")
        // The first boot's bytes are where the holes before them say.
        var position = 0
        var isInPlace = true
        for item in try Recorded.items(segments[0].path) {
            switch item {
            case .chunk(let chunk):
                for (index, byte) in chunk.bytes.enumerated() {
                    isInPlace = isInPlace && Int(byte) == (position + index) / 1_000
                }
                position += chunk.bytes.count
            case .mark(.gap(let gap), _): position += gap.bytes ?? 0
            case .mark: break
            }
        }
        #expect(isInPlace)
        #expect(position == 100_000)
        #expect(segments[0].bytes + recorder.lostBytes == 100_000)
    }

    @Test func `a disk that fails pauses the recording, and it goes on where it was`() throws {
        let folder = try RecordingFolder()
        let notices = Notices()
        let recorder = Self.recorder(in: folder, notices)
        recorder.record(Array("one\n".utf8), at: Recorded.moment(1))
        #expect(eventually { folder.size("board-20240504T074000.000Z.log") == 4 })
        let path = try #require(recorder.current?.path)
        // The system answers EIO where a process has no memory; at address 0 none has.
        let (memory, file) = (open("/proc/self/mem", O_RDWR | O_CLOEXEC), try #require(Self.descriptor(of: path)))
        let kept = dup(file)
        dup2(memory, file)
        recorder.record(Array("two\n".utf8), at: Recorded.moment(2))
        #expect(eventually { !notices.all.isEmpty })
        #expect(notices.all == [.paused(RecordingError(.cannotWrite, path: path, errno: .ioError))])
        dup2(kept, file)
        close(kept)
        close(memory)
        #expect(eventually { notices.all.count == 2 })
        #expect(recorder.finish(at: Recorded.moment(3)))
        #expect(try Self.bytes(folder) == Array("one\ntwo\n".utf8))
        #expect(notices.all.last == .resumed(path: path))
    }

    /// The number under which this process has a file open.
    private static func descriptor(of path: String) -> Int32? {
        (0..<1_024).first { number in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == path
        }
    }

    @Test func `a folder that cannot be made is told once, and waited for`() throws {
        let folder = try RecordingFolder()
        try folder.write("", to: "disk")
        let path = folder.path("disk/board")
        let notices = Notices()
        let recorder = SegmentRecorder(
            folder: SegmentFolder(path: path, console: "board"), at: Recorded.moment(0)
        ) { notices.add($0) }
        recorder.record(Array("one\n".utf8), at: Recorded.moment(1))
        #expect(eventually { !notices.all.isEmpty })
        #expect(notices.all == [.paused(RecordingError(.cannotOpen, path: path, errno: .notDirectory))])
        #expect(recorder.current?.path == nil)
        #expect(recorder.bootStart == nil)
        #expect(try recorder.read(from: 0, to: 4) == .notYet)
        unlink(folder.path("disk"))
        #expect(eventually { notices.all.count == 2 })
        #expect(recorder.finish(at: Recorded.moment(2)))
        #expect(SegmentFolder(path: path, console: "board").newest?.bytes == 4)
        for name in RecordingFolder.names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
        rmdir(folder.path("disk"))
    }

    @Test func `an end while nothing can be opened does not wait`() throws {
        let notices = Notices()
        let recorder = SegmentRecorder(
            folder: SegmentFolder(path: "/dev/null/board", console: "board"), at: Recorded.moment(0)
        ) { notices.add($0) }
        recorder.record([1], at: Recorded.moment(1))
        #expect(!recorder.finish(at: Recorded.moment(2), patience: 15_000_000_000))
        #expect(notices.all.count == 1)
    }

    @Test func `two recorders of one console do not mix: the second waits for the first`() throws {
        let folder = try RecordingFolder()
        let notices = Notices()
        let first = Self.recorder(in: folder, notices)
        first.record([1], at: Recorded.moment(1))
        #expect(eventually { first.current != nil })
        let second = Self.recorder(in: folder, notices)
        second.record([2], at: Recorded.moment(2))
        #expect(eventually { notices.all.count == 1 })
        #expect(first.finish(at: Recorded.moment(3)))
        #expect(eventually { second.current != nil })
        #expect(second.finish(at: Recorded.moment(4)))
        #expect(try Self.bytes(folder) == [1, 2])
    }
}
