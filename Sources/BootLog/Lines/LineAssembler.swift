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
    /// Bytes without text that make an unfinished line worth handing out: a line at the wrong speed may never end.
    static let strayBytesOfNote = 16

    /// The line that `next` or `idle` announced.
    public private(set) var line = ConsoleLine()

    /// The bytes of ``line`` as they were received.
    private(set) var received = ReceivedBytes()

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
    private(set) var position = 0
    /// Errors that belong to the next byte, of which it is not known yet in which line it falls.
    private var pendingErrors = 0
    private var isNextFramed = true

    public init() {}

    /// The moment at which ``idle(at:)`` wants to be called; nil when nothing is pending.
    public var deadline: Timestamp? {
        guard !isComplete, !isIdleReported, !line.text.isEmpty || strayControlBytes >= Self.strayBytesOfNote,
            let last = line.lastByteTime
        else { return nil }
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
        if pendingErrors > 0, index < bytes.count, !isEnded(by: bytes[index]) { takePendingErrors() }
        while index < bytes.count {
            let previousTime = line.lastByteTime
            if line.firstByteTime == nil, let time { line.firstByteTime = time }
            if let time { line.lastByteTime = time }
            if !hasPendingCarriageReturn, !escape.isOpen {
                takeRun(of: bytes, from: &index)
                if line.text.count >= Self.maximumLength && cursor >= line.text.count
                    || strayControlBytes >= Self.maximumLength
                {
                    complete(.cut)
                    return true
                }
                if index == bytes.count { return false }
            }
            let byte = bytes[index]
            if take(byte) {
                received.append(byte)
                index += 1
                position += 1
                return endTaken()
            }
            // A lone CR was met by the byte after it: that byte belongs to the next line and is read again.
            if isComplete {
                line.lastByteTime = previousTime
                return true
            }
            received.append(byte)
            index += 1
            position += 1
        }
        return false
    }

    /// Notes what the receiver complained about at this place of the stream, before the next byte is read.
    ///
    /// A break is no byte; it counts as one in the present line that no console prints.
    ///
    /// - Returns: true when ``line`` is complete: nothing but breaks came for as long as a line may be.
    mutating func note(_ error: LineError.Kind, at time: Timestamp?) -> Bool {
        guard error == .break else {
            pendingErrors += 1
            if error == .framing || error == .framingOrParity { isNextFramed = false }
            return false
        }
        if isComplete { beginLine() }
        if line.firstByteTime == nil { line.firstByteTime = time }
        line.lastByteTime = time ?? line.lastByteTime
        strayControlBytes += 1
        received.appendBreak()
        guard strayControlBytes >= Self.maximumLength else { return false }
        complete(.cut)
        return true
    }

    /// The number of the line that the next byte falls in.
    var nextNumber: Int { isComplete && line.ending == .newline ? line.number + 1 : line.number }

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

    /// Hands out what is left where bytes are missing; what follows is a new line.
    mutating func interrupt() -> Bool {
        escape.abandon()
        guard finish() else {
            forgetLine()
            return false
        }
        line.ending = .interrupted
        return true
    }

    /// Hands out what is left when the capture ends.
    public mutating func finish() -> Bool {
        if isComplete { beginLine() }
        takePendingErrors()
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
                received.append(run)
            }
            cursor = line.text.count
        } else {
            for position in start..<end {
                write(bytes[position])
                received.append(bytes[position])
            }
        }
        position += end - start
        index = end
    }

    /// Whether the byte belongs to the next line, because a lone CR ended this one.
    private func isEnded(by byte: UInt8) -> Bool {
        hasPendingCarriageReturn && byte != .lineFeed && byte != .carriageReturn && byte != 0 && hasVisibleText
    }

    private var hasVisibleText: Bool { !line.text.allSatisfy { $0 == .space || $0 == .tab } }

    private mutating func takePendingErrors() {
        line.errorCount += pendingErrors
        if !isNextFramed { received.markNext() }
        pendingErrors = 0
        isNextFramed = true
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
            if hasVisibleText {
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
        if line.ending == .newline { line.number += 1 }
        line.isContinuation = line.ending == .cut
        forgetLine()
    }

    /// The line has no bytes so far.
    private mutating func forgetLine() {
        isIdleReported = false
        hasPendingCarriageReturn = false
        seen = PlainRun.Kinds()
        cursor = 0
        line.byteRange = position..<position
        line.firstByteTime = nil
        line.lastByteTime = nil
        line.errorCount = 0
        strayControlBytes = 0
        nulBytes = 0
        received.removeAll()
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
