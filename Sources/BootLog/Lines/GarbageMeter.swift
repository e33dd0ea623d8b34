// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Measures stretches of a console that nobody can read.
///
/// A wrong speed gives long runs of high bytes and control bytes; noise gives single ones. Logs that were saved as
/// Latin-1 and converted hold the same bytes as two-byte letters, so those count too. Framing errors count where there
/// is garbage: a character may look well by chance. Alone they make no garbage, as text with another parity shows.
struct GarbageMeter: Sendable {
    /// A stretch of unreadable lines.
    struct Stretch: Sendable, Hashable {
        var lines: ClosedRange<Int>
        /// Characters in the stretch, and those among them that no console prints.
        var bytes: Int
        var garbage: Int
        var firstText: String
    }

    /// Unreadable bytes that make a stretch worth a word; power-up glitches and hot-plugging give fewer.
    private static let minimumGarbage = 12
    /// Readable lines that end a stretch.
    private static let readableLines = 2
    /// How much the sample grows until it is worth another look.
    private static let growth = 4

    /// The stretch that is open; nil while the console is readable.
    private(set) var current: Stretch?
    /// What was received in it.
    private var sample = ReceptionSample()
    /// Characters in the sample when it was last looked at.
    private var lastLook = 0
    private var readable = 0
    private var isReported = false
    /// What an unfinished line has added already.
    private var idle = Share()

    private struct Share: Sendable {
        var bytes = 0
        var garbage = 0
        var received = 0
    }

    /// Feeds a line. Returns a stretch once, at the moment it has become long enough.
    mutating func receive(_ line: ConsoleLine, received: ReceivedBytes) -> Stretch? {
        let before = line.wasSeenIdle ? idle : Share()
        idle = Share()
        let garbage = line.garbageCount > 0 || line.hasHighBytes ? Self.garbage(in: line) : 0
        let isGarbled = garbage >= 4 && garbage * 100 >= (line.text.count + line.strayCount) * 30
        if isGarbled || current != nil { take(received, from: before.received) }
        let bytes = max(line.byteRange.count, garbage)
        if line.ending == .idle {
            idle = Share(
                bytes: isGarbled ? bytes : 0, garbage: isGarbled ? garbage : 0, received: received.bytes.count)
        }
        guard isGarbled else {
            // An unfinished line that is readable so far is judged when it ends.
            if line.body.count >= 4, line.ending != .idle { readable += 1 }
            if readable >= Self.readableLines { end() }
            return nil
        }
        readable = 0
        let first = Stretch(lines: line.number...line.number, bytes: 0, garbage: 0, firstText: line.string)
        var stretch = current ?? first
        stretch.lines = stretch.lines.lowerBound...max(line.number, stretch.lines.lowerBound)
        stretch.bytes += max(bytes - before.bytes, 0)
        stretch.garbage += max(garbage - before.garbage, 0)
        current = stretch
        guard stretch.garbage >= Self.minimumGarbage, !isReported else { return nil }
        isReported = true
        return stretch
    }

    /// The port was set to another speed: what it gave before says nothing about what it gives now.
    mutating func end() {
        current = nil
        isReported = false
        readable = 0
        sample = ReceptionSample()
        lastLook = 0
    }

    /// What was received in the stretch that was reported, when it has become a good deal more since the last look.
    ///
    /// - Parameter isLast: whether no more will come, so that any more is worth the look.
    mutating func takeSample(isLast: Bool = false) -> ReceptionSample? {
        guard isReported, sample.count >= SpeedFinder.minimumCount, sample.count > lastLook,
            isLast || sample.count >= lastLook * Self.growth
        else { return nil }
        lastLook = sample.count
        return sample
    }

    private mutating func take(_ received: ReceivedBytes, from start: Int) {
        var next = received.marks.firstIndex { $0 >= start } ?? received.marks.endIndex
        for index in min(start, received.bytes.count)..<received.bytes.count {
            let isMarked = next < received.marks.endIndex && received.marks[next] == index
            if isMarked { next += 1 }
            sample.add(received.bytes[index], hasFramingError: isMarked)
        }
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
        return count == 0 ? 0 : max(count, min(line.errorCount, line.text.count))
    }
}
