// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import ConsoleService
import SerialConsole

/// The analyzer of a live console. Everything goes through `RecordedItem`, as in a replay, so that both give the same
/// events.
struct Analyst {
    private var analyzer: BootAnalyzer
    /// Whether a boot has come to an end that can be judged.
    private(set) var isOver = false

    init(_ analyzer: BootAnalyzer) {
        self.analyzer = analyzer
    }

    var standing: BootStanding { analyzer.standing }

    /// The next moment at which ``advance(to:events:)`` has something to do.
    var deadline: Timestamp? { analyzer.deadline }

    /// Takes bytes that came at one time, or a part of them.
    mutating func append(_ bytes: [UInt8], errors: [LineError], at time: Timestamp, to events: inout [Event]) {
        receive(.chunk(RecordedChunk(bytes, errors: errors, time: time)), to: &events)
    }

    /// Takes what happened to the console itself; bytes go to ``append(_:errors:at:to:)``.
    mutating func receive(_ item: ConsoleItem, to events: inout [Event]) {
        for mark in item.marks { receive(.mark(mark, at: item.time), to: &events) }
    }

    mutating func noteDropped(bytes: Int, at time: Timestamp, to events: inout [Event]) {
        receive(.mark(.gap(Gap(.dropped, bytes: bytes)), at: time), to: &events)
    }

    mutating func advance(to now: Timestamp, events: inout [Event]) {
        let first = events.count
        analyzer.pass(to: now, events: &events)
        note(events[first...])
    }

    mutating func finish(events: inout [Event]) {
        analyzer.finish(events: &events)
    }

    private mutating func receive(_ item: RecordedItem, to events: inout [Event]) {
        let first = events.count
        analyzer.receive(item, to: &events)
        note(events[first...])
    }

    private mutating func note(_ events: ArraySlice<Event>) {
        for event in events {
            guard case .verdict(let verdict) = event.content, verdict.scope == .boot else { continue }
            if verdict.outcome != .incomplete { isOver = true }
        }
    }
}
