// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is kept of a console's bytes, and for how long.
package struct RecordingRules: Sendable, Hashable {
    /// Where a service keeps its state when systemd does not say. See file-hierarchy(7).
    package static let defaultDirectory = "/var/lib/bootwatch"

    /// Whether consoles are recorded that do not say so themselves.
    package var isEnabled = true
    /// Holds a folder for each console.
    package var directory = RecordingRules.defaultDirectory
    /// Bytes after which a boot that never ends goes on in a new segment.
    package var segmentBytes = 64 << 20
    /// Bytes of one console's segments; the oldest go first.
    package var totalBytes = 2 << 30
    /// Nanoseconds; nil keeps segments for ever, as long as there is room.
    package var age: Int64? = 90 * 86_400 * 1_000_000_000
    /// How long bytes may wait before they are made safe against a power cut; zero: not at all.
    package var synchronization = Duration.seconds(5)

    package init() {}
}
