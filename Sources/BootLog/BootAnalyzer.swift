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
    private var errorWatch = LineErrorWatch()

    /// The speed that the port is read at; nil for a capture, of which nobody knows.
    ///
    /// It names the true speed of a console that is garbled. To be set anew when the port is set to another one.
    public var baudRate: Int? {
        get { interpreter.garbage.baudRate }
        set { interpreter.read(at: newValue) }
    }

    /// How long each stage may be silent; to be set before the first byte.
    ///
    /// An analyzer that has read nothing yet can be copied for each of many consoles: the copies share what was made of the
    /// rules and the knowledge, which is most of an analyzer.
    public var silence: SilenceWatch {
        get { interpreter.silence }
        set { interpreter.silence = newValue }
    }

    public init(rules: RuleSet, knowledge: Knowledge, silence: SilenceWatch = SilenceWatch()) {
        interpreter = LineInterpreter(rules: rules, knowledge: knowledge, silence: silence)
    }

    /// Takes a portion of the stream.
    ///
    /// - Parameters:
    ///   - bytes: any bytes; a line may be split anywhere.
    ///   - errors: what the receiver complained about, in the order of their places.
    ///   - time: when they were read; nil for a capture without times.
    ///   - events: what became known is appended.
    /// - Complexity: O(n) in the bytes.
    public mutating func append(
        _ bytes: Span<UInt8>, errors: [LineError] = [], at time: Timestamp? = nil, to events: inout [Event]
    ) {
        var start = 0
        for error in errors {
            let place = min(max(error.offset, start), bytes.count)
            read(bytes.extracting(start..<place), at: time, to: &events)
            start = place
            for notice in errorWatch.receive(error.kind, at: assembler.position) {
                note(notice, at: time, to: &events)
            }
            if assembler.note(error.kind, at: time) { receiveLine(to: &events) }
        }
        read(start == 0 ? bytes : bytes.extracting(start...), at: time, to: &events)
    }

    private mutating func read(_ bytes: Span<UInt8>, at time: Timestamp?, to events: inout [Event]) {
        var index = 0
        while assembler.next(in: bytes, from: &index, at: time) { receiveLine(to: &events) }
    }

    private mutating func receiveLine(to events: inout [Event]) {
        interpreter.receive(assembler.line, received: assembler.received, to: &events)
    }

    /// Notes a hole in the stream: the unfinished line ends, and what follows is a new one.
    ///
    /// Nothing is put together over the hole, its time is no silence, and what was seen before it is not held to be the
    /// reason of what is seen after it: the board may have been switched off in between.
    ///
    /// - Parameter time: when reading goes on.
    public mutating func note(_ gap: Gap, at time: Timestamp?, to events: inout [Event]) {
        if assembler.interrupt() { receiveLine(to: &events) }
        interpreter.note(gap, line: assembler.nextNumber, at: time, to: &events)
    }

    /// Puts something about the port in its place among the events; the diagnoses are not touched.
    ///
    /// As long as the port is away, silence is nothing that the board does.
    public mutating func note(_ notice: PortNotice, at time: Timestamp?, to events: inout [Event]) {
        interpreter.note(notice, line: assembler.nextNumber, at: time, to: &events)
    }

    /// How the boot that is under way stands at this moment.
    ///
    /// - Complexity: O(n) in the diagnoses of the boot.
    public var standing: BootStanding { interpreter.standing }

    /// The next moment at which ``advance(to:events:)`` has something to do; nil when only bytes can change anything.
    public var deadline: Timestamp? {
        switch (assembler.deadline, interpreter.deadline) {
        case (let idle?, let silence?): min(idle, silence)
        case (let idle, let silence): idle ?? silence
        }
    }

    /// Lets time pass: an unfinished line is analysed as it stands, and a silence that lasts too long is noticed.
    public mutating func advance(to now: Timestamp, events: inout [Event]) {
        if assembler.idle(at: now) { receiveLine(to: &events) }
        interpreter.advance(to: now, events: &events)
    }

    /// The capture is over: open lines, tables and diagnoses are completed, and the verdicts are given.
    public mutating func finish(events: inout [Event]) {
        if assembler.finish() { receiveLine(to: &events) }
        interpreter.finish(events: &events)
    }
}
