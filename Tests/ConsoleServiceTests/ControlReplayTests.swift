// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import ConsoleService

/// The recording of a boot for those who come later.
@Suite struct ControlReplayTests {
    /// Files that a recorder would write. A class: the replay asks it from where it reads.
    private final class Segments: Sendable {
        let folder: String
        private let place = Mutex<BootBytes?>(nil)

        init() throws(Errno) {
            var template = Array("/tmp/bootwatch-replay-XXXXXX\0".utf8CString)
            guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
            folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        }

        deinit {
            for name in ["a", "b"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }

        func write(_ bytes: [UInt8], to name: String) throws {
            let file = try FileDescriptor.open(
                FilePath("\(folder)/\(name)"), .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(bytes) }
        }

        func cut(_ name: String, to size: Int) {
            truncate("\(folder)/\(name)", size)
        }

        func use(_ name: String, start: Int, lost: Int = 0) {
            place.withLock { $0 = BootBytes(path: "\(folder)/\(name)", start: start, lost: lost) }
        }

        func replay(until end: Int) -> BootReplay {
            BootReplay(until: end) { self.place.withLock { $0 } }
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
            // A look into another file may say `later` once before its bytes come.
            if portion == .end || portions.suffix(2) == [.later, .later] { return portions.filter { $0 != .later } }
        }
    }

    private func bytes(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    @Test func `the boot is read from its first byte up to where the live view begins, and not further`() throws {
        let segments = try Segments()
        try segments.write(bytes(100..<60_000), to: "a")
        segments.use("a", start: 100)
        #expect(portions(segments.replay(until: 50_000)) == [.bytes(bytes(100..<50_000)), .end])
    }

    @Test func `a boot that began behind the live view's beginning has nothing to replay, nor has none`() throws {
        let segments = try Segments()
        #expect(portions(segments.replay(until: 100)) == [.end])
        try segments.write(bytes(100..<200), to: "a")
        segments.use("a", start: 100)
        #expect(portions(segments.replay(until: 100)) == [.end])
    }

    @Test func `a recorder that is behind is waited for, and then given up`() throws {
        let segments = try Segments()
        try segments.write(bytes(0..<10), to: "a")
        segments.use("a", start: 0)
        let replay = segments.replay(until: 100)
        #expect(portions(replay) == [.bytes(bytes(0..<10))])
        try segments.write(bytes(10..<40), to: "a")
        #expect(portions(replay) == [.bytes(bytes(10..<40))])
        #expect(replay.giveUp() == 60)
        #expect(replay.next() == .end)
        #expect(replay.giveUp() == 0)
    }

    @Test func `a file that is not there is missing as a whole`() throws {
        let segments = try Segments()
        segments.use("a", start: 40)
        let replay = segments.replay(until: 100)
        #expect(replay.next() == .later)
        #expect(replay.giveUp() == 60)
    }

    @Test func `bytes that the recording lacks are not waited for`() throws {
        let segments = try Segments()
        try segments.write(bytes(0..<70), to: "a")
        segments.use("a", start: 0, lost: 30)
        #expect(portions(segments.replay(until: 100)) == [.bytes(bytes(0..<70)), .end])
    }

    @Test(arguments: [60, 80, 100])
    func `a recording that goes on in another file is followed, and nothing comes twice`(cut: Int) throws {
        let segments = try Segments()
        try segments.write(bytes(0..<80), to: "a")
        segments.use("a", start: 0)
        let replay = segments.replay(until: 120)
        #expect(portions(replay) == [.bytes(bytes(0..<80))])
        // What the cut moves is written into the new file first; what was read of it is not read again.
        try segments.write(bytes(cut..<150), to: "b")
        segments.cut("a", to: min(cut, 80))
        segments.use("b", start: cut)
        let rest: [BootReplay.Portion] = [.bytes(bytes(max(cut, 80)..<120)), .end]
        #expect(portions(replay) == (cut > 80 ? [.missed(cut - 80)] : []) + rest)
    }

    @Test func `a boot that began after the live view ends what is replayed`() throws {
        let segments = try Segments()
        try segments.write(bytes(0..<80), to: "a")
        segments.use("a", start: 0)
        let replay = segments.replay(until: 100)
        #expect(portions(replay) == [.bytes(bytes(0..<80))])
        segments.use("b", start: 130)
        #expect(portions(replay) == [.missed(20), .end])
    }
}
