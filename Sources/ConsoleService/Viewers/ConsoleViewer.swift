// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// Somebody who looks at a raw console. A class: the hub puts in, on the link's thread, and the connection takes out.
final class ConsoleViewer: Sendable {
    private struct State {
        var backlog: ByteBacklog
        /// Whether the other side was woken, and has not found the backlog empty since.
        var isAwake = false
    }

    /// Who it is, for the others: `user 1000, process 4242`.
    let name: String
    /// Whether it is told what happens to the port.
    let takesEvents: Bool
    private let state: Mutex<State>
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: bytes that wait at most.
    ///   - takesEvents: whether it is told what happens to the port.
    ///   - wake: called when something waits, until ``take()`` has given nil once; on any thread, must not wait.
    init(name: String, limit: Int, takesEvents: Bool = false, wake: @escaping @Sendable () -> Void) {
        self.name = name
        self.takesEvents = takesEvents
        self.wake = wake
        state = Mutex(State(backlog: ByteBacklog(limit: limit)))
    }

    /// Returns how many bytes were dropped.
    func offer(_ bytes: [UInt8]) -> Int {
        change { $0.append(bytes) }
    }

    func offer(note: String) {
        change { $0.append(note: note) }
    }

    /// - Parameter event: a JSON object without LF.
    func offer(event: [UInt8]) {
        change { $0.append(event: event) }
    }

    func end() {
        change { $0.end() }
    }

    /// What is next; nil when nothing waits, and ``wake`` will tell.
    func take() -> ByteBacklog.Item? {
        state.withLock { state in
            let item = state.backlog.take()
            if item == nil { state.isAwake = false }
            return item
        }
    }

    private func change<Result: Sendable>(_ body: (inout ByteBacklog) -> Result) -> Result {
        let (result, wakes) = state.withLock { state in
            let result = body(&state.backlog)
            defer { state.isAwake = true }
            return (result, !state.isAwake)
        }
        if wakes { wake() }
        return result
    }
}
