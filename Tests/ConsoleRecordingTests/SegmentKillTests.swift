// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SegmentWriter
import TestSupport
import Testing

@testable import ConsoleRecording

/// Recorders that are killed while they record and cut.
@Suite struct SegmentKillTests {
    /// What is recorded, in its order.
    private static func bytes(_ folder: borrowing RecordingFolder) throws -> [UInt8] {
        try SegmentFolder(path: folder.path, console: "board").segments.flatMap { try folder.read($0.name) }
    }

    /// How many bytes there are of each writer; nil where they are not the first that it sent, each once, in their
    /// order.
    private static func gains(_ bytes: [UInt8], rounds: Int) -> [Int]? {
        var gains = [Int](repeating: 0, count: rounds)
        var round = 0
        for byte in bytes {
            while round < rounds, SegmentStream(round: round).byte(at: gains[round]) != byte {
                round += 1
            }
            guard round < rounds else { return nil }
            gains[round] += 1
        }
        return gains
    }

    @Test func `a hundred kills leave the first bytes of each writer, each once`() throws {
        var gains: [Int] = []
        for _ in 0..<10 { gains += try Self.kill(10) }
        #expect(gains.count { $0 > 10_000 } > 30, "\(gains)")
    }

    /// Kills some recorders of one folder, one after the other, at any moments.
    ///
    /// - Returns: how many bytes there are of each.
    private static func kill(_ rounds: Int) throws -> [Int] {
        let folder = try RecordingFolder()
        var random = SystemRandomNumberGenerator()
        for round in 0..<rounds {
            let before = try bytes(folder).count
            let writer = try SegmentProcess(folder: folder.path, round: round)
            // Most of them not before they began.
            if !random.next().isMultiple(of: 8) {
                #expect(try eventually { try bytes(folder).count > before })
            }
            usleep(UInt32.random(in: 0..<60_000, using: &random))
            let isKilled = writer.kill()
            #expect(isKilled)
        }
        // The last one may have been killed in the midst of a cut: the next recorder settles it.
        let segments = SegmentFolder(path: folder.path, console: "board")
        let recorder = SegmentRecorder(folder: segments, at: Recorded.moment(0)) { Issue.record("\($0)") }
        #expect(recorder.finish(at: Recorded.moment(1)))
        let gains = try #require(gains(try bytes(folder), rounds: rounds))
        // Every segment opens, holds what its file does, and has times for all but what a kill cut off from them.
        var untimed = 0
        for segment in segments.segments {
            let items = try Recorded.items(segment.path)
            #expect(Recorded.bytes(items).count == segment.bytes)
            untimed += Recorded.chunks(items).count { $0.time == nil }
        }
        #expect(untimed <= rounds)
        return gains
    }
}
