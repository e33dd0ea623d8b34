// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something about the service rather than about a console.
package enum ServiceEvent: Sendable, Hashable {
    case started(version: String, consoles: Int)
    /// It looks whether the journal holds so many entries of its last life. `mark` is unlike any before: when the journal
    /// has this entry, it has all that were sent before.
    case lookedBack(mark: String, entries: Int)
    case stopping(reason: String)
    case configurationRead(path: String, consoles: Int)
    /// Each issue is a sentence with its place: `/etc/bootwatch/bootwatch.toml:3:1: …`.
    case configurationRefused(issues: [String])
    case recordingPaused(console: String, reason: String)
    case recordingResumed(console: String, missingBytes: Int)
    /// Entries that found no room while the journal did not take any.
    case entriesDropped(Int)
    /// Entries that were held back because there were too many.
    case entriesSuppressed(Int, seconds: Int)
}
