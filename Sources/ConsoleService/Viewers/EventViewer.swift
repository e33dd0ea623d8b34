// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Synchronization

/// Somebody who takes events, of one console or of all. A class: hubs put in, on the analyst's thread, and the
/// connection takes out.
final class EventViewer: Sendable {
    private struct State {
        var backlog: EventBacklog
        /// Whether the other side was woken, and has not found the backlog empty since.
        var isAwake = false
    }

    private let state: Mutex<State>
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: bytes that wait at most.
    ///   - wake: called when something waits, until ``take()`` has given nil once; on any thread, must not wait.
    init(limit: Int, wake: @escaping @Sendable () -> Void) {
        self.wake = wake
        state = Mutex(State(backlog: EventBacklog(limit: limit)))
    }

    func begin(with events: [Event], missed: Int, port: String) {
        change { $0.begin(with: events, missed: missed, port: port) }
    }

    /// - Parameter lines: encoded events without LF.
    func offer(_ lines: [[UInt8]]) {
        change { backlog in
            for line in lines { _ = backlog.append(line) }
        }
    }

    func end() {
        change { $0.end() }
    }

    /// What is next; nil when nothing waits, and ``wake`` will tell.
    func take() -> EventBacklog.Item? {
        state.withLock { state in
            let item = state.backlog.take()
            if item == nil { state.isAwake = false }
            return item
        }
    }

    private func change(_ body: (inout EventBacklog) -> Void) {
        let wakes = state.withLock { state in
            body(&state.backlog)
            defer { state.isAwake = true }
            return !state.isAwake
        }
        if wakes { wake() }
    }
}
