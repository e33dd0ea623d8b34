// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// When a recorder's thread writes, and when it waits for the disk.
struct WritingRhythm: Sendable {
    /// Bytes written at a time at most, or one read.
    var portion = 256 * 1_024
    /// Between two waits for the disk while bytes come; zero for each write.
    var synchronization = Duration.seconds(5)
}
