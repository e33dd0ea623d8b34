// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The beginning of a line as the receiver gave it, for telling why nobody can read it.
struct ReceivedBytes: Sendable {
    /// Characters kept; of a longer line they are enough to judge it by.
    static let maximumCount = 1_024

    private(set) var bytes: [UInt8] = []
    /// Indices of bytes that came with a framing error, and of the breaks, which stand as NUL.
    private(set) var marks: [Int] = []

    mutating func append(_ byte: UInt8) {
        if bytes.count < Self.maximumCount { bytes.append(byte) }
    }

    mutating func append(_ run: UnsafeBufferPointer<UInt8>) {
        let room = Self.maximumCount - bytes.count
        if run.count <= room {
            bytes.append(contentsOf: run)
        } else if room > 0 {
            bytes.append(contentsOf: run.prefix(room))
        }
    }

    /// A character that was low for its whole length.
    mutating func appendBreak() {
        markNext()
        append(0)
    }

    /// The next byte comes with a framing error.
    mutating func markNext() {
        if bytes.count < Self.maximumCount { marks.append(bytes.count) }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        if !marks.isEmpty { marks.removeAll(keepingCapacity: true) }
    }
}
