// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

@testable import ConsoleRecording

@Suite struct ReplayPacerTests {
    /// When chunks of those moments, in milliseconds, are due after the start.
    private static func due(_ moments: [Int64], speed: Double) -> [Int64?] {
        let start = Timestamp(nanoseconds: 5_000_000_000)
        var pacer = ReplayPacer(speed: speed, start: start)
        return moments.map { moment in
            pacer.due(.chunk(RecordedChunk([1], time: Recorded.moment(moment)))).map {
                $0.nanoseconds(since: start) / 1_000_000
            }
        }
    }

    @Test(
        arguments: [
            (1.0, [0, 10, 10, 60_010]), (10.0, [0, 1, 1, 6_001]), (0.5, [0, 20, 20, 120_020]),
        ] as [(Double, [Int64])])
    func `silences last as long as they did, divided by the speed`(speed: Double, due: [Int64]) {
        #expect(Self.due([0, 10, 10, 60_010], speed: speed) == due)
    }

    @Test(arguments: [0, -1, .infinity, -.infinity, .nan] as [Double])
    func `no speed is as fast as possible`(speed: Double) {
        #expect(Self.due([0, 10, 60_010], speed: speed) == [nil, nil, nil])
    }

    @Test func `bytes without a time are due at once`() {
        var pacer = ReplayPacer(speed: 1, start: Timestamp(nanoseconds: 0))
        #expect(pacer.due(.chunk(RecordedChunk([1], time: nil))) == nil)
    }

    @Test func `a clock that was set back makes no one wait`() {
        #expect(Self.due([0, 5_000, 1_000, 1_010], speed: 1) == [0, 5_000, 5_000, 5_010])
    }

    @Test func `what nobody recorded is skipped`() {
        let start = Timestamp(nanoseconds: 0)
        var pacer = ReplayPacer(speed: 1, start: start)
        let items: [RecordedItem] = [
            .mark(.opened, at: Recorded.moment(0)), .mark(.closed, at: Recorded.moment(100)),
            .mark(.opened, at: Recorded.moment(86_400_000)),
            .chunk(RecordedChunk([1], time: Recorded.moment(86_400_050))),
        ]
        let due = items.map { pacer.due($0).map { $0.nanoseconds / 1_000_000 } }
        #expect(due == [0, 100, 100, 150])
    }

    @Test func `a moment between two items has its place`() {
        var pacer = ReplayPacer(speed: 10, start: Timestamp(nanoseconds: 0))
        #expect(pacer.due(Recorded.moment(5)) == nil)
        _ = pacer.due(.mark(.opened, at: Recorded.moment(0)))
        #expect(pacer.due(Recorded.moment(90_000)) == Timestamp(nanoseconds: 9_000_000_000))
    }

    @Test(arguments: [1e-300, 1e-9, 1, 1e300])
    func `the ends of the clock are no trap`(speed: Double) {
        var pacer = ReplayPacer(speed: speed, start: Timestamp(nanoseconds: .max - 5))
        for nanoseconds in [Int64.min, .max, 0, .max] {
            let due = pacer.due(.chunk(RecordedChunk([1], time: Timestamp(nanoseconds: nanoseconds))))
            #expect(due.map { $0 >= Timestamp(nanoseconds: .max - 5) } == true)
        }
    }
}
