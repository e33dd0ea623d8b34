// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a recorder's thread does with the elements, apart from when: a kind of recording.
protocol RecordingFormat: ~Copyable, Sendable {
    /// Marks that a recorder begins, and the hole between it and what the file held before.
    ///
    /// - Returns: false when it was given up.
    mutating func begin(at time: Timestamp, _ persistence: inout Persistence) -> Bool

    /// Takes a read or a mark; nothing is written yet.
    mutating func add(_ element: RecorderElement)

    /// Bytes taken and not yet written.
    var pendingBytes: Int { get }

    /// Writes what was taken; waits for the disk as long as `persistence` says.
    ///
    /// - Returns: false when it was given up.
    mutating func flush(_ persistence: inout Persistence) -> Bool

    /// A boot began at this position of the stream. Everything that was taken is written.
    mutating func cut(at position: Int, time: Timestamp, _ persistence: inout Persistence)

    /// Waits until the disk has what was written.
    mutating func synchronize(_ persistence: inout Persistence)
}

extension RecordingFormat where Self: ~Copyable {
    /// One file for all boots.
    mutating func cut(at position: Int, time: Timestamp, _ persistence: inout Persistence) {}
}
