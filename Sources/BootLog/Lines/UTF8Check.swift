// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Tells text from noise among bytes above 0x7F.
enum UTF8Check {
    /// Bytes that are no part of well-formed UTF-8, and those of U+FFFD, which a logger wrote in the place of such.
    ///
    /// - Complexity: O(n).
    static func invalidByteCount(in text: Span<UInt8>) -> Int {
        var count = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                index += 1
                continue
            }
            let length = sequenceLength(in: text, at: index)
            if length == 0 {
                count += 1
                index += 1
                continue
            }
            if length == 3, byte == 0xEF, text[index + 1] == 0xBF, text[index + 2] == 0xBD { count += 3 }
            index += length
        }
        return count
    }

    /// Bytes of the well-formed multi-byte sequence at `index`; 0 when there is none.
    static func sequenceLength(in text: Span<UInt8>, at index: Int) -> Int {
        let lead = text[index]
        let length: Int
        let second: ClosedRange<UInt8>
        // The Unicode Standard, table 3-7: the second byte's range depends on the first.
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= text.count, second.contains(text[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where text[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
