// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Some bytes of the present boot.
package enum SegmentPortion: Sendable, Hashable {
    /// Bytes from a position of the stream on. Where that is not the one that was asked for, what lies between was
    /// dropped, or is not kept any more.
    case bytes([UInt8], from: Int)
    /// Not written yet: soon, or when the disk has room.
    case notYet
    /// There is nothing before the position up to which was asked.
    case end
}
