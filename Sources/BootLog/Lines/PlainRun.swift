// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Runs of bytes that are copied as they are: everything but control bytes and DEL. Eight bytes at a time.
enum PlainRun {
    /// Kinds of bytes that later steps ask for.
    struct Kinds: Sendable {
        /// A byte above 0x7F.
        var hasHigh = false
        var hasCaret = false
        var hasTab = false

        mutating func insert(_ byte: UInt8) {
            if byte >= 0x80 { hasHigh = true }
            if byte == UInt8(ascii: "^") { hasCaret = true }
        }
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The index of the first byte from `start` on that is a control byte or DEL, `limit` at most.
    static func end(in bytes: Span<UInt8>, from start: Int, limit: Int, seen: inout Kinds) -> Int {
        var index = start
        var high: UInt64 = 0
        var caret: UInt64 = 0
        let raw = bytes.bytes
        while index + 8 <= limit {
            // SAFETY: `limit` is at most the span's count, so eight bytes from `index` on lie in it.
            let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            // Bit tricks of Hacker's Delight, 6-1: a byte below 0x20, and a byte equal to a constant.
            let below = (word &- ones &* 0x20) & ~word & highs
            let delete = isEqual(word, 0x7F)
            if below | delete != 0 { break }
            high |= word & highs
            caret |= isEqual(word, UInt64(UInt8(ascii: "^")))
            index += 8
        }
        if high != 0 { seen.hasHigh = true }
        if caret != 0 { seen.hasCaret = true }
        while index < limit {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F { break }
            seen.insert(byte)
            index += 1
        }
        return index
    }

    /// Has the upper bit of a byte set where the word's byte may be `value`: exact when the result is zero.
    @inline(__always)
    private static func isEqual(_ word: UInt64, _ value: UInt64) -> UInt64 {
        let difference = word ^ (ones &* value)
        return (difference &- ones) & ~difference & highs
    }
}
