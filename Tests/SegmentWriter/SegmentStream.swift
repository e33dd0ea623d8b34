// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What one of the writers that are killed sends: bytes that tell which writer and which place they are of.
package struct SegmentStream: Sendable {
    /// The writer's number, in the upper three bits of each byte.
    package var round: Int

    package init(round: Int) {
        self.round = round
    }

    package func byte(at position: Int) -> UInt8 {
        var value = UInt64(position) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(round)
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        return UInt8(round & 7) << 5 | UInt8(truncatingIfNeeded: value >> 40) & 0x1F
    }

    package func bytes(_ range: Range<Int>) -> [UInt8] {
        range.map(byte(at:))
    }
}
