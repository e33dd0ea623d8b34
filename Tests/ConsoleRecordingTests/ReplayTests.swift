// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import ConsoleRecording

/// A recording of a live port replays to the events that the live port gave.
@Suite struct ReplayTests {
    /// What a port could send: boots with everything that time matters for.
    private static let script =
        BootText.loader + BootText.badChecksum + BootText.loader + BootText.kernel + BootText.userSpace
        + "root@board:~# " + BootText.loader + BootText.goodChecksum + BootText.kernel

    private static func analyzer() -> BootAnalyzer {
        BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
    }

    /// A port read live: the analyzer and the recorder get the same.
    private struct LivePort {
        var analyzer = ReplayTests.analyzer()
        var events: [Event] = []
        var grain = ArrivalGrain()
        var now = Recorded.moment(0)
        let recorder: Recorder
        let segments: SegmentRecorder

        init(in folder: borrowing RecordingFolder) throws {
            recorder = try Recorder(path: folder.path("board.log"), at: now) { _ in }
            let console = SegmentFolder(path: folder.path, console: "board")
            segments = SegmentRecorder(folder: console, limit: 64 << 20, at: now) { _ in }
        }

        /// Time goes by; the reader wakes up at the analyzer's deadlines, later than asked: by a moment, or by as much
        /// as a host that was suspended.
        mutating func sleep(_ nanoseconds: Int64, _ random: inout SplitMix64) {
            let end = now.advanced(byNanoseconds: nanoseconds)
            while let deadline = analyzer.deadline, deadline <= end {
                let late: Int64 = random.pick([0, 100_000, 3_000_000, 3_000_000_000, 100_000_000_000])
                now = min(max(now, deadline.advanced(byNanoseconds: late)), end)
                analyzer.pass(to: now, events: &events)
                grain.end()
                if random.chance(50) { mark(.quiet) }
            }
            now = end
        }

        /// A read just before a deadline, and time for another one just after it, within one grain.
        mutating func straddle(_ bytes: [UInt8], _ random: inout SplitMix64) {
            guard let deadline = analyzer.deadline else { return }
            sleep(max(deadline.nanoseconds(since: now) - 300_000, 0), &random)
            read(bytes, errors: [], isNoise: false)
            sleep(500_000, &random)
        }

        mutating func read(_ bytes: [UInt8], errors: [LineError], isNoise: Bool) {
            let time = grain.stamp(now)
            recorder.record(bytes, errors: errors, isNoise: isNoise, at: time)
            segments.record(bytes, errors: errors, isNoise: isNoise, at: time)
            analyzer.receive(
                .chunk(RecordedChunk(bytes, errors: errors, time: time, isNoise: isNoise)), to: &events)
        }

        mutating func happen(_ mark: RecordingMark) {
            self.mark(mark)
            analyzer.receive(.mark(mark, at: now), to: &events)
        }

        private func mark(_ mark: RecordingMark) {
            recorder.mark(mark, at: now)
            segments.mark(mark, at: now)
        }

        mutating func end() {
            recorder.finish(at: now)
            segments.finish(at: now)
            analyzer.receive(.mark(.closed, at: now), to: &events)
            analyzer.finish(events: &events)
        }
    }

    @Test(arguments: UInt64(1)...20)
    func `a replay gives exactly the events of the live port, of one file and of a segment a boot`(seed: UInt64) throws
    {
        var random = SplitMix64(seed: seed)
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        var port = try LivePort(in: folder)
        port.analyzer.receive(.mark(.opened, at: Recorded.moment(0)), to: &port.events)
        var script = Array(Self.script.utf8)[...]
        while !script.isEmpty {
            let count = min(script.count, random.pick([1, 1, 2, 7, 30, 200]))
            let errors = random.chance(10) ? Recorded.errors(in: count, &random) : []
            port.read(Array(script.prefix(count)), errors: errors, isNoise: random.chance(2))
            script = script.dropFirst(count)
            // Most often less than a grain; now and then a prompt's silence, seldom one that is a hang.
            let pause: Int64 = random.pick([0, 200_000, 700_000, 1_000_000, 30_000_000])
            port.sleep(random.chance(2) ? 70_000_000_000 : random.chance(5) ? 250_000_000 : pause, &random)
            if random.chance(5), let byte = script.first {
                port.straddle([byte], &random)
                script = script.dropFirst()
            }
            if random.chance(3) {
                port.segments.cut(at: port.segments.position - random.pick([0, 5, 700]), time: port.now)
            }
            guard random.chance(3) else { continue }
            let notice = PortNotice(.lineErrors, "3 errors")
            port.happen(random.chance(50) ? .gap(Gap(.unplugged, duration: pause)) : .notice(notice))
        }
        port.sleep(random.pick([0, 500_000_000, 100_000_000_000]), &random)
        port.end()

        var replay = Self.analyzer()
        var events: [Event] = []
        for item in try Recorded.items(path) { replay.receive(item, to: &events) }
        replay.finish(events: &events)
        let isSame = events == port.events
        #expect(isSame)
        #expect(events.contains { $0.time != nil })

        replay = Self.analyzer()
        events = []
        for segment in SegmentFolder(path: folder.path, console: "board").segments {
            for item in try Recorded.items(segment.path) { replay.receive(item, to: &events) }
        }
        replay.finish(events: &events)
        let isSameOfSegments = events == port.events
        #expect(isSameOfSegments)
    }

    @Test func `a line that ends in the millisecond in which its silence became a hang ends after it`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        var random = SplitMix64(seed: 1)
        var port = try LivePort(in: folder)
        port.read(Array((BootText.loader + BootText.kernel).utf8), errors: [], isNoise: false)
        port.straddle(Array("[    9".utf8), &random)
        port.read(Array(".000000] usb 1-1: new device\n".utf8), errors: [], isNoise: false)
        port.end()
        #expect(Analysis(events: port.events).diagnosis(.bootHang) != nil)
        var replay = Self.analyzer()
        var events: [Event] = []
        for item in try Recorded.items(path) { replay.receive(item, to: &events) }
        replay.finish(events: &events)
        let isSame = events == port.events
        #expect(isSame)
    }

    @Test func `a hang that was noticed live is noticed in a replay, also when the recorder was killed`() throws {
        let folder = try RecordingFolder()
        let path = folder.path("board.log")
        let recorder = try Recorder(path: path, at: Recorded.moment(0)) { _ in }
        recorder.record(Array((BootText.loader + BootText.kernel).utf8), at: Recorded.moment(1))
        recorder.mark(.quiet, at: Recorded.moment(200_000))
        #expect(try eventually { try folder.text("board.log.times").contains("quiet") })
        var analyzer = Self.analyzer()
        var events: [Event] = []
        for item in try Recorded.items(path) { analyzer.receive(item, to: &events) }
        #expect(Analysis(events: events).diagnosis(.bootHang) != nil)
        recorder.finish(at: Recorded.moment(200_001))
    }

    @Test func `without an index the events are those of the bare bytes`() throws {
        let folder = try RecordingFolder()
        let path = try folder.write(Self.script, to: "board.log")
        var analyzer = Self.analyzer()
        var events: [Event] = []
        for item in try Recorded.items(path) { analyzer.receive(item, to: &events) }
        analyzer.finish(events: &events)
        let isSame = events == Analysis(Self.script).events
        #expect(isSame)
    }
}
