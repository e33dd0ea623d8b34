// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import Synchronization

/// The side of a recorder that never waits: hands to the recorder's thread what was read, in the order of the calls.
/// Shared by all kinds of recorders. A class: it belongs to one recorder, which tasks and closures share.
final class RecordingIntake: Sendable {
    private struct Stream {
        /// Bytes offered so far.
        var position = 0
        var isOpen = true
    }

    private let worker: BlockingWorker<RecorderElement>
    private let stop: StopSignal
    private let stream = Mutex(Stream())
    private let announce: @Sendable (RecorderElement) -> Void
    private let hasWrittenAll: @Sendable () -> Bool
    private let lost: @Sendable () -> Int

    /// - Parameters:
    ///   - limit: bytes that wait for the disk at most; as much again may be in work.
    ///   - time: when the recording begins.
    init<Format: RecordingFormat & ~Copyable>(
        _ format: consuming Format, limit: Int, rhythm: WritingRhythm = WritingRhythm(), persistence: Persistence,
        at time: Timestamp
    ) {
        stop = persistence.stop
        let thread = RecorderThread(format, rhythm: rhythm, persistence: persistence)
        worker = BlockingWorker(limit: limit) { thread.handle($0) }
        announce = { thread.announce($0) }
        hasWrittenAll = { thread.hasWrittenAll }
        lost = { thread.lostBytes }
        push(.begin, count: 0, at: time)
    }

    deinit {
        // Nobody said when it ended: what waits is still written if there is room, the end is not marked.
        stop.set()
        worker.finish(patience: 0)
    }

    /// Bytes offered so far.
    var position: Int { stream.withLock { $0.position } }

    /// Bytes that found no room and are missing in the recording, as far as it is written.
    var lostBytes: Int { lost() }

    func record(_ bytes: [UInt8], errors: [LineError], isNoise: Bool, at time: Timestamp) {
        guard !bytes.isEmpty || !errors.isEmpty else { return }
        push(.read(bytes, errors: errors, isNoise: isNoise), count: bytes.count, at: time)
    }

    func push(_ content: RecorderElement.Content, count: Int = 0, at time: Timestamp) {
        stream.withLock { stream in
            guard stream.isOpen else { return }
            let element = RecorderElement(position: stream.position, time: time, content: content)
            stream.position += count
            worker.push(element, size: element.size)
        }
    }

    /// Waits until all is written and the disk has it, but no longer than `patience` nanoseconds.
    ///
    /// - Returns: whether all that was taken is written.
    func finish(at time: Timestamp, patience: Int64) -> Bool {
        let end = stream.withLock { stream -> RecorderElement? in
            guard stream.isOpen else { return nil }
            stream.isOpen = false
            return RecorderElement(position: stream.position, time: time, content: .end)
        }
        guard let end else { return hasWrittenAll() }
        announce(end)
        worker.push(end, size: end.size)
        stop.set()
        return worker.finish(patience: patience) && hasWrittenAll()
    }
}
