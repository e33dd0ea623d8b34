// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What is to be done to the line later: ends of breaks and pulses. Time is a value.
struct LineSchedule: Sendable {
    private var entries: [(due: Timestamp, action: LineAction)] = []

    /// The next moment at which ``take(at:)`` has something.
    var deadline: Timestamp? { entries.map(\.due).min() }

    mutating func add(_ action: LineAction, due: Timestamp) {
        entries.append((due, action))
    }

    /// What is due, in its order.
    mutating func take(at now: Timestamp) -> [LineAction] {
        let due = entries.filter { $0.due <= now }.sorted { $0.due < $1.due }
        entries.removeAll { $0.due <= now }
        return due.map(\.action)
    }

    /// Everything, because the port is given up: no line stays low for want of time.
    mutating func takeAll() -> [LineAction] {
        defer { entries.removeAll() }
        return entries.sorted { $0.due < $1.due }.map(\.action)
    }
}
