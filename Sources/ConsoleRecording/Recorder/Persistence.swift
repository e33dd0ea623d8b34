// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemPackage

/// Writes in spite of a full or failing disk: tries again every second until it is told to stop, and says so once.
struct Persistence: Sendable {
    /// Nanoseconds between two attempts.
    private static let pause: Int64 = 1_000_000_000

    /// What keeps the recording.
    var path: String
    let stop: StopSignal
    let report: @Sendable (RecordingNotice) -> Void
    /// Makes room where that is allowed, and says whether it did; asked once each time that the disk takes no more.
    private let makeRoom: @Sendable () -> Bool
    private var isPaused = false
    private var isDoubtTold = false

    init(
        path: String, stop: StopSignal, makeRoom: @escaping @Sendable () -> Bool = { false },
        report: @escaping @Sendable (RecordingNotice) -> Void
    ) {
        self.path = path
        self.stop = stop
        self.makeRoom = makeRoom
        self.report = report
    }

    /// Adds all the bytes to a file.
    ///
    /// - Returns: how many were written; fewer than all when it was told to stop before there was room.
    mutating func append(_ bytes: [UInt8], to file: inout AppendedFile) -> Int {
        var written = 0
        var isRoomMade = false
        var isLast = false
        while written < bytes.count {
            let (count, error) = file.append(bytes[written...])
            written += count
            guard let error else { break }
            // Room that was made is used at once, and nobody need hear of it.
            if !isRoomMade, !isPaused, makeRoom() {
                isRoomMade = true
                continue
            }
            guard wait(after: RecordingError(.cannotWrite, path: path, errno: error), &isLast) else { return written }
        }
        if !bytes.isEmpty { goOn() }
        return written
    }

    /// Opens or makes something.
    ///
    /// - Returns: nil when it was told to stop before that was possible.
    mutating func attempt<Value: ~Copyable>(_ open: () throws(RecordingError) -> Value) -> Value? {
        var isLast = false
        while true {
            do throws(RecordingError) {
                let value = try open()
                goOn()
                return value
            } catch {
                guard wait(after: error, &isLast) else { return nil }
            }
        }
    }

    /// Returns false when it was told to stop, after one more attempt.
    private mutating func wait(after error: RecordingError, _ isLast: inout Bool) -> Bool {
        if !isPaused {
            isPaused = true
            report(.paused(error))
        }
        guard !isLast else { return false }
        isLast = stop.wait(nanoseconds: Self.pause)
        return true
    }

    private mutating func goOn() {
        guard isPaused else { return }
        isPaused = false
        report(.resumed(path: path))
    }

    mutating func synchronize(_ file: borrowing AppendedFile) {
        guard let error = file.synchronize(), !isDoubtTold else { return }
        isDoubtTold = true
        report(.notConfirmed(RecordingError(.notConfirmed, path: path, errno: error)))
    }
}
