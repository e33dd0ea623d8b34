// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import Synchronization
import SystemPackage

/// What the thread of a segment recorder tells those who read the present boot's bytes. A class: both sides share it.
final class SegmentLedger: Sendable {
    private struct State {
        var map = SegmentMap()
        var time: Timestamp
        /// Cuts that were asked for and are made, or will not be.
        var cuts = 0
    }

    private let state: Mutex<State>

    init(at time: Timestamp) {
        state = Mutex(State(time: time))
    }

    var map: SegmentMap { state.withLock { $0.map } }

    /// The map, and how many cuts it knows of.
    var present: (map: SegmentMap, cuts: Int) { state.withLock { ($0.map, $0.cuts) } }

    func noteCut() {
        state.withLock { $0.cuts += 1 }
    }

    /// The latest moment that was written.
    var time: Timestamp { state.withLock { $0.time } }

    func note(_ time: Timestamp) {
        state.withLock { $0.time = time }
    }

    func update<Result: Sendable>(_ change: (inout SegmentMap) -> Result) -> Result {
        state.withLock { change(&$0.map) }
    }

    /// See ``SegmentRecorder/read(from:to:maximum:)``.
    func read(from position: Int, to end: Int, maximum: Int) throws(RecordingError) -> SegmentPortion {
        while position < end {
            let map = map
            guard let run = map.run(at: position) else { return map.reached >= end ? .end : .notYet }
            let first = max(position, run.position)
            guard first < end else { return .end }
            let count = min(end - first, run.end - first, max(maximum, 1))
            let bytes = try Self.read(count, of: run.path, at: run.offset + first - run.position)
            if let bytes, !bytes.isEmpty { return .bytes(bytes, from: first) }
            // Carried over between the look and the reading: then it stands in another place now.
            guard self.map.run(at: position) == run else { continue }
            // Somebody else took it away.
            update { $0.remove([run.path]) }
        }
        return .end
    }

    /// Returns nil when the file is gone.
    private static func read(_ count: Int, of path: String, at offset: Int) throws(RecordingError) -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter {
                try Array(unsafeUninitializedCapacity: count) { bytes, initialised in
                    // SAFETY: pread(2) initialises as many bytes as it returns.
                    initialised = try file.read(
                        fromAbsoluteOffset: Int64(offset), into: UnsafeMutableRawBufferPointer(bytes),
                        retryOnInterrupt: true)
                }
            }
        } catch {
            guard error as? Errno != .noSuchFileOrDirectory else { return nil }
            throw RecordingError(.cannotRead, path: path, errno: error as? Errno)
        }
    }
}
