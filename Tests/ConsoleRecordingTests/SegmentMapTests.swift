// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import ConsoleRecording

@Suite struct SegmentMapTests {
    /// Ten bytes of an earlier recorder, then reads with a hole of 5 between them.
    private static var map: SegmentMap {
        var map = SegmentMap()
        map.open("a", count: 10)
        map.append(20, at: 0)
        map.append(30, at: 25)
        return map
    }

    @Test func `positions count from the recorder's beginning`() {
        let map = Self.map
        #expect(map.start == -10)
        #expect(map.lost == 5)
        #expect(map.reached == 55)
        #expect(
            [-11, -10, 0, 19, 20, 24, 25, 54, 55, 99].map { map.offset(of: $0) } == [
                nil, 0, 10, 29, 30, 30, 30, 59, 60, 60,
            ])
    }

    @Test func `what is carried over keeps its positions, holes and all`() {
        var map = Self.map
        map.cut(at: 15, to: "b")
        #expect(map.path == "b")
        #expect(map.start == 5)
        #expect(map.lost == 5)
        #expect(map.run(at: 5) == SegmentMap.Run(path: "b", position: 5, offset: 0, count: 15))
        #expect(map.run(at: 20) == SegmentMap.Run(path: "b", position: 25, offset: 15, count: 30))
        #expect(map.offset(of: 4) == nil)
    }

    @Test func `a cut at the end carries nothing`() {
        var map = Self.map
        map.cut(at: 60, to: "b")
        #expect(map.start == 55)
        #expect(map.runs == [SegmentMap.Run(path: "b", position: 55, offset: 0, count: 0)])
        map.append(3, at: 60)
        #expect(map.start == 60, "what was dropped before the first byte is of no segment")
        #expect(map.offset(of: 61) == 1)
    }

    @Test func `a boot that fills segments is one until the next begins`() {
        var map = Self.map
        map.open("b", count: 0)
        map.append(7, at: 55)
        #expect(map.runs.first?.path == "a")
        #expect(map.start == 55)
        #expect(map.offset(of: 54) == nil)
        map.beginBoot()
        #expect(map.runs == [SegmentMap.Run(path: "b", position: 55, offset: 0, count: 7)])
        map.precede([("x", 2), ("y", 3)])
        #expect(map.runs.map(\.position) == [50, 52, 55])
        map.remove(["x"])
        #expect(map.runs.map(\.path) == ["y", "b"])
    }

    @Test func `of very many holes the oldest are forgotten`() {
        var map = SegmentMap()
        map.open("a", count: 0)
        for index in 0..<1_000 { map.append(1, at: index * 3) }
        #expect(map.runs.count == 64)
        #expect(map.offset(of: 2_997) == 999)
        #expect(map.offset(of: 5) == nil, "never cut where the place is not known")
        #expect(map.offset(of: 0) == nil)
    }
}
