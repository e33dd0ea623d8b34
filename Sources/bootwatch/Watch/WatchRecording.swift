// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import ConsoleService
import SerialConsole
import Synchronization

/// The recording of a session: begun and ended while the console goes on. A class: the link's task records, the session
/// begins and ends.
final class WatchRecording: Sendable {
    /// What is to be recorded where.
    struct Plan: Sendable {
        /// nil makes up a name from the console and the time.
        var path: String?
        /// nil is the present folder.
        var folder: String?
        var format: Recorder.Format
        /// Whether it begins with the session, or waits for the key.
        var isWanted: Bool
    }

    private let plan: Plan
    private let console: String
    private let report: @Sendable (String) -> Void
    private let recorder = Mutex<Recorder?>(nil)

    /// - Parameters:
    ///   - console: its name, for the recording's.
    ///   - report: called on the recorder's thread with a sentence.
    init(_ plan: Plan, console: String, report: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        self.console = console
        self.report = report
    }

    /// The file that is being written; nil when nothing is recorded.
    var path: String? { recorder.withLock { $0?.path } }

    var isWantedFromTheStart: Bool { plan.isWanted }

    /// Begins to record.
    ///
    /// - Returns: the file.
    /// - Throws: `RecordingError` when it cannot be written.
    func begin(at time: Timestamp) throws(RecordingError) -> String {
        let name = plan.path ?? LogFile.name(console: console, at: time)
        let path = plan.path == nil ? plan.folder.map { "\($0)/\(name)" } ?? name : name
        let report = report
        let new = try Recorder(path: path, format: plan.format, at: time) { report("\($0)") }
        recorder.withLock { $0 = new }
        return path
    }

    /// Ends the recording; waits a moment for the disk.
    ///
    /// - Returns: whether everything is written; true when nothing was recorded.
    @discardableResult
    func end(at time: Timestamp) -> Bool {
        let old = recorder.withLock { recorder in
            defer { recorder = nil }
            return recorder
        }
        return old?.finish(at: time) ?? true
    }

    /// Takes what the link hands on. Never waits.
    func receive(_ item: ConsoleItem) {
        recorder.withLock { recorder in
            guard let recorder else { return }
            switch item {
            case .chunk(let chunk): recorder.record(chunk.bytes, errors: chunk.errors, at: chunk.time)
            case .noise(let chunk): recorder.record(chunk.bytes, errors: chunk.errors, isNoise: true, at: chunk.time)
            default: for mark in item.marks { recorder.mark(mark, at: item.time) }
            }
        }
    }
}
