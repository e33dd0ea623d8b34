// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Turns the bytes of a console into plain text: lines as on the screen, in UTF-8, without a control character but the
/// tab. Pure.
struct StrippedText: Sendable {
    private let hasTimes: Bool
    private var assembler = LineAssembler()

    init(hasTimes: Bool) {
        self.hasTimes = hasTimes
    }

    mutating func append(_ bytes: [UInt8], at time: Timestamp, to text: inout [UInt8]) {
        var index = 0
        while assembler.next(in: bytes.span, from: &index, at: time) { append(assembler.line, to: &text) }
    }

    /// A line of its own that says what is missing.
    mutating func append(_ gap: Gap, at time: Timestamp, to text: inout [UInt8]) {
        finish(to: &text)
        if hasTimes { Self.append(time, to: &text) }
        let what =
            switch gap.reason {
            case .unplugged: "the port was unplugged"
            case .hungUp: "the other side closed the connection"
            case .dropped: "the recording could not keep up"
            case .released: "the port was lent to another program"
            case .notRecorded: "nothing was recorded for a while"
            case .replaced: "the file was replaced"
            }
        let size = gap.bytes.map { "\($0) bytes are missing" } ?? "something may be missing"
        text += "[bootwatch: \(what), \(size)]\n".utf8
    }

    /// Writes the unfinished line as it stands.
    mutating func finish(to text: inout [UInt8]) {
        guard assembler.finish() else { return }
        append(assembler.line, to: &text)
    }

    private func append(_ line: ConsoleLine, to text: inout [UInt8]) {
        if hasTimes, !line.isContinuation, let time = line.firstByteTime { Self.append(time, to: &text) }
        // C1 control characters are what is left: a terminal obeys them like escapes.
        for scalar in line.string.unicodeScalars
        where scalar == "\t" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) {
            UTF8.encode(scalar).map { text.append(contentsOf: $0) }
        }
        if line.ending != .cut { text.append(.lineFeed) }
    }

    /// `[2026-05-04T08:30:00.123Z] `: the analyzer knows this prefix.
    private static func append(_ time: Timestamp, to text: inout [UInt8]) {
        text += "[\(CalendarTime(time).description)] ".utf8
    }
}
