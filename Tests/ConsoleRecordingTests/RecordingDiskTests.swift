// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleRecording

/// A disk that is full, and one that never takes anything.
@Suite struct RecordingDiskTests {
    /// Whether this process may make a small disk (tmpfs): root may, where the container lets it.
    static let canMount: Bool = (try? RecordingFolder(diskSize: 65_536)) != nil

    @Test(.enabled(if: canMount, "only root may mount a small disk"))
    func `a full disk pauses the recording, and what waited is written when there is room`() throws {
        let folder = try RecordingFolder(diskSize: 128 * 1_024)
        let path = folder.path("board.log")
        try folder.write([UInt8](repeating: 0, count: 64 * 1_024), to: "ballast")
        let notices = Notices()
        let recorder = try Recorder(path: path, at: Recorded.moment(0)) { notices.add($0) }
        var random = SplitMix64(seed: 1)
        let bytes = random.bytes(100_000)
        for start in stride(from: 0, to: bytes.count, by: 1_000) {
            recorder.record(Array(bytes[start..<start + 1_000]), at: Recorded.moment(Int64(start)))
        }
        #expect(eventually { !notices.all.isEmpty })
        let error = RecordingError(.cannotWrite, path: path, errno: .noSpace)
        #expect(notices.all == [.paused(error)])
        #expect(
            notices.all.first?.description
                == "Cannot write to the recording '\(path)': no space left on the disk. Free some space: the recording then goes on by itself."
        )
        // What is there already is a recording.
        #expect(bytes.starts(with: Recorded.bytes(try Recorded.items(path))))
        unlink(folder.path("ballast"))
        #expect(eventually { notices.all.count == 2 })
        #expect(notices.all.last == .resumed(path: path))
        #expect(recorder.finish(at: Recorded.moment(200_000)))
        #expect(recorder.lostBytes == 0)
        let items = try Recorded.items(path)
        let isSame = Recorded.bytes(items) == bytes
        #expect(isSame)
        #expect(Recorded.chunks(items).allSatisfy { $0.time != nil })
        #expect(Recorded.marks(items) == [.opened, .closed])
    }

    @Test(.enabled(if: canMount, "only root may mount a small disk"))
    func `what finds no room while the disk is full is counted, and marked in its place`() throws {
        let folder = try RecordingFolder(diskSize: 128 * 1_024)
        let path = folder.path("board.log")
        try folder.write([UInt8](repeating: 0, count: 96 * 1_024), to: "ballast")
        let notices = Notices()
        let recorder = try Recorder(path: path, limit: 40_000, at: Recorded.moment(0)) { notices.add($0) }
        // The letter tells the read.
        let reads = (0..<200).map { [UInt8](repeating: UInt8($0), count: 1_000) }
        for (index, read) in reads.enumerated() {
            recorder.record(read, at: Recorded.moment(Int64(index)))
            if index == 50 { #expect(eventually { !notices.all.isEmpty }) }
        }
        unlink(folder.path("ballast"))
        #expect(eventually { notices.all.count == 2 })
        // Room again: what comes now is recorded, behind the mark.
        #expect(
            eventually {
                recorder.record(Array("later".utf8), at: Recorded.moment(5_000))
                return recorder.lostBytes > 0
            })
        #expect(recorder.finish(at: Recorded.moment(9_000)))
        let items = try Recorded.items(path)
        var position = 0
        var missing = 0
        var isInPlace = true
        for item in items {
            switch item {
            case .chunk(let chunk):
                for (index, byte) in chunk.bytes.enumerated() where position + index < reads.count * 1_000 {
                    isInPlace = isInPlace && Int(byte) == (position + index) / 1_000
                }
                position += chunk.bytes.count
            case .mark(.gap(let gap), _):
                #expect(gap.reason == .dropped)
                missing += gap.bytes ?? 0
                position += gap.bytes ?? 0
            case .mark: break
            }
        }
        #expect(isInPlace)
        #expect(missing == recorder.lostBytes)
        #expect(missing > 50_000)
        #expect(position - missing > 50_000)
        #expect(Recorded.marks(items).last == .closed)
    }

    @Test(.enabled(if: canMount, "only root may mount a small disk"))
    func `an end that comes while the disk is full does not wait for room`() throws {
        let folder = try RecordingFolder(diskSize: 64 * 1_024)
        let path = folder.path("board.log")
        let notices = Notices()
        let recorder = try Recorder(path: path, at: Recorded.moment(0)) { notices.add($0) }
        let bytes = [UInt8](repeating: 0x41, count: 100_000)
        recorder.record(bytes, errors: [LineError(.framing, at: 99_999)], at: Recorded.moment(1))
        #expect(eventually { !notices.all.isEmpty })
        #expect(!recorder.finish(at: Recorded.moment(2)))
        let items = try Recorded.items(path)
        #expect(bytes.starts(with: Recorded.bytes(items)))
        #expect(Recorded.bytes(items).count > 40_000)
        // On a copy with room it can be continued.
        let other = try RecordingFolder()
        try other.write(try folder.read("board.log"), to: "board.log")
        try other.write(try folder.read("board.log.times"), to: "board.log.times")
        let again = try Recorder(path: other.path("board.log"), at: Recorded.moment(3)) { _ in }
        #expect(again.finish(at: Recorded.moment(4)))
        #expect(Recorded.bytes(try Recorded.items(other.path("board.log"))) == Recorded.bytes(items))
    }

    @Test(.enabled(if: canMount, "only root may mount a small disk"))
    func `a recording that has no room to begin is refused`() throws {
        let folder = try RecordingFolder(diskSize: 64 * 1_024)
        let path = folder.path("board.log")
        _ = try? folder.write([UInt8](repeating: 0, count: 100_000), to: "ballast")
        let error = #expect(throws: RecordingError.self) { try Recorder(path: path, at: Recorded.moment(0)) { _ in } }
        #expect(
            error?.description
                == "Cannot open the recording '\(path).times': no space left on the disk. Free some space.")
    }

    @Test func `a disk that never has room delays nobody, and is told once`() throws {
        let full = { AppendedFile(try FileDescriptor.open("/dev/full", .readWrite), path: "/dev/full") }
        let notices = Notices()
        let recorder = Recorder(
            RawFormat(RecordingFiles(raw: try full(), index: try full())), path: "/dev/full", limit: 100_000,
            at: Recorded.moment(0)
        ) { notices.add($0) }
        for _ in 0..<10_000 { recorder.record([1, 2, 3], at: Recorded.moment(1)) }
        #expect(eventually { !notices.all.isEmpty })
        #expect(!recorder.finish(at: Recorded.moment(2)))
        #expect(notices.all == [.paused(RecordingError(.cannotWrite, path: "/dev/full", errno: .noSpace))])
    }
}
