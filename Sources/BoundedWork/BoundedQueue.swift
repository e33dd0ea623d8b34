// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// Hands elements from one side that must never wait to another that may be slow.
///
/// Has a limit in bytes. What does not fit is dropped and counted at its place: once something was dropped, nothing more
/// goes in until the slow side has heard of the hole. A class: both sides share it.
package final class BoundedQueue<Element: Sendable>: Sendable {
    /// What the slow side gets.
    package enum Item: Sendable {
        case element(Element)
        /// So many bytes were dropped at this place.
        case dropped(bytes: Int)
        /// Nothing will come any more.
        case end
    }

    private struct State {
        var elements: [(element: Element, size: Int)] = []
        /// Index of the first element that was not taken.
        var head = 0
        var size = 0
        /// Bytes dropped behind the last element.
        var dropped = 0
        var droppedInAll = 0
        var isClosed = false
    }

    /// Taken elements that may stand before the others until they are moved down.
    private static var maximumHead: Int { 1_024 }

    /// Bytes.
    private let limit: Int
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: bytes that wait at most; one element always finds room in an empty queue.
    ///   - wake: called when the queue was empty and is not any more, and when it is closed; must not wait.
    package init(limit: Int, wake: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.wake = wake
    }

    /// Bytes dropped since the beginning.
    package var droppedBytes: Int {
        state.withLock { $0.droppedInAll }
    }

    /// Bytes that wait to be taken.
    package var pendingBytes: Int {
        state.withLock { $0.size }
    }

    /// Puts an element in, or drops and counts it. Never waits.
    ///
    /// - Parameter size: bytes that it stands for; 0 for what always goes in, because it is small and rare.
    /// - Returns: whether it went in.
    @discardableResult
    package func push(_ element: Element, size: Int) -> Bool {
        let (isTaken, wakes) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            let fits = state.dropped == 0 && (size <= limit - state.size || state.size == 0)
            guard fits || size == 0 else {
                let isFirst = state.dropped == 0
                state.dropped += size
                state.droppedInAll += size
                return (false, isFirst && state.head == state.elements.count)
            }
            state.elements.append((element, size))
            state.size += size
            return (true, state.head == state.elements.count - 1)
        }
        if wakes { wake() }
        return isTaken
    }

    /// Nothing will be put in any more; what waits can still be taken.
    package func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    /// What is there at once; nil when there is nothing now.
    package func take() -> Item? {
        state.withLock { state in
            if state.head < state.elements.count {
                let (element, size) = state.elements[state.head]
                state.head += 1
                state.size -= size
                // Moved down only now and then, so that taking costs the same however much waits.
                if state.head == state.elements.count || state.head > Self.maximumHead {
                    state.elements.removeFirst(state.head)
                    state.head = 0
                }
                return .element(element)
            }
            if state.dropped > 0 {
                defer { state.dropped = 0 }
                return .dropped(bytes: state.dropped)
            }
            return state.isClosed ? .end : nil
        }
    }
}
