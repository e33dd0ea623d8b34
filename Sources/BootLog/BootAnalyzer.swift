// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads a console and says what is wrong: bytes and their times in, events out.
///
/// A pure value: no clock, no file, no socket. The same bytes give the same events in whatever portions they come, and
/// a recording replays to what the live port gave.
///
/// ```swift
/// var analyzer = BootAnalyzer(rules: rules, knowledge: knowledge)
/// analyzer.append(bytes.span, at: time, to: &events)
/// if let deadline = analyzer.deadline, now >= deadline { analyzer.advance(to: now, events: &events) }
/// analyzer.finish(events: &events)
/// ```
public struct BootAnalyzer: Sendable {
    private var assembler = LineAssembler()
    private var interpreter: LineInterpreter

    public init(rules: RuleSet, knowledge: Knowledge, silence: SilenceWatch = SilenceWatch()) {
        interpreter = LineInterpreter(rules: rules, knowledge: knowledge, silence: silence)
    }

    /// Takes a portion of the stream.
    ///
    /// - Parameters:
    ///   - bytes: any bytes; a line may be split anywhere.
    ///   - time: when they were read; nil for a capture without times.
    ///   - events: what became known is appended.
    /// - Complexity: O(n) in the bytes.
    public mutating func append(_ bytes: Span<UInt8>, at time: Timestamp? = nil, to events: inout [Event]) {
        var index = 0
        while assembler.next(in: bytes, from: &index, at: time) {
            interpreter.receive(assembler.line, to: &events)
        }
    }

    /// The next moment at which ``advance(to:events:)`` has something to do; nil when only bytes can change anything.
    public var deadline: Timestamp? {
        switch (assembler.deadline, interpreter.deadline) {
        case (let idle?, let silence?): min(idle, silence)
        case (let idle, let silence): idle ?? silence
        }
    }

    /// Lets time pass: an unfinished line is analysed as it stands, and a silence that lasts too long is noticed.
    public mutating func advance(to now: Timestamp, events: inout [Event]) {
        if assembler.idle(at: now) { interpreter.receive(assembler.line, to: &events) }
        interpreter.advance(to: now, events: &events)
    }

    /// The capture is over: open lines, tables and diagnoses are completed, and the verdicts are given.
    public mutating func finish(events: inout [Event]) {
        if assembler.finish() { interpreter.receive(assembler.line, to: &events) }
        interpreter.finish(events: &events)
    }
}
