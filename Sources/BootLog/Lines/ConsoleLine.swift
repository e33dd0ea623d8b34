// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One line of a console, as a person would read it on the screen.
public struct ConsoleLine: Sendable, Hashable {
    /// How a line came to its end.
    public enum Ending: Sendable, Hashable {
        /// CR LF, LF, CR CR LF or LF CR.
        case newline
        /// A carriage return alone: what follows overwrites this line on the screen (progress displays).
        case overwritten
        /// The port fell silent in the middle of the line (a prompt); the same line may come again when it ends.
        case idle
        /// The line reached ``LineAssembler/maximumLength``; the next one goes on with it.
        case cut
        /// Bytes are missing from here on.
        case interrupted
        /// The capture ended here.
        case endOfCapture
    }

    /// 1-based, counted at LF bytes, so that an editor shows the same number.
    public var number: Int
    /// Where the line's bytes lie in the stream, its line end included; offsets from the stream's first byte.
    public var byteRange: Range<Int>
    /// The moment the first byte of the line was read; nil in a capture without times.
    public var firstByteTime: Timestamp?
    /// The moment the last byte so far was read; nil in a capture without times.
    public var lastByteTime: Timestamp?
    public var ending: Ending
    /// Whether the line goes on from one that was cut at the limit.
    public var isContinuation: Bool
    /// Whether the same line was already handed out when the port fell silent.
    public var wasSeenIdle: Bool
    /// What stands on the screen: no line end, no escape sequences, overwritten parts gone, tabs kept. Any bytes.
    public var text: [UInt8]
    /// `text` without time stamps and prefixes; runs of blanks and tabs are one space, none at the ends.
    public var body: [UInt8]
    /// What was taken off the front of `text`.
    public var prefix: LinePrefix
    /// Bytes in the line that no console prints: control bytes, and high bytes that are not UTF-8.
    public var garbageCount: Int
    /// Errors that the receiver told of in the line, breaks excepted; a break is one of the bytes of `garbageCount`.
    public var errorCount: Int
    /// Those bytes of `garbageCount` that vanished from `text`.
    var strayCount = 0
    /// Whether any byte of the line is above 0x7F.
    var hasHighBytes = false

    package init(number: Int = 1, byteRange: Range<Int> = 0..<0) {
        self.number = number
        self.byteRange = byteRange
        ending = .newline
        isContinuation = false
        wasSeenIdle = false
        text = []
        body = []
        prefix = LinePrefix()
        garbageCount = 0
        errorCount = 0
    }
}

extension ConsoleLine {
    /// Becomes a copy of another line without sharing its storage, which the assembler goes on using in place.
    mutating func assign(_ other: ConsoleLine) {
        var text = text
        var body = body
        self.text = []
        self.body = []
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: other.text)
        body.removeAll(keepingCapacity: true)
        body.append(contentsOf: other.body)
        number = other.number
        byteRange = other.byteRange
        firstByteTime = other.firstByteTime
        lastByteTime = other.lastByteTime
        ending = other.ending
        isContinuation = other.isContinuation
        wasSeenIdle = other.wasSeenIdle
        prefix = other.prefix
        garbageCount = other.garbageCount
        errorCount = other.errorCount
        hasHighBytes = other.hasHighBytes
        strayCount = other.strayCount
        self.text = text
        self.body = body
    }

    /// Whether any of it may have come over wrongly.
    var isDamaged: Bool { garbageCount > 0 || errorCount > 0 }

    /// `text` for people: bytes that are not UTF-8 become U+FFFD. Not safe for a terminal until a sink escaped it.
    public var string: String {
        String(decoding: text, as: UTF8.self)
    }
}
