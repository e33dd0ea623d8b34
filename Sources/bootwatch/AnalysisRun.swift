// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import EventSinks
import SerialConsole

/// One capture on its way from a file to standard output.
struct AnalysisRun: ~Copyable {
    /// Bytes of output gathered before they are written.
    private static let flushLength = 64 * 1_024

    private var analyzer: BootAnalyzer
    private let file: String
    private var output: AnalysisOutput
    private var progress: ProgressLine?
    private var events: [Event] = []
    private var hasFailure = false

    init(analyzer: BootAnalyzer, file: String, output: AnalysisOutput) {
        self.analyzer = analyzer
        self.file = file
        self.output = output
    }

    /// Returns whether something was diagnosed as failed.
    ///
    /// A capture that cannot be read to its end is analysed as far as it goes, and then the error is thrown.
    mutating func run() throws(CaptureError) -> Bool {
        if let recording = RecordingReader.timed(path: file) { return try run(recording) }
        return try runCapture()
    }

    /// With the times that were recorded: events carry them, and silences are noticed as they were live.
    private mutating func run(_ recording: consuming RecordingReader) throws(CaptureError) -> Bool {
        if output.leavesTerminalAlone, Process.isTerminal(2) { progress = ProgressLine(size: recording.size) }
        var failure: CaptureError?
        do throws(RecordingError) {
            while let item = try recording.next() {
                analyzer.receive(item, to: &events)
                guard !events.isEmpty else { continue }
                handle(flushLength: Self.flushLength)
                progress?.update(bytesRead: recording.position)
            }
        } catch {
            failure = CaptureError(path: file, action: .read, errno: error.errno)
        }
        return try finish(failure)
    }

    private mutating func runCapture() throws(CaptureError) -> Bool {
        var capture = try CaptureFile(path: file)
        if output.leavesTerminalAlone, Process.isTerminal(2) { progress = ProgressLine(size: capture.size) }
        var failure: CaptureError?
        do throws(CaptureError) {
            while try capture.read({ analyzer.append($0, to: &events) }) {
                // A pipe may be slow: what is known is said before waiting for more.
                handle(flushLength: capture.size == nil ? 1 : Self.flushLength)
                progress?.update(bytesRead: capture.bytesRead)
            }
        } catch {
            // Nothing of it was read: there is nothing to report on (a directory opens, and then cannot be read).
            if capture.bytesRead == 0 { throw error }
            failure = error
        }
        return try finish(failure)
    }

    private mutating func finish(_ failure: CaptureError?) throws(CaptureError) -> Bool {
        analyzer.finish(events: &events)
        progress?.erase()
        handle(flushLength: Self.flushLength)
        output.finish()
        if let failure { throw failure }
        return hasFailure
    }

    private mutating func handle(flushLength: Int) {
        for event in events {
            if case .verdict(let verdict) = event.content, verdict.scope == .capture {
                hasFailure = verdict.code != nil
            }
            output.receive(event)
        }
        events.removeAll(keepingCapacity: true)
        output.flush(minimumLength: flushLength)
    }
}
