// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What a recording gives, in its order.
package enum RecordedItem: Sendable, Hashable {
    case chunk(RecordedChunk)
    case mark(RecordingMark, at: Timestamp)

    package var time: Timestamp? {
        switch self {
        case .chunk(let chunk): chunk.time
        case .mark(_, let time): time
        }
    }
}

/// Bytes of a recording that were read at one time.
package struct RecordedChunk: Sendable, Hashable {
    package var bytes: [UInt8]
    /// Their offsets count from the first of `bytes`.
    package var errors: [LineError]
    /// nil where no index tells.
    package var time: Timestamp?
    /// Received while the speed was still being looked for: not to be analysed.
    package var isNoise: Bool

    package init(_ bytes: [UInt8], errors: [LineError] = [], time: Timestamp?, isNoise: Bool = false) {
        self.bytes = bytes
        self.errors = errors
        self.time = time
        self.isNoise = isNoise
    }
}
