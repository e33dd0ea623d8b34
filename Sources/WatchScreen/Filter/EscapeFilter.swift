// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

/// Lets of the board's bytes through what shows text and moves the cursor, and nothing that reaches beyond the board's
/// part of the screen: no title, no clipboard, no file, no answer typed in the technician's name, no mode that outlives it.
///
/// A pull machine: `while let action = filter.next(in: bytes, from: &index) { perform(action) }`. Any split of the same
/// bytes gives the same actions. What is not allowed is dropped and counted.
package struct EscapeFilter: Sendable {
    /// Bytes of an OSC, DCS, APC, PM or SOS string after which it is given up. systemd 257 puts up to 600 bytes into the
    /// OSC 3008 before each shell prompt.
    static let maximumStringLength = 2_048
    /// Bytes of any other sequence.
    static let maximumSequenceLength = 256
    /// Marks that one character keeps; a stack of hundreds would paint over the lines above.
    private static let maximumMarks = 2
    /// How often REP repeats a character at most: a wide screen full in a row.
    static let maximumRepeats = 512

    private enum State: Sendable {
        case ground
        /// After ESC.
        case escape
        /// After ESC and an intermediate byte (`ESC ( 0`).
        case escapeIntermediate
        case control
        /// In OSC, DCS, APC, PM, SOS or a title of screen's.
        case string
        /// After an ESC inside a string: `\` ends it.
        case stringEscape
    }

    /// Whether the terminal shows more than ASCII.
    let unicode: Bool
    /// The last row that the board may address; nil when all are its own.
    var lastRow: Int?
    package private(set) var count = FilterCount()

    private var state = State.ground
    private var length = 0
    private var sequence = ControlSequence()
    private var scalar = UTF8Scalar()
    private var marks = 0
    /// The character that a mark would sit on, and that REP repeats.
    private var lastText: ConsoleAction?
    private var repeatsLeft = 0
    private var isLineFeedDue = false
    private var rendition = Rendition.plain
    private var savedRendition: Rendition?

    package init(unicode: Bool = true) {
        self.unicode = unicode
    }

    /// Appends the bytes that a terminal may get for a portion of the board's.
    package mutating func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var index = 0
        while let action = next(in: bytes, from: &index) { action.append(to: &output) }
    }

    /// Bytes are missing here: what was begun does not go on.
    mutating func abandon() {
        giveUp()
        if scalar.isOpen {
            scalar.abandon()
            count.replaced += 1
        }
        lastText = nil
    }

    /// Reads on until there is something to do; nil when the portion is used up.
    mutating func next(in bytes: Span<UInt8>, from index: inout Int) -> ConsoleAction? {
        if repeatsLeft > 0 {
            repeatsLeft -= 1
            return lastText
        }
        if isLineFeedDue {
            isLineFeedDue = false
            return .lineFeed
        }
        while index < bytes.count {
            let byte = bytes[index]
            if state == .ground, byte >= 0x20, byte < 0x7F, !scalar.isOpen {
                index += 1
                marks = 0
                let action = ConsoleAction.text(Unicode.Scalar(byte), columns: 1)
                lastText = action
                return action
            }
            if let action = take(byte, at: &index) { return action }
        }
        return nil
    }

    // MARK: - Bytes

    private mutating func take(_ byte: UInt8, at index: inout Int) -> ConsoleAction? {
        if scalar.isOpen || state == .ground && byte >= 0x80 {
            switch scalar.take(byte) {
            case .incomplete:
                index += 1
                return nil
            case .scalar(let scalar):
                index += 1
                return vet(scalar)
            case .invalid: index += 1
            case .brokenBefore: break
            }
            return replacement()
        }
        index += 1
        // A line feed ends whatever was open: a cut sequence must not swallow the next line.
        if byte == 0x0A || byte == 0x0D && state != .string && state != .stringEscape {
            giveUp()
            lastText = nil
            return byte == 0x0A ? .lineFeed : .carriageReturn
        }
        switch state {
        case .ground: return control(byte)
        case .escape: return takeEscape(byte, at: &index)
        case .escapeIntermediate:
            guard byte < 0x80, byte >= 0x20 else { return interrupt(at: &index) }
            byte >= 0x30 ? drop() : lengthen(to: Self.maximumSequenceLength)
        case .control:
            switch sequence.take(byte) {
            case .incomplete: lengthen(to: Self.maximumSequenceLength)
            case .final(let final): return finish(final)
            case .broken: return interrupt(at: &index)
            }
        case .string:
            switch byte {
            // BEL ends an OSC, CAN and SUB end anything.
            case 0x07, 0x18, 0x1A: drop()
            case 0x1B: state = .stringEscape
            default: lengthen(to: Self.maximumStringLength)
            }
        case .stringEscape:
            // Any other sequence ends the string too, as in every terminal.
            drop()
            if byte != UInt8(ascii: "\\") {
                index -= 1
                open()
            }
        }
        return nil
    }

    private mutating func open() {
        state = .escape
        length = 0
    }

    /// The sequence is over and was not shown.
    private mutating func drop() {
        state = .ground
        count.sequences += 1
    }

    private mutating func giveUp() {
        if state != .ground { drop() }
    }

    private mutating func lengthen(to limit: Int) {
        length += 1
        if length >= limit { drop() }
    }

    /// A byte that cannot stand in the open sequence: the sequence is dropped, the byte read again.
    private mutating func interrupt(at index: inout Int) -> ConsoleAction? {
        drop()
        index -= 1
        return nil
    }

    private mutating func takeEscape(_ byte: UInt8, at index: inout Int) -> ConsoleAction? {
        state = .ground
        switch byte {
        case UInt8(ascii: "["):
            sequence.begin()
            state = .control
        // OSC, DCS, SOS, PM, APC, and the title of screen(1), which tmux takes too.
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "k"):
            state = .string
        case 0x20...0x2F: state = .escapeIntermediate
        case UInt8(ascii: "7"): return saveCursor()
        case UInt8(ascii: "8"): return restoreCursor()
        case UInt8(ascii: "D"): return move(.lineFeed)
        case UInt8(ascii: "E"):
            isLineFeedDue = true
            return move(.carriageReturn)
        case UInt8(ascii: "M"): return move(.reverseIndex)
        case 0x00..<0x20, 0x80...0xFF: return interrupt(at: &index)
        // Also RIS (c), keypad modes (= and >) and shifts (n, o, |, }, ~).
        default: drop()
        }
        return nil
    }

    private mutating func move(_ action: ConsoleAction) -> ConsoleAction {
        lastText = nil
        return action
    }

    /// The control sequence is complete.
    private mutating func finish(_ final: UInt8) -> ConsoleAction? {
        state = .ground
        if let repeats = sequence.repeats(final), let lastText {
            repeatsLeft = min(repeats, Self.maximumRepeats) - 1
            return lastText
        }
        let before = rendition
        guard let action = sequence.action(final, lastRow: lastRow, rendition: &rendition) else {
            drop()
            return nil
        }
        switch action {
        case .rendition: return before == rendition ? nil : action
        case .saveCursor: return saveCursor()
        case .restoreCursor: return restoreCursor()
        default: return move(action)
        }
    }

    private mutating func saveCursor() -> ConsoleAction {
        savedRendition = rendition
        return move(.saveCursor)
    }

    /// Without a saved cursor terminals go to the first row, or do nothing.
    private mutating func restoreCursor() -> ConsoleAction? {
        guard let savedRendition else {
            drop()
            return nil
        }
        rendition = savedRendition
        return move(.restoreCursor)
    }

    private mutating func control(_ byte: UInt8) -> ConsoleAction? {
        switch byte {
        case 0x1B: open()
        case 0x07: return .bell
        case 0x08:
            lastText = nil
            return .backspace
        case 0x09:
            lastText = nil
            return .tab(1)
        // Also ENQ, which terminals answer, and SO and SI, which switch them to line drawing.
        default: count.controls += 1
        }
        return nil
    }

    // MARK: - Text

    private mutating func replacement() -> ConsoleAction {
        count.replaced += 1
        return text(unicode ? "\u{FFFD}" : "?", columns: 1)
    }

    private mutating func text(_ scalar: Unicode.Scalar, columns: Int) -> ConsoleAction {
        marks = 0
        let action = ConsoleAction.text(scalar, columns: columns)
        lastText = action
        return action
    }

    private mutating func vet(_ scalar: Unicode.Scalar) -> ConsoleAction? {
        // Some of U+0080...9F are controls (CSI, OSC) when a terminal decodes UTF-8 first.
        guard scalar.value >= 0xA0 else {
            count.controls += 1
            return nil
        }
        let columns = SafeText.width(of: scalar)
        if columns == 0 {
            guard unicode, lastText != nil, marks < Self.maximumMarks, !SafeText.isHidden(scalar) else {
                count.controls += 1
                return nil
            }
            marks += 1
            return .text(scalar, columns: 0)
        }
        switch scalar.properties.generalCategory {
        // No-break, em and thin blanks: terminals differ on their width.
        case .spaceSeparator where scalar.value != 0x3000: return text(" ", columns: 1)
        case .format, .lineSeparator, .paragraphSeparator:
            count.controls += 1
            return nil
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint {
            count.controls += 1
            return nil
        }
        // Flags are pairs of letters, and skin tones melt into what stands before: their width is anybody's guess.
        let isCombinable = (0x1F1E6...0x1F1FF).contains(scalar.value) || (0x1F3FB...0x1F3FF).contains(scalar.value)
        guard unicode, !isCombinable, scalar.value == 0x3000 || !SafeText.isHidden(scalar) else { return replacement() }
        return text(scalar, columns: columns)
    }
}
