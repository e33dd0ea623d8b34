// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// One line of a time index.
package struct TimeIndexEntry: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// The bytes between the entry before and this one were read at once. Offsets of errors count from the first
        /// of them. `isNoise`: received while the speed was still being looked for, and not to be analysed.
        case read(errors: [LineError], isNoise: Bool)
        case mark(RecordingMark)
    }

    /// How many bytes the recording held at this moment, those of the read included.
    package var offset: Int
    package var time: Timestamp
    package var content: Content

    package init(offset: Int, time: Timestamp, _ content: Content) {
        self.offset = offset
        self.time = time
        self.content = content
    }
}
