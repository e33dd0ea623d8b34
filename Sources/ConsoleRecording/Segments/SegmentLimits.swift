// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How much of a console is kept.
package struct SegmentLimits: Sendable, Hashable {
    /// Raw bytes; a boot that prints more goes on in another segment.
    package var segmentBytes: Int
    /// Bytes of all segments of a console, their indexes included.
    package var totalBytes: Int
    /// Nanoseconds since a segment's end; nil for ever.
    package var age: Int64?

    package init(segmentBytes: Int = 64 << 20, totalBytes: Int = 2 << 30, age: Int64? = nil) {
        self.segmentBytes = segmentBytes
        self.totalBytes = totalBytes
        self.age = age
    }
}
