// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// What waits for somebody who takes events: those of the boot so far, not yet encoded, and then what was made since.
/// Bounded: what finds no room is counted in its place, and nothing more goes in until the hole was told.
struct EventBacklog: Sendable {
    enum Item: Sendable, Hashable {
        /// A JSON object without LF.
        case event([UInt8])
        /// So many events are missing here.
        case missed(Int)
        /// Nothing will come any more.
        case end
    }

    private struct History: Sendable {
        var port: String
        var events: ArraySlice<Event>
        var missed: Int
    }

    /// Taken lines that may stand before the others until they are moved down.
    private static let maximumHead = 256

    private let limit: Int
    private var histories: [History] = []
    private var lines: [[UInt8]] = []
    /// Index of the first line that was not taken.
    private var head = 0
    private(set) var size = 0
    private var missed = 0
    private var isEnded = false

    /// - Parameter limit: bytes of encoded events that wait at most.
    init(limit: Int) {
        self.limit = limit
    }

    /// Puts what is known of a boot in front of everything; only the events of other consoles may wait already.
    mutating func begin(with events: [Event], missed: Int, port: String) {
        guard !events.isEmpty || missed > 0 else { return }
        histories.append(History(port: port, events: events[...], missed: missed))
    }

    /// Returns whether it found room.
    mutating func append(_ line: [UInt8]) -> Bool {
        guard !isEnded else { return true }
        guard missed == 0, line.count <= limit - size else {
            missed += 1
            return false
        }
        size += line.count
        lines.append(line)
        return true
    }

    mutating func end() {
        isEnded = true
    }

    /// What is next; nil when nothing waits.
    mutating func take() -> Item? {
        while !histories.isEmpty {
            if histories[0].missed > 0 {
                defer { histories[0].missed = 0 }
                return .missed(histories[0].missed)
            }
            if let event = histories[0].events.popFirst() {
                var encoder = EventEncoder(source: .port(histories[0].port))
                encoder.append(event)
                return .event(Array(encoder.bytes.dropLast()))
            }
            histories.removeFirst()
        }
        guard head < lines.count else {
            if missed > 0 {
                defer { missed = 0 }
                return .missed(missed)
            }
            return isEnded ? .end : nil
        }
        let line = lines[head]
        lines[head] = []
        head += 1
        size -= line.count
        if head == lines.count {
            lines = []
            head = 0
        } else if head > Self.maximumHead {
            lines.removeFirst(head)
            head = 0
        }
        return .event(line)
    }
}
