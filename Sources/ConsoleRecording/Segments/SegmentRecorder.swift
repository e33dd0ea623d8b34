// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Records a console into its ``SegmentFolder``, a segment a boot, as ``Recorder`` records into one file: on a thread of
/// its own, without ever delaying the reading.
///
/// - Goes on in the newest segment, after a mark of the hole; nothing is ever truncated but what a crash left torn or
///   twice.
/// - A boot is known by its first lines, when these are recorded already: ``cut(at:time:)`` carries them over into the
///   new segment, with their times. Whoever kills the process meanwhile leaves them in the one file or in both, never
///   in none, and the next recorder puts it in order.
/// - What is too much or too old is removed when a segment begins; see ``SegmentLimits``.
/// - A disk that is full, that fails, or that does not even let the folder be made pauses the recording, told once and
///   tried again every second; only that waits, and what found no room meanwhile is a `gap`.
///
/// Positions count the bytes that were offered, from 0; those that were dropped too. A class: it belongs to one console,
/// whose reading, analysis and viewers share it.
package final class SegmentRecorder: Sendable {
    /// Bytes that wait for the disk, about a second of the fastest port; as much again may be in work.
    package static let defaultLimit = 128 << 10

    private let intake: RecordingIntake
    private let ledger: SegmentLedger

    /// Begins a recording. Waits for nothing: the files are opened on the recorder's thread.
    ///
    /// - Parameters:
    ///   - synchronization: between two waits for the disk (fdatasync(2)) while bytes come; zero for each write.
    ///   - time: when it begins.
    ///   - continues: whether nothing was missed since the newest segment's last byte, so that there is no hole to mark.
    ///   - handOver: called once on the recorder's thread, before anything is written, with what was recorded last before;
    ///     what a crash left torn is in order then. Never called while the folder or its newest segment cannot be opened.
    ///   - report: called on the recorder's thread with what there is to tell, each a sentence.
    package init(
        folder: SegmentFolder, limits: SegmentLimits = SegmentLimits(), synchronization: Duration = .seconds(5),
        limit: Int = defaultLimit, at time: Timestamp, continues: Bool = false,
        handOver: (@Sendable (consuming RecordedBoots) -> Void)? = nil,
        report: @escaping @Sendable (RecordingNotice) -> Void
    ) {
        let ledger = SegmentLedger(at: time)
        self.ledger = ledger
        let persistence = Persistence(
            path: folder.path, stop: StopSignal(),
            makeRoom: {
                !folder.tidy(keeping: limits, except: ledger.map.path, at: ledger.time).isEmpty
            }, report: report)
        intake = RecordingIntake(
            SegmentFormat(
                folder: folder, limits: limits, continues: continues, ledger: ledger, handOver: handOver),
            limit: limit,
            rhythm: WritingRhythm(portion: 32 << 10, synchronization: synchronization), persistence: persistence,
            at: time)
    }

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

    /// A boot began: what was recorded from a position on moves to a new segment. Never waits. Does nothing where a
    /// segment begins anyway, and cuts at the present end what is more than 4 MiB back.
    ///
    /// - Parameters:
    ///   - position: of the boot's first byte.
    ///   - time: of that byte; names the segment.
    package func cut(at position: Int, time: Timestamp) {
        intake.push(.cut(at: position), at: time)
    }

    /// Bytes offered so far.
    package var position: Int { intake.position }

    /// Bytes that found no room and are missing in the recording, as far as it is written.
    package var lostBytes: Int { intake.lostBytes }

    /// The segment that is being written; the position of its first byte in the stream, below zero when an earlier
    /// recorder wrote that; how many bytes since then it lacks, because they were dropped; and how many of the cuts that
    /// were asked for are made, or will not be. nil until one is open.
    package var current: (path: String, start: Int, lost: Int, cuts: Int)? {
        let (map, cuts) = ledger.present
        return map.path.map { ($0, map.start, map.lost, cuts) }
    }

    /// The position of the first byte of the present boot that is kept, in this segment or in those before it that the
    /// boot filled; nil until a segment is open.
    package var bootStart: Int? { ledger.map.runs.first?.position }

    /// Reads bytes of the present boot that were recorded. Waits for the disk: to be called where that hurts nobody.
    ///
    /// - Parameters:
    ///   - position: of the first, from ``bootStart`` on.
    ///   - end: position behind the last.
    ///   - maximum: bytes at most.
    /// - Throws: `RecordingError` when the disk fails.
    package func read(
        from position: Int, to end: Int, maximum: Int = 64 << 10
    ) throws(RecordingError) -> SegmentPortion {
        try ledger.read(from: position, to: end, maximum: maximum)
    }

    /// Ends the recording; waits until all is written and the disk has it, but no longer than `patience` nanoseconds.
    ///
    /// - Returns: whether all that was taken is written.
    @discardableResult
    package func finish(at time: Timestamp, patience: Int64 = 10_000_000_000) -> Bool {
        intake.finish(at: time, patience: patience)
    }
}
