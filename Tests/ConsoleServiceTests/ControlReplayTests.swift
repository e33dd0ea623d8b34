// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import ConsoleService

/// The recording of a boot for those who come later.
@Suite struct ControlReplayTests {
    /// A recorder in a folder of its own, and the console that it records. A class: it ends with its test.
    private final class Recorded {
        let recorder: SegmentRecorder
        let console: ReplayedConsole
        private let folder: SegmentFolder

        init(segmentBytes: Int = 64 << 20) throws(Errno) {
            var template = Array("/tmp/bootwatch-replay-XXXXXX\0".utf8CString)
            guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
            let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
            folder = SegmentFolder(path: path, console: "board")
            recorder = SegmentRecorder(
                folder: folder, limits: SegmentLimits(segmentBytes: segmentBytes), at: Self.moment(0)
            ) { Issue.record("\($0)") }
            console = ReplayedConsole(recorder)
        }

        deinit {
            recorder.finish(at: Self.moment(1))
            for segment in folder.segments { for path in [segment.path, "\(segment.path).times"] { unlink(path) } }
            rmdir(folder.path)
        }

        var segments: Int { folder.segments.count }

        /// Records bytes in reads of some size, and waits until they are written.
        func record(_ bytes: [UInt8], readSize: Int = 4_096) -> Bool {
            var start = 0
            while start < bytes.count {
                let end = min(start + readSize, bytes.count)
                recorder.record(Array(bytes[start..<end]), at: Self.moment(0))
                start = end
                // No faster than the disk: nothing is to be dropped here.
                guard isWritten(upTo: recorder.position) else { return false }
            }
            return true
        }

        /// A boot begins at a position; waits until the recording is cut there.
        func cut(at position: Int) -> Bool {
            recorder.cut(at: position, time: Self.moment(2))
            return ControlBench.eventually { recorder.bootStart == position }
        }

        private func isWritten(upTo position: Int) -> Bool {
            ControlBench.eventually {
                switch try? recorder.read(from: position - 1, to: position) {
                case .bytes?: true
                default: false
                }
            }
        }

        private static func moment(_ seconds: Int64) -> Timestamp {
            Timestamp(nanoseconds: (1_714_808_400 + seconds) * 1_000_000_000)
        }
    }

    /// All portions up to the end, or to the first that must be waited for; bytes put together.
    private func portions(_ replay: BootReplay) -> [BootReplay.Portion] {
        var portions: [BootReplay.Portion] = []
        while true {
            let portion = replay.next()
            if case .bytes(let some) = portion, case .bytes(let before)? = portions.last {
                portions[portions.count - 1] = .bytes(before + some)
            } else {
                portions.append(portion)
            }
            if portion == .end || portion == .later { return portions }
        }
    }

    private func bytes(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    // MARK: - What was recorded

    @Test func `the boot is read from its first byte up to where the live view begins, and not further`() throws {
        let recorded = try Recorded()
        #expect(recorded.record(bytes(0..<200_000)))
        #expect(portions(BootReplay(recorded.console, until: 150_000)) == [.bytes(bytes(0..<150_000)), .end])
        #expect(recorded.cut(at: 1_000))
        #expect(portions(BootReplay(recorded.console, until: 150_000)) == [.bytes(bytes(1_000..<150_000)), .end])
    }

    @Test func `a boot that fills several segments is read through all of them`() throws {
        let recorded = try Recorded(segmentBytes: 10_000)
        #expect(recorded.record(bytes(0..<50_000), readSize: 1_000))
        #expect(recorded.segments >= 4)
        #expect(portions(BootReplay(recorded.console, until: 50_000)) == [.bytes(bytes(0..<50_000)), .end])
    }

    @Test func `a boot that begins where the live view does has nothing to replay`() throws {
        let recorded = try Recorded()
        #expect(recorded.record(bytes(0..<100)))
        #expect(recorded.cut(at: 100))
        #expect(portions(BootReplay(recorded.console, until: 100)) == [.end])
    }

    @Test(arguments: [0, 1, 40_000, 65_535, 65_536, 65_537, 90_000, 119_999])
    func `a boot that begins while the one before is read goes on in place, and nothing comes twice`(
        cut: Int
    ) throws {
        let recorded = try Recorded()
        #expect(recorded.record(bytes(0..<130_000)))
        let replay = BootReplay(recorded.console, until: 120_000)
        guard case .bytes(let first) = replay.next() else { return #expect(Bool(false), "nothing was read") }
        if cut > 0 { #expect(recorded.cut(at: cut)) }
        let missed = cut - first.count
        let rest = portions(replay)
        if missed > 0 {
            #expect(rest == [.missed(missed), .bytes(bytes(cut..<120_000)), .end])
        } else {
            #expect(rest == [.bytes(bytes(first.count..<120_000)), .end])
        }
        #expect(first == bytes(0..<first.count))
    }

    @Test func `what of a boot is not kept any more is missing`() throws {
        let recorded = try Recorded()
        #expect(recorded.record(bytes(0..<200_000)))
        let replay = BootReplay(recorded.console, until: 100_000)
        guard case .bytes(let first) = replay.next() else { return #expect(Bool(false), "nothing was read") }
        #expect(recorded.cut(at: 150_000))
        #expect(portions(replay) == [.missed(100_000 - first.count), .end])
        #expect(replay.giveUp() == 0)
    }

    // MARK: - What is not recorded

    @Test func `a recorder that is behind is waited for, and then given up`() throws {
        let reached = Mutex(10)
        let console = ReplayedConsole(start: { 0 }) { (position, end) throws(RecordingError) in
            let last = min(reached.withLock(\.self), end)
            return last > position ? .bytes(self.bytes(position..<last), from: position) : .notYet
        }
        let replay = BootReplay(console, until: 100)
        #expect(portions(replay) == [.bytes(bytes(0..<10)), .later])
        reached.withLock { $0 = 40 }
        #expect(portions(replay) == [.bytes(bytes(10..<40)), .later])
        #expect(replay.giveUp() == 60)
        #expect(replay.next() == .end)
        #expect(replay.giveUp() == 0)
    }

    @Test func `a recording that is not open yet is waited for, and nobody knows what it lacks`() {
        let start = Mutex<Int?>(nil)
        let console = ReplayedConsole(start: { start.withLock(\.self) }) { (position, end) throws(RecordingError) in
            .bytes(self.bytes(position..<end), from: position)
        }
        let given = BootReplay(console, until: 100)
        #expect(given.next() == .later)
        #expect(given.giveUp() == 0)
        let replay = BootReplay(console, until: 100)
        #expect(replay.next() == .later)
        start.withLock { $0 = -20 }
        #expect(portions(replay) == [.bytes(bytes(-20..<100)), .end])
    }

    @Test func `bytes that the recording lacks are told in their place`() {
        let console = ReplayedConsole(start: { 0 }) { (position, end) throws(RecordingError) in
            // Nothing from 30 to 70 was recorded.
            if position < 30 { return .bytes(self.bytes(position..<30), from: position) }
            let first = max(position, 70)
            return first < end ? .bytes(self.bytes(first..<end), from: first) : .end
        }
        #expect(
            portions(BootReplay(console, until: 100))
                == [.bytes(bytes(0..<30)), .missed(40), .bytes(bytes(70..<100)), .end])
        #expect(portions(BootReplay(console, until: 50)) == [.bytes(bytes(0..<30)), .missed(20), .end])
    }

    @Test func `a disk that fails is asked again`() {
        let isBroken = Mutex(true)
        let console = ReplayedConsole(start: { 0 }) { (position, end) throws(RecordingError) in
            if isBroken.withLock(\.self) { throw RecordingError(.cannotRead, path: "/x", errno: .ioError) }
            return .bytes(self.bytes(position..<end), from: position)
        }
        let replay = BootReplay(console, until: 100)
        #expect(portions(replay) == [.later])
        isBroken.withLock { $0 = false }
        #expect(portions(replay) == [.bytes(bytes(0..<100)), .end])
    }
}
