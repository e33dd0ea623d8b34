// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import ConsoleRecording

/// Cuts that were interrupted, and the next recorder, which settles them.
@Suite struct SegmentCutTests {
    private static let first = "board-20240504T074000.000Z.log"
    private static let second = "board-20240504T074000.005Z.log"
    private static var names: [String] { [first, first + ".times", second, second + ".times"] }

    /// Files before a cut, and after it.
    private struct Cut {
        var before: [String: [UInt8]] = [:]
        var after: [String: [UInt8]] = [:]
    }

    /// Twelve reads, with errors and a gap, cut in the midst of the fifth.
    private static func cut() throws -> Cut {
        let folder = try RecordingFolder()
        let recorder = SegmentRecorder(
            folder: SegmentFolder(path: folder.path, console: "board"), at: Recorded.moment(0)
        ) { Issue.record("\($0)") }
        var random = SplitMix64(seed: 5)
        for step in 1...12 {
            let errors = [1, 4, 7].map { LineError(.framing, at: $0) }
            recorder.record(random.bytes(10), errors: errors, at: Recorded.moment(Int64(step)))
            if step == 7 { recorder.mark(.gap(Gap(.unplugged)), at: Recorded.moment(7)) }
        }
        var cut = Cut()
        #expect(eventually { (try? folder.text(first + ".times"))?.hasSuffix("12000000 framing 1 4 7\n") == true })
        for name in names.prefix(2) { cut.before[name] = try folder.read(name) }
        recorder.cut(at: 44, time: Recorded.moment(5))
        #expect(eventually { recorder.current?.start == 44 })
        #expect(eventually { folder.size(first) == 44 })
        for name in names { cut.after[name] = try folder.read(name) }
        return cut
    }

    /// What the next recorder makes of the files, without its own marks.
    private static func settled(_ files: [String: [UInt8]]) throws -> [String: [UInt8]] {
        let folder = try RecordingFolder()
        for (name, bytes) in files { try folder.write(bytes, to: name) }
        let recorder = SegmentRecorder(
            folder: SegmentFolder(path: folder.path, console: "board"), at: Recorded.moment(100), continues: true
        ) { Issue.record("\($0)") }
        #expect(recorder.finish(at: Recorded.moment(101)))
        var settled: [String: [UInt8]] = [:]
        for name in names where folder.size(name) >= 0 {
            let text = try folder.text(name)
            // The next recorder's marks are of the last two lines.
            let isNewest = folder.size(second) >= 0 ? name.hasPrefix(second) : true
            let kept = name.hasSuffix(".times") && isNewest ? text.split(separator: "\n").dropLast(2) : []
            settled[name] = kept.isEmpty ? try folder.read(name) : Array((kept.joined(separator: "\n") + "\n").utf8)
        }
        return settled
    }

    @Test func `a cut splits a read, its errors and the lines after it`() throws {
        let cut = try Self.cut()
        let text = { String(decoding: cut.after[$0] ?? [], as: UTF8.self) }
        #expect(
            text(Self.first + ".times").hasSuffix(
                """
                40 1714808400.004000000 framing 1 4 7
                44 1714808400.005000000 framing 1
                44 1714808400.005000000 closed

                """))
        #expect(
            text(Self.second + ".times").hasPrefix(
                """
                bootwatch-times 1
                0 1714808400.005000000 opened
                0 1714808400.005000000 carried 44
                6 1714808400.005000000 framing 0 3
                16 1714808400.006000000 framing 1 4 7
                26 1714808400.007000000 framing 1 4 7
                26 1714808400.007000000 gap unplugged - -
                36 1714808400.008000000 framing 1 4 7

                """))
    }

    @Test func `a cut that was interrupted before all was carried over is taken back`() throws {
        let cut = try Self.cut()
        let raw = try #require(cut.after[Self.second])
        let index = try #require(cut.after[Self.second + ".times"])
        for length in [0, 1, 5, 6, 7, 50, 75] {
            var files = cut.before
            files[Self.second] = Array(raw[..<length])
            files[Self.second + ".times"] = index
            #expect(try Self.settled(files) == cut.before, "\(length) bytes were carried over")
        }
        // Not even the lines of the index.
        for length in [0, 10, 18, 30] {
            var files = cut.before
            files[Self.second] = []
            files[Self.second + ".times"] = Array(index[..<length])
            #expect(try Self.settled(files) == cut.before, "\(length) bytes of the index were there")
        }
    }

    @Test func `a cut that was interrupted after that is brought to its end`() throws {
        let cut = try Self.cut()
        var files = cut.after
        files[Self.first] = cut.before[Self.first]
        #expect(try Self.settled(files) == cut.after, "the index is shortened, the bytes are not")
        files[Self.first + ".times"] = cut.before[Self.first + ".times"]
        #expect(try Self.settled(files) == cut.after, "neither is shortened")
    }

    @Test func `bytes that are others than those carried over are left alone`() throws {
        let cut = try Self.cut()
        var files = cut.after
        files[Self.first] = (cut.before[Self.first] ?? []).map { $0 ^ 1 }
        let settled = try Self.settled(files)
        #expect(settled[Self.first] == files[Self.first])
        #expect(settled[Self.second] == cut.after[Self.second])
    }

    // MARK: - The place in the index

    @Test func `the place in a long index is found from its end`() throws {
        let folder = try RecordingFolder()
        var random = SplitMix64(seed: 9)
        var offset = 0
        let entries = (0..<4_000).map { step in
            offset += Int.random(in: 0...9, using: &random)
            let time = Recorded.moment(Int64(step))
            guard random.chance(98) || step % 3 > 0 else {
                // Longer than what is looked at first.
                let errors = (0..<random.pick([3, 300, 15_000])).map { LineError(.parity, at: 2 * $0) }
                return TimeIndexEntry(offset: offset, time: time, .read(errors: errors, isNoise: false))
            }
            return TimeIndexEntry(offset: offset, time: time, .read(errors: [], isNoise: false))
        }
        try folder.write(Recorded.lines(entries), to: "index")
        let file = try AppendedFile(path: folder.path("index"))
        for limit in [0, 1, 500, 3_000, offset / 2, offset - 4_000, offset - 10, offset - 1, offset, offset + 1] {
            let place = try IndexPlace(in: file, upTo: limit)
            let next = entries.firstIndex { $0.offset > limit } ?? entries.count
            let before = Array(entries[..<next])
            #expect(place.position == Recorded.lines(before).count)
            #expect(place.offset == before.last?.offset ?? 0)
            #expect(place.time == before.last?.time)
            #expect(place.next == (next < entries.count ? entries[next] : nil))
        }
    }
}
