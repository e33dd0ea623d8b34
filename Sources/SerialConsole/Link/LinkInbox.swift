// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// What waits to be sent or done by a link's task. A class: the task shares it with those who ask.
final class LinkInbox: Sendable {
    /// Bytes that wait for the board at most: a paste of that size is meant, more is a mistake.
    static let limit = 1 << 20
    /// Up to here somebody who can wait may leave more.
    static let comfortable = limit / 2

    private struct State {
        var bytes: [UInt8] = []
        var requests: [LinkRequest] = []
    }

    private let state = Mutex(State())

    /// Returns how many bytes found no room.
    func add(_ bytes: [UInt8]) -> Int {
        state.withLock { state in
            let room = max(Self.limit - state.bytes.count, 0)
            state.bytes.append(contentsOf: bytes.prefix(room))
            return max(bytes.count - room, 0)
        }
    }

    func add(_ request: LinkRequest) {
        state.withLock { $0.requests.append(request) }
    }

    func takeRequests() -> [LinkRequest] {
        state.withLock { state in
            defer { state.requests.removeAll() }
            return state.requests
        }
    }

    var hasRoom: Bool {
        state.withLock { $0.bytes.count <= Self.comfortable }
    }

    var isEmpty: Bool {
        state.withLock { $0.bytes.isEmpty }
    }

    /// Hands out the first bytes; they stay until ``removeFirst(_:)``.
    func first(_ maximum: Int) -> [UInt8] {
        state.withLock { Array($0.bytes.prefix(maximum)) }
    }

    /// Returns whether there is room again that was not there before.
    @discardableResult
    func removeFirst(_ count: Int) -> Bool {
        state.withLock { state in
            let had = state.bytes.count
            state.bytes.removeFirst(min(count, had))
            return had > Self.comfortable && state.bytes.count <= Self.comfortable
        }
    }

    /// Throws away what was not sent, and tells how much.
    func discard() -> Int {
        state.withLock { state in
            defer { state.bytes.removeAll() }
            return state.bytes.count
        }
    }
}
