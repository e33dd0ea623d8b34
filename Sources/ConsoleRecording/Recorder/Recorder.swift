// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Records a console on a thread of its own, so that a slow or full disk never delays the reading.
///
/// - What waits for the disk is bounded; what found no room is dropped, counted, and marked in its place.
/// - A full or failing disk pauses the recording: that is told once, and tried again every second. What was waiting is
///   written then, and what was lost is a `gap` in the index.
/// - An existing recording is continued, after a mark of the hole: nothing of it is ever changed but the torn end of its
///   index.
/// - One recorder a file: an exclusive flock(2) on it.
/// - Written within 2 ms or so of being read, so that it survives the end of the process (SIGKILL). For a loss of power:
///   fdatasync(2) on the thread, at most every 5 s while bytes come, and at the end; what comes in the 5 s after it is
///   left to the kernel, which writes it within half a minute. Nothing wakes up while nothing comes.
///
/// A boot a file is written by ``SegmentRecorder``.
///
/// A class: the recorder belongs to one task, which may reach it through closures. The order of the calls is the order
/// in the file.
package final class Recorder: Sendable {
    /// What a recording keeps.
    package enum Format: Sendable, Hashable {
        /// The bytes as the board sent them, and a ``TimeIndex`` beside them.
        case raw
        /// Lines without control bytes and escapes; no index.
        case text(hasTimes: Bool)
    }

    /// Bytes that wait for the disk; as much again may be in work.
    package static let defaultLimit = 8 << 20

    package let path: String
    private let intake: RecordingIntake

    /// Opens or makes the files and begins a recording.
    ///
    /// - Parameters:
    ///   - time: when it begins.
    ///   - report: called on the recorder's thread with what there is to tell, each a sentence.
    /// - Throws: `RecordingError` when the files cannot be opened, or another recorder has them.
    package convenience init(
        path: String, format: Format = .raw, limit: Int = defaultLimit, at time: Timestamp,
        report: @escaping @Sendable (RecordingNotice) -> Void
    ) throws(RecordingError) {
        switch format {
        case .raw:
            self.init(RawFormat(try RecordingFiles(path: path)), path: path, limit: limit, at: time, report: report)
        case .text(let hasTimes):
            let text = try TextFormat(try AppendedFile(path: path), hasTimes: hasTimes)
            self.init(text, path: path, limit: limit, at: time, report: report)
        }
    }

    init<Writing: RecordingFormat & ~Copyable>(
        _ format: consuming Writing, path: String, limit: Int, at time: Timestamp,
        report: @escaping @Sendable (RecordingNotice) -> Void
    ) {
        self.path = path
        let persistence = Persistence(path: path, stop: StopSignal(), report: report)
        intake = RecordingIntake(format, limit: limit, persistence: persistence, at: time)
    }

    /// Bytes that found no room and are missing in the recording, as far as it is written.
    package var lostBytes: Int { intake.lostBytes }

    /// Records a read. Never waits.
    ///
    /// - Parameters:
    ///   - bytes: as the board sent them.
    ///   - errors: in the order of their places.
    ///   - isNoise: whether the speed was still being looked for, and the analyzer does not get them.
    ///   - time: what the analyzer gets too; see ``ArrivalGrain``.
    package func record(_ bytes: [UInt8], errors: [LineError] = [], isNoise: Bool = false, at time: Timestamp) {
        intake.record(bytes, errors: errors, isNoise: isNoise, at: time)
    }

    /// Records what happened between two reads. Never waits.
    package func mark(_ mark: RecordingMark, at time: Timestamp) {
        intake.push(.mark(mark), at: time)
    }

    /// Ends the recording; waits until all is written and the disk has it, but no longer than `patience` nanoseconds.
    ///
    /// - Returns: whether all that was taken is written.
    @discardableResult
    package func finish(at time: Timestamp, patience: Int64 = 10_000_000_000) -> Bool {
        intake.finish(at: time, patience: patience)
    }
}
