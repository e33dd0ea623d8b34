// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Makes the form of a line that templates are matched against.
enum BodyNormaliser {
    /// Appends `text` from `start` on to `body`: runs of blanks and tabs become one space, none stays at the ends.
    ///
    /// Copies run by run, not byte by byte: most lines hold no double blank and are one run.
    static func append(_ text: [UInt8], from start: Int, hasTabs: Bool, to body: inout [UInt8]) {
        text.withUnsafeBufferPointer { text in
            var index = start
            while index < text.count, text[index].isBlank { index += 1 }
            var end = text.count
            while end > index, text[end - 1].isBlank { end -= 1 }
            var run = index
            while let blank = doubleBlank(in: text, from: index, to: end, hasTabs: hasTabs) {
                body.append(contentsOf: text[run..<blank])
                body.append(.space)
                index = blank + 1
                while index < end, text[index].isBlank { index += 1 }
                run = index
            }
            if run < end { body.append(contentsOf: text[run..<end]) }
        }
    }

    /// Where a tab, or a blank that another one follows, stands next; the bytes before `end` end with none.
    private static func doubleBlank(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, hasTabs: Bool
    ) -> Int? {
        guard let base = UnsafeRawPointer(text.baseAddress) else { return nil }
        var index = start
        if !hasTabs {
            while index + 9 <= end {
                // SAFETY: nine bytes from `index` on lie before `end`, which is at most the buffer's count.
                let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let next = base.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self)
                let blanks = (word ^ 0x2020_2020_2020_2020) | (next ^ 0x2020_2020_2020_2020)
                if (blanks &- 0x0101_0101_0101_0101) & ~blanks & 0x8080_8080_8080_8080 != 0 { break }
                index += 8
            }
        }
        while index + 1 < end {
            if text[index] == .tab || text[index] == .space && text[index + 1].isBlank { return index }
            index += 1
        }
        return nil
    }
}
