// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Turns the bytes of a console, in whatever portions they come, into lines as a person would read them.
///
/// A pull machine: `while assembler.next(in: bytes, from: &index, at: time) { use(assembler.line) }` hands out each
/// line as it ends and returns false when the portion is used up. Any split of the same bytes gives the same lines.
///
/// - CR LF, LF, CR CR LF and LF CR end a line. A CR alone starts overwriting it: what stood there is handed out as a
///   line of its own with the ending `overwritten`, so that a message before a progress display is not lost.
/// - Backspaces move left and what follows overwrites (`3 \b\b\b 2`); `ESC [ K` erases; other escapes vanish.
/// - NUL and other control bytes vanish, a tab is kept.
public struct LineAssembler: Sendable {
    /// Bytes; a longer line is handed out in parts, the later ones marked as continuations.
    public static let maximumLength = 8_192
    /// Nanoseconds of silence after which an unfinished line is handed out as it stands (a prompt has no line end).
    public static let idleAllowance: Int64 = 100_000_000

    /// NUL bytes in a line that say nothing; a receiver that is too fast reads long runs of them.
    private static let ordinaryNULs = 32

    /// The line that `next` or `idle` announced.
    public private(set) var line = ConsoleLine()

    /// Column at which the next byte is written.
    private var cursor = 0
    private var escape = EscapeSequence()
    private var hasPendingCarriageReturn = false
    /// What kinds of bytes the line holds.
    private var seen = PlainRun.Kinds()
    private var strayControlBytes = 0
    private var nulBytes = 0
    private var isComplete = false
    private var isIdleReported = false
    /// Offset in the stream of the next byte.
    private var position = 0

    public init() {}

    /// The moment at which ``idle(at:)`` wants to be called; nil when nothing is pending.
    public var deadline: Timestamp? {
        guard !isComplete, !isIdleReported, !line.text.isEmpty, let last = line.lastByteTime else { return nil }
        return last.advanced(byNanoseconds: Self.idleAllowance)
    }

    /// Reads on from `index` until a line is complete.
    ///
    /// - Parameters:
    ///   - bytes: a portion of the stream.
    ///   - index: where to read on; moved past what was used.
    ///   - time: when the portion was read; nil for a capture without times.
    /// - Returns: true when ``line`` holds a complete line; false when the portion is used up.
    /// - Complexity: O(n) in the bytes read.
    public mutating func next(in bytes: Span<UInt8>, from index: inout Int, at time: Timestamp?) -> Bool {
        if isComplete { beginLine() }
        while index < bytes.count {
            let previousTime = line.lastByteTime
            if line.firstByteTime == nil, let time { line.firstByteTime = time }
            if let time { line.lastByteTime = time }
            if !hasPendingCarriageReturn, !escape.isOpen {
                takeRun(of: bytes, from: &index)
                if line.text.count >= Self.maximumLength, cursor >= line.text.count {
                    complete(.cut)
                    return true
                }
                if index == bytes.count { return false }
            }
            if take(bytes[index]) {
                index += 1
                position += 1
                return endTaken()
            }
            // A lone CR was met by the byte after it: that byte belongs to the next line and is read again.
            if isComplete {
                line.lastByteTime = previousTime
                return true
            }
            index += 1
            position += 1
        }
        return false
    }

    /// Hands out the unfinished line once, when the port has been silent for ``idleAllowance``.
    ///
    /// - Returns: true when ``line`` holds the unfinished line; it goes on growing afterwards.
    public mutating func idle(at now: Timestamp) -> Bool {
        guard let deadline, now >= deadline else { return false }
        isIdleReported = true
        line.ending = .idle
        seal()
        return true
    }

    /// Hands out what is left when the capture ends.
    public mutating func finish() -> Bool {
        if isComplete { beginLine() }
        guard !line.text.isEmpty || strayControlBytes > 0 else { return false }
        complete(.endOfCapture)
        return true
    }

    // MARK: - Bytes

    /// Copies printable bytes up to the next control byte.
    private mutating func takeRun(of bytes: Span<UInt8>, from index: inout Int) {
        let room = Self.maximumLength - min(cursor, Self.maximumLength)
        let limit = min(bytes.count, index + room)
        let start = index
        let end = PlainRun.end(in: bytes, from: start, limit: limit, seen: &seen)
        guard end > start else { return }
        if cursor == line.text.count {
            bytes.extracting(start..<end).withUnsafeBufferPointer { run in
                line.text.append(contentsOf: run)
            }
            cursor = line.text.count
        } else {
            for position in start..<end { write(bytes[position]) }
        }
        position += end - start
        index = end
    }

    private mutating func write(_ byte: UInt8) {
        if cursor < line.text.count {
            line.text[cursor] = byte
        } else {
            line.text.append(byte)
        }
        cursor += 1
    }

    /// Takes one byte that is no plain run. Returns true when it ends the line.
    private mutating func take(_ byte: UInt8) -> Bool {
        if byte == .lineFeed {
            // An escape sequence never reaches over a line end: a cut one must not swallow the next line.
            escape.abandon()
            return true
        }
        if hasPendingCarriageReturn {
            if byte == .carriageReturn || byte == 0 { return false }
            hasPendingCarriageReturn = false
            if !line.text.allSatisfy({ $0 == .space || $0 == .tab }) {
                complete(.overwritten)
                return false
            }
            line.text.removeAll(keepingCapacity: true)
            cursor = 0
        }
        if escape.isOpen {
            apply(escape.take(byte))
            return false
        }
        switch byte {
        case .carriageReturn: hasPendingCarriageReturn = true
        case .escape: escape.open()
        case .backspace: stepBack()
        case .tab:
            seen.hasTab = true
            write(byte)
        case 0x20...0x7E, 0x80...0xFF:
            seen.insert(byte)
            write(byte)
        // BEL, XON and XOFF are ordinary traffic of consoles, and so are a few NULs; the other control bytes are not.
        case 0x07, 0x11, 0x13: break
        case 0x00:
            nulBytes += 1
            if nulBytes > Self.ordinaryNULs { strayControlBytes += 1 }
        default: strayControlBytes += 1
        }
        return false
    }

    private mutating func stepBack() {
        guard cursor > 0 else { return }
        cursor -= 1
        // One step is one character, also one of several bytes.
        while cursor > 0, line.text[cursor] & 0xC0 == 0x80 { cursor -= 1 }
    }

    private mutating func apply(_ effect: EscapeSequence.Effect) {
        switch effect {
        case .none: break
        case .eraseToEnd: line.text.removeSubrange(min(cursor, line.text.count)...)
        case .eraseLine:
            line.text.removeAll(keepingCapacity: true)
            cursor = 0
        case .left(let columns): cursor -= min(cursor, columns)
        case .column(let column): cursor = min(column, line.text.count)
        }
    }

    // MARK: - Lines

    /// The line feed has been consumed.
    private mutating func endTaken() -> Bool {
        complete(.newline)
        return true
    }

    private mutating func complete(_ ending: ConsoleLine.Ending) {
        isComplete = true
        line.ending = ending
        line.wasSeenIdle = isIdleReported
        seal()
    }

    private mutating func beginLine() {
        isComplete = false
        isIdleReported = false
        hasPendingCarriageReturn = false
        seen = PlainRun.Kinds()
        cursor = 0
        if line.ending == .newline { line.number += 1 }
        line.isContinuation = line.ending == .cut
        line.byteRange = position..<position
        line.firstByteTime = nil
        line.lastByteTime = nil
        strayControlBytes = 0
        nulBytes = 0
        line.text.removeAll(keepingCapacity: true)
        line.body.removeAll(keepingCapacity: true)
    }

    /// Makes `body`, `prefix` and the measures from `text`.
    private mutating func seal() {
        line.byteRange = line.byteRange.lowerBound..<position
        if seen.hasCaret { CaretEscapes.remove(from: &line.text) }
        line.strayCount = strayControlBytes
        line.garbageCount = strayControlBytes + (seen.hasHigh ? UTF8Check.invalidByteCount(in: line.text.span) : 0)
        line.prefix = PrefixParser.parse(line.text)
        line.body.removeAll(keepingCapacity: true)
        line.hasHighBytes = seen.hasHigh
        BodyNormaliser.append(line.text, from: line.prefix.length, hasTabs: seen.hasTab, to: &line.body)
        // Caret escapes shorten the text; a line that goes on keeps its cursor within it.
        cursor = min(cursor, line.text.count)
    }
}
