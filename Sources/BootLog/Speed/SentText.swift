// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// ``ReferenceText`` as levels on the line.
struct SentText {
    /// Bits of a character on the line: start, data, parity, stop.
    let frameLength: Int
    /// The level between characters.
    let restsHigh: Bool
    /// The characters of each line of the text, the bit sent first lowest.
    let lines: [[UInt32]]

    /// - Parameter isInverted: whether high and low are swapped, as between RS-232 and logic level.
    init(framing: ConsoleFraming = .eightNone, isInverted: Bool = false) {
        let length = framing.dataBits + (framing.isOdd == nil ? 2 : 3)
        frameLength = length
        restsHigh = !isInverted
        lines = ReferenceText.lines.map { line in
            line.map { byte in
                let data = UInt32(byte) & (1 << UInt32(framing.dataBits) - 1)
                var frame = data << 1 | 1 << UInt32(length - 1)
                if let isOdd = framing.isOdd, (data.nonzeroBitCount % 2 == 1) != isOdd {
                    frame |= 1 << UInt32(length - 2)
                }
                return isInverted ? ~frame & (1 << UInt32(length) - 1) : frame
            }
        }
    }
}
