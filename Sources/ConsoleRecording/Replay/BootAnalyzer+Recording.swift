// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// The one way in which an analyzer is told what happened and that time passed, live and in a replay. Used in both, it
/// makes their events the same.
extension BootAnalyzer {
    /// Lets time pass up to a moment, in the steps that the analyzer asks for. However often and however late it is
    /// called, the events are the same; a live reader calls it when the deadline is over.
    package mutating func pass(to time: Timestamp, events: inout [Event]) {
        while let next = deadline, next <= time {
            advance(to: next, events: &events)
            // A deadline that stays would be waited for in vain.
            guard deadline != next else { return }
        }
    }

    /// Takes what was read or what happened, after letting time pass up to it; not the time of a hole, in which nobody
    /// listened.
    package mutating func receive(_ item: RecordedItem, to events: inout [Event]) {
        switch item {
        case .chunk(let chunk):
            if let time = chunk.time { pass(to: time, events: &events) }
            guard !chunk.isNoise else { return }
            append(chunk.bytes.span, errors: chunk.errors, at: chunk.time, to: &events)
        case .mark(.opened, _), .mark(.continued, _), .mark(.carried, _): break
        case .mark(.gap(let gap), let time):
            if let duration = gap.duration {
                pass(to: time.advanced(byNanoseconds: duration > 0 ? -duration : 0), events: &events)
            }
            note(gap, at: time, to: &events)
        case .mark(.notice(let notice), let time):
            pass(to: time, events: &events)
            note(notice, at: time, to: &events)
        case .mark(.baudRate(let rate), let time):
            pass(to: time, events: &events)
            baudRate = rate
        case .mark(.closed, let time), .mark(.quiet, let time): pass(to: time, events: &events)
        }
    }
}
