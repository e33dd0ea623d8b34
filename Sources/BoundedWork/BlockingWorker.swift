// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A thread of its own for work that may block: writing to a disk, or to a terminal that somebody has stopped.
///
/// Elements wait in a ``BoundedQueue``. A class: the thread and its owner share it.
package final class BlockingWorker<Element: Sendable>: Sendable {
    /// What `handle` gets.
    package enum Item: Sendable {
        case element(Element)
        /// So many bytes were dropped at this place.
        case dropped(bytes: Int)
    }

    private let queue: BoundedQueue<Element>
    private let isDone = ThreadSemaphore()

    /// - Parameters:
    ///   - limit: bytes that wait at most.
    ///   - handle: called on the thread with everything that waits, in its order; may block.
    package init(limit: Int, handle: @escaping @Sendable ([Item]) -> Void) {
        let isWanted = ThreadSemaphore()
        let queue = BoundedQueue<Element>(limit: limit) { isWanted.signal() }
        self.queue = queue
        WorkerThread.start { [isDone] in
            var isOpen = true
            while isOpen {
                isWanted.wait()
                var items: [Item] = []
                loop: while let item = queue.take() {
                    switch item {
                    case .element(let element): items.append(.element(element))
                    case .dropped(let bytes): items.append(.dropped(bytes: bytes))
                    case .end:
                        isOpen = false
                        break loop
                    }
                }
                if !items.isEmpty { handle(items) }
            }
            isDone.signal()
        }
    }

    /// Bytes dropped since the beginning.
    package var droppedBytes: Int { queue.droppedBytes }

    /// Bytes that wait, without those in work.
    package var pendingBytes: Int { queue.pendingBytes }

    /// Hands an element over, or drops and counts it. Never waits.
    ///
    /// - Returns: whether there was room.
    @discardableResult
    package func push(_ element: Element, size: Int) -> Bool {
        queue.push(element, size: size)
    }

    /// Nothing will be handed over any more. Waits until everything is done, but no longer than `patience` nanoseconds.
    ///
    /// - Returns: false when the work was not done in time.
    @discardableResult
    package func finish(patience: Int64) -> Bool {
        queue.close()
        return isDone.wait(nanoseconds: patience)
    }
}
