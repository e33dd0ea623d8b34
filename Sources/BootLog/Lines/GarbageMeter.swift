// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Measures stretches of a console that nobody can read.
///
/// A wrong speed gives long runs of high bytes and control bytes; noise gives single ones. Logs that were saved as
/// Latin-1 and converted hold the same bytes as two-byte letters, so those count too.
struct GarbageMeter: Sendable {
    /// A stretch of unreadable lines.
    struct Stretch: Sendable, Hashable {
        var lines: ClosedRange<Int>
        /// Bytes in the stretch, and those among them that no console prints.
        var bytes: Int
        var garbage: Int
        var firstText: String
    }

    /// Unreadable bytes that make a stretch worth a word; power-up glitches and hot-plugging give fewer.
    private static let minimumGarbage = 12
    /// Readable lines that end a stretch.
    private static let readableLines = 2

    private var current: Stretch?
    private var readable = 0
    private var isReported = false

    /// Feeds a line. Returns a stretch once, at the moment it has become long enough.
    mutating func receive(_ line: ConsoleLine) -> Stretch? {
        let garbage = line.garbageCount > 0 || line.hasHighBytes ? Self.garbage(in: line) : 0
        let isGarbled = garbage >= 4 && garbage * 100 >= (line.text.count + line.strayCount) * 30
        guard isGarbled else {
            if line.body.count >= 4 { readable += 1 }
            if readable >= Self.readableLines {
                current = nil
                isReported = false
            }
            return nil
        }
        readable = 0
        if var stretch = current {
            stretch.lines = stretch.lines.lowerBound...max(line.number, stretch.lines.lowerBound)
            stretch.bytes += line.byteRange.count
            stretch.garbage += garbage
            current = stretch
        } else {
            current = Stretch(
                lines: line.number...line.number, bytes: line.byteRange.count, garbage: garbage, firstText: line.string)
        }
        guard let current, current.garbage >= Self.minimumGarbage, !isReported else { return nil }
        isReported = true
        return current
    }

    /// Bytes of a line that no console prints, two-byte Latin letters and C1 controls included.
    private static func garbage(in line: ConsoleLine) -> Int {
        var count = line.garbageCount
        var index = 0
        while index < line.text.count {
            let byte = line.text[index]
            // U+0080...U+024F, and the modifier letters that converters make of other code pages.
            if byte >= 0xC2, byte <= 0xCB, UTF8Check.sequenceLength(in: line.text.span, at: index) == 2 {
                count += 2
                index += 2
            } else {
                index += 1
            }
        }
        return count
    }
}
