// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Synchronization
import TestSupport
import Testing

@testable import ConsoleRecording

/// What a service that was started again reads of the boots before.
@Suite struct RecordedBootsTests {
    private static func items(_ folder: SegmentFolder, maximum: Int) throws -> (items: [RecordedItem], skipped: Int) {
        var boots = RecordedBoots(folder: folder, maximum: maximum)
        var items: [RecordedItem] = []
        while let item = try boots.next() { items.append(item) }
        return (items, boots.skippedBytes)
    }

    /// Boots of so many bytes, in reads of 10.
    private static func record(_ boots: [Int], in folder: SegmentFolder) -> [UInt8] {
        let recorder = SegmentRecorder(folder: folder, limit: 64 << 20, at: Recorded.moment(0)) {
            Issue.record("\($0)")
        }
        var random = SplitMix64(seed: 2)
        var all: [UInt8] = []
        for boot in boots {
            let start = all.count
            for _ in 0..<boot / 10 {
                let bytes = random.bytes(10)
                recorder.record(bytes, at: Recorded.moment(Int64(all.count)))
                all += bytes
            }
            recorder.cut(at: start, time: Recorded.moment(Int64(start)))
        }
        #expect(recorder.finish(at: Recorded.moment(Int64(all.count))))
        return all
    }

    @Test func `the last boots come one after the other`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let bytes = Self.record([50, 100, 200, 300, 400], in: segments)
        let (items, skipped) = try Self.items(segments, maximum: 4 << 20)
        #expect(Recorded.bytes(items) == Array(bytes[50...]))
        #expect(skipped == 0)
        #expect(try Recorded.bytes(Self.items(segments, maximum: 700).items) == Array(bytes[350...]))
    }

    @Test func `of a boot that is too long, the beginning and the end come, and a hole between them`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let bytes = Self.record([50, 100_000], in: segments)
        let (items, skipped) = try Self.items(segments, maximum: 1_000)
        #expect(skipped == 99_000)
        let kept = Array(bytes[50..<550] + bytes[(bytes.count - 500)...])
        #expect(Recorded.bytes(items) == kept)
        let gap = Gap(.dropped, bytes: 99_000, duration: 99_010_000_000)
        #expect(Recorded.marks(items).contains(.gap(gap)))
    }

    @Test func `what is recorded after it was made is not in it`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let bytes = Self.record([50, 100], in: segments)
        var boots = RecordedBoots(folder: segments)
        _ = Self.record([200], in: segments)
        var items: [RecordedItem] = []
        while let item = try boots.next() { items.append(item) }
        #expect(Recorded.bytes(items) == bytes)
        #expect(Recorded.marks(items).last == .closed)
    }

    @Test func `a recorder hands over what was there, mended, before it writes`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let bytes = Self.record([50, 100], in: segments)
        let newest = try #require(segments.newest)
        // A crash came between bytes and their line, and in the midst of a line.
        try folder.write(folder.read(newest.name) + [1, 2, 3], to: newest.name)
        let index = newest.name + TimeIndex.suffix
        try folder.write(folder.read(index) + Array("103 17148".utf8), to: index)
        let items = Mutex<[RecordedItem]>([])
        let recorder = SegmentRecorder(
            folder: segments, at: Recorded.moment(500),
            handOver: { boots in
                var boots = boots
                items.withLock { items in while let item = try? boots.next() { items.append(item) } }
            },
            report: { Issue.record("\($0)") })
        recorder.record([4, 5, 6], at: Recorded.moment(501))
        #expect(recorder.finish(at: Recorded.moment(502)))
        let read = items.withLock(\.self)
        #expect(Recorded.bytes(read) == bytes + [1, 2, 3])
        let start = recorder.current?.start
        #expect(start == -103)
    }

    @Test func `the rest of a boot is known by its beginning`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path, console: "board")
        let recorder = SegmentRecorder(
            folder: segments, limits: SegmentLimits(segmentBytes: 1_000), at: Recorded.moment(0)
        ) { Issue.record("\($0)") }
        var random = SplitMix64(seed: 3)
        for portion in 0..<40 {
            recorder.record(random.bytes(100), at: Recorded.moment(Int64(portion) + 1))
            // Written before the next comes, so that a segment is left when it is full.
            #expect(eventually { segments.segments.reduce(0) { $0 + $1.bytes } == (portion + 1) * 100 })
        }
        #expect(recorder.finish(at: Recorded.moment(100)))
        let all = segments.segments
        #expect(all.count > 3)
        var boots = RecordedBoots(folder: segments, maximum: 1_500)
        _ = try boots.next()
        let present = boots.segment
        let segment = try #require(present)
        #expect(segment == all.last)
        let began = boots.bootBegan(in: segment)
        #expect(began == all.first?.began)
    }

    @Test func `a console that was never recorded gives nothing`() throws {
        let folder = try RecordingFolder()
        let segments = SegmentFolder(path: folder.path("none"), console: "board")
        #expect(try Self.items(segments, maximum: 1_000).items.isEmpty)
    }
}
