// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Tells text from garbage while it comes, character by character: a sequential test after Wald.
///
/// The score is in nats, roughly: what a character is likelier as part of a console's text than of garbage. Garbage of
/// a wrong speed holds printable bytes too, but never many in a row.
struct TextJudge: Sendable {
    /// Scores at which the matter is settled.
    private static let certain = 24.0
    /// Characters of text without a line end that are as good as a line.
    private static let longLine = 64

    /// What an error of the receiver weighs.
    private static let error = -4.0

    private(set) var score = 0.0
    /// What was received.
    private(set) var sample = ReceptionSample()
    private var lineEnds = 0
    private var last: UInt8 = 0

    /// Whether it is text beyond doubt.
    var isText: Bool { score >= Self.certain && (lineEnds > 0 || sample.count >= Self.longLine) }
    /// Whether it is garbage beyond doubt.
    var isGarbage: Bool { score <= -Self.certain }

    /// Weighs a character and returns its part of the score.
    mutating func weigh(_ byte: UInt8, hasFramingError: Bool) -> Double {
        let step = hasFramingError ? Self.error : weight(of: byte)
        score += step
        last = hasFramingError ? 0 : byte
        return step
    }

    /// Keeps a character for the ``SpeedFinder``.
    mutating func keep(_ byte: UInt8, hasFramingError: Bool) {
        sample.add(byte, hasFramingError: hasFramingError)
    }

    /// Weighs and keeps a character that was low for its whole length.
    mutating func addBreak() -> Double {
        sample.addBreak()
        score += Self.error
        last = 0
        return Self.error
    }

    mutating func removeAll() {
        score = 0
        lineEnds = 0
        last = 0
        sample.removeAll()
    }

    private mutating func weight(of byte: UInt8) -> Double {
        switch byte {
        case 0x20...0x7E, .tab: return 1
        case .carriageReturn: return 0
        case .lineFeed:
            guard last == .carriageReturn || last >= 0x20 else { return 0 }
            lineEnds += 1
            return last == .carriageReturn ? 6 : 2
        // Colours, countdowns and bells are of consoles.
        case .escape, .backspace, 0x07: return -1
        case 0x80...0xFF: return -2.5
        default: return -3
        }
    }
}
