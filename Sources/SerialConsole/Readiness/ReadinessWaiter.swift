// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxEvents
import Synchronization
package import SystemPackage

/// One task's place at the ``ReadinessLoop``: it sleeps until a descriptor is ready, a deadline is over, or another task
/// nudges it. A class: the loop's thread and the nudging tasks share it.
package final class ReadinessWaiter: Sendable {
    /// What ended a wait; several can hold at once.
    package struct Wake: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A descriptor became ready, or broke; which, a non-blocking read or write tells.
        package static let ready = Wake(rawValue: 1)
        package static let deadline = Wake(rawValue: 2)
        package static let nudge = Wake(rawValue: 4)
    }

    private struct State {
        var continuation: CheckedContinuation<Wake, Never>?
        /// What happened while nobody waited.
        var pending: Wake = []
        /// Descriptors that epoll knows, and for what each is armed; 0: for nothing.
        var known: [CInt: UInt32] = [:]
    }

    private let number: UInt32
    let loop: ReadinessLoop
    private let state = Mutex(State())

    init(number: UInt32, loop: ReadinessLoop) {
        self.number = number
        self.loop = loop
    }

    /// Ends this waiter; it is not used any more.
    package func retire() {
        for descriptor in state.withLock({ Array($0.known.keys) }) { loop.forget(descriptor) }
        loop.remove(number)
    }

    /// Must be called before a descriptor that was waited on is closed: its number may soon mean another one.
    package func forget(_ descriptor: FileDescriptor) {
        let wasKnown = state.withLock { $0.known.removeValue(forKey: descriptor.rawValue) != nil }
        if wasKnown { loop.forget(descriptor.rawValue) }
    }

    /// Wakes the task, now or at its next wait.
    package func nudge() {
        report(.nudge)
    }

    /// Sleeps until something happens. Cancelling the task counts as a nudge.
    ///
    /// - Parameters:
    ///   - readable: descriptors that are waited for until one can be read.
    ///   - writable: one that is waited for until it takes bytes; may be one of those.
    ///   - deadline: nanoseconds on CLOCK_MONOTONIC; nil waits without limit.
    package func wait(
        readable: [FileDescriptor], writable: FileDescriptor? = nil, until deadline: Int64?
    ) async -> Wake {
        await withTaskCancellationHandler {
            // All is armed before anything can wake the task: what fires meanwhile is pending. The other way round, the
            // task could be at its next wait while this one is still arming.
            loop.setDeadline(deadline, for: number)
            arm(readable: readable, writable: writable)
            return await withCheckedContinuation { (continuation: CheckedContinuation<Wake, Never>) in
                let pending: Wake = state.withLock { state in
                    let pending = state.pending.union(Task.isCancelled ? .nudge : [])
                    state.pending = []
                    if pending.isEmpty { state.continuation = continuation }
                    return pending
                }
                if !pending.isEmpty { continuation.resume(returning: pending) }
            }
        } onCancel: {
            nudge()
        }
    }

    private func arm(readable: [FileDescriptor], writable: FileDescriptor?) {
        for descriptor in readable {
            arm(descriptor, EPOLLIN.rawValue | (descriptor == writable ? EPOLLOUT.rawValue : 0))
        }
        if let writable, !readable.contains(writable) { arm(writable, EPOLLOUT.rawValue) }
    }

    private func arm(_ descriptor: FileDescriptor, _ events: UInt32) {
        let number = descriptor.rawValue
        let before = state.withLock { state in
            defer { state.known[number] = events }
            return state.known[number]
        }
        // What has not fired since is armed still.
        guard before != events else { return }
        if loop.arm(number, events, for: self.number, isKnown: before != nil) { return }
        // A regular file is always ready, and epoll refuses it.
        state.withLock { $0.known[number] = nil }
        report(.ready)
    }

    // MARK: - Called by the loop

    func reportReady(_ descriptor: CInt) {
        state.withLock { state in
            if state.known[descriptor] != nil { state.known[descriptor] = 0 }
        }
        report(.ready)
    }

    func ring() {
        report(.deadline)
    }

    private func report(_ wake: Wake) {
        let continuation = state.withLock { state in
            guard let continuation = state.continuation else {
                state.pending.formUnion(wake)
                return nil as CheckedContinuation<Wake, Never>?
            }
            state.continuation = nil
            return continuation
        }
        continuation?.resume(returning: wake)
    }
}
