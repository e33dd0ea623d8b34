// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemPackage

/// Writes in spite of a full or failing disk: tries again every second until it is told to stop, and says so once.
struct Persistence: Sendable {
    /// Nanoseconds between two attempts.
    private static let pause: Int64 = 1_000_000_000

    /// What keeps the recording.
    let path: String
    let stop: StopSignal
    let report: @Sendable (RecordingNotice) -> Void
    private var isPaused = false
    private var isDoubtTold = false

    init(path: String, stop: StopSignal, report: @escaping @Sendable (RecordingNotice) -> Void) {
        self.path = path
        self.stop = stop
        self.report = report
    }

    /// Adds all the bytes to a file.
    ///
    /// - Returns: how many were written; fewer than all when it was told to stop before there was room.
    mutating func append(_ bytes: [UInt8], to file: inout AppendedFile) -> Int {
        var written = 0
        var isLast = false
        while written < bytes.count {
            let (count, error) = file.append(bytes[written...])
            written += count
            guard let error else { break }
            if !isPaused {
                isPaused = true
                report(.paused(RecordingError(.cannotWrite, path: path, errno: error)))
            }
            guard !isLast else { return written }
            isLast = stop.wait(nanoseconds: Self.pause)
        }
        if isPaused, !bytes.isEmpty {
            isPaused = false
            report(.resumed(path: path))
        }
        return written
    }

    mutating func synchronize(_ file: borrowing AppendedFile) {
        guard let error = file.synchronize(), !isDoubtTold else { return }
        isDoubtTold = true
        report(.notConfirmed(RecordingError(.notConfirmed, path: path, errno: error)))
    }
}
