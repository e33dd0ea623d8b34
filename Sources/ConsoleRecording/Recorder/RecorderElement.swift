// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a recorder's thread gets to write.
struct RecorderElement: Sendable {
    enum Content: Sendable {
        /// The recorder begins; comes first.
        case begin
        case read([UInt8], errors: [LineError], isNoise: Bool)
        case mark(RecordingMark)
        /// A boot began with the byte at this position of the stream.
        case cut(at: Int)
        /// Nothing comes any more.
        case end
    }

    /// Bytes offered to the recorder before this: where it is not what was written so far, something was dropped.
    var position: Int
    var time: Timestamp
    var content: Content

    /// What it takes of the queue, in bytes; more than its content, so that small ones have a limit too.
    var size: Int {
        switch content {
        case .read(let bytes, let errors, _): 64 + bytes.count + errors.count * MemoryLayout<LineError>.stride
        case .mark, .end: 64
        // Small and rare: always goes in.
        case .begin, .cut: 0
        }
    }
}
