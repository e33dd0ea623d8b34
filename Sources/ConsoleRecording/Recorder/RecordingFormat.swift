// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a recorder's thread does with the elements, apart from when: a kind of recording.
protocol RecordingFormat: ~Copyable, Sendable {
    /// The hole between what the file held before and a recorder that begins now; nil for a new file.
    func hole(until time: Timestamp) -> Gap?

    /// Takes a read or a mark; nothing is written yet.
    mutating func add(_ content: RecorderElement.Content, at time: Timestamp)

    /// Bytes taken and not yet written.
    var pendingBytes: Int { get }

    /// Writes what was taken; waits for the disk as long as `persistence` says.
    ///
    /// - Returns: false when it was given up.
    mutating func flush(_ persistence: inout Persistence) -> Bool

    /// Waits until the disk has what was written.
    mutating func synchronize(_ persistence: inout Persistence)
}
