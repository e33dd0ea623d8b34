// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization

/// Sends what the service manager is to hear, on a thread of its own: a manager that is busy, or stopped, would keep
/// whoever tells it something, and the thread that reads the consoles must not wait. A class: the thread and those who
/// tell share it.
final class NotificationQueue: Sendable {
    /// Notifications that wait at most. A manager that takes so few is stopped.
    static let limit = 1_024

    private struct State {
        var waiting: [Notification] = []
        var status = StatusPace()
        var isFinished = false
    }

    private let state = Mutex(State())
    private let isWanted = ThreadSemaphore()
    private let isDone = ThreadSemaphore()
    private let socket: NotificationSocket

    init(socket: consuming NotificationSocket) {
        self.socket = socket
        WorkerThread.start { [self] in run() }
    }

    /// Puts a notification in its place; false when there is no room, or nothing is sent any more.
    @discardableResult
    func add(_ notification: Notification) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isFinished, state.waiting.count < Self.limit else { return false }
            // One is as good as two.
            if case .pulse = notification, case .pulse? = state.waiting.last { return true }
            state.waiting.append(notification)
            return true
        }
        if isTaken {
            isWanted.signal()
        } else if case .store(let descriptors, _) = notification {
            for descriptor in descriptors { close(descriptor) }
        }
        return isTaken
    }

    func offer(status: String) {
        let isFirst = state.withLock { state in
            let waited = state.status.deadline != nil
            state.status.offer(status)
            return !waited && state.status.deadline != nil
        }
        if isFirst { isWanted.signal() }
    }

    /// Takes note of a status that goes out with another notification.
    func note(status: String) {
        state.withLock { $0.status.note(status, at: Self.now) }
    }

    /// Sends what waits, and ends the thread.
    ///
    /// - Returns: false when the manager did not take it in time.
    func finish(patience: Int64) -> Bool {
        state.withLock { $0.isFinished = true }
        isWanted.signal()
        return isDone.wait(nanoseconds: patience)
    }

    // MARK: - The thread

    private func run() {
        while true {
            let (all, status, deadline, isFinished) = state.withLock { state in
                defer { state.waiting = [] }
                let now = Self.now
                // What was to be said last is said, also when the service ends within the second.
                let status = state.status.take(at: state.isFinished ? .max - StatusPace.interval : now)
                return (state.waiting, status, state.status.deadline.map { $0 - now }, state.isFinished)
            }
            for notification in all { socket.send(notification) }
            if let status { socket.send(.state("STATUS=\(status)")) }
            guard !isFinished else { break }
            if let deadline {
                _ = isWanted.wait(nanoseconds: max(deadline, 1))
            } else {
                isWanted.wait()
            }
        }
        isDone.signal()
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
