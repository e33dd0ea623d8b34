// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import CLinuxEvents
import Glibc
import Synchronization
package import SystemPackage

/// The one thread that waits for all descriptors and all deadlines, and says which are due.
///
/// It reads nothing: each waiter's own task does. A task that is quick and must be woken quickly can run on this thread
/// too, by preferring the loop as its executor. When no byte comes and no deadline is set, the thread sleeps.
/// A class: all waiters share the thread. Lives until ``stop()``.
package final class ReadinessLoop: TaskExecutor {
    /// What epoll reports: a waiter's number and the descriptor, or one of these.
    private enum Token {
        static let timer: UInt64 = 0
        static let wake: UInt64 = 1
        static let files: UInt64 = 2

        static func make(_ waiter: UInt32, _ descriptor: CInt) -> UInt64 {
            UInt64(waiter) << 32 | UInt64(UInt32(bitPattern: descriptor))
        }

        static func parts(_ token: UInt64) -> (waiter: UInt32, descriptor: CInt) {
            (UInt32(truncatingIfNeeded: token >> 32), CInt(truncatingIfNeeded: token))
        }
    }

    private struct State {
        var waiters: [UInt32: ReadinessWaiter] = [:]
        /// From 1 up: 0 is none's.
        var next: UInt32 = 1
        /// Nanoseconds on CLOCK_MONOTONIC.
        var deadlines: [UInt32: Int64] = [:]
        /// What the timer is set to; nil when it is off.
        var armed: Int64?
    }

    private let epoll: CInt
    private let timer: CInt
    private let waking: CInt
    private let isStopped = Atomic(false)
    private let jobs = JobQueue()
    /// Which thread it is, once it runs.
    private let thread = Atomic<UInt>(0)
    private let state = Mutex(State())
    /// What is watched in the file system for those who wait here.
    let files: InotifyHub

    /// - Throws: `Errno` when the system gives no descriptors.
    package convenience init() throws(Errno) {
        try self.init { inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK)) }
    }

    /// - Parameter makeInotify: as inotify_init1(2).
    init(makeInotify: @escaping @Sendable () -> CInt) throws(Errno) {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        timer = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_CLOEXEC | TFD_NONBLOCK))
        waking = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard epoll >= 0, timer >= 0, waking >= 0 else {
            let error = Errno(rawValue: errno)
            for descriptor in [epoll, timer, waking] where descriptor >= 0 { close(descriptor) }
            throw error
        }
        files = InotifyHub(makeInstance: makeInotify) { [epoll] in Self.attend($0, as: Token.files, with: epoll) }
        Self.attend(timer, as: Token.timer, with: epoll)
        Self.attend(waking, as: Token.wake, with: epoll)
        WorkerThread.start { [self] in run() }
    }

    deinit {
        // The thread keeps a reference: it has ended.
        for descriptor in [epoll, timer, waking] { close(descriptor) }
    }

    private static func attend(_ descriptor: CInt, as token: UInt64, with epoll: CInt) {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: token))
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    /// Ends the thread. Those who still wait are nudged.
    package func stop() {
        isStopped.store(true, ordering: .releasing)
        eventfd_write(waking, 1)
        for waiter in state.withLock({ Array($0.waiters.values) }) { waiter.nudge() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        // The thread looks for jobs before it sleeps: waking it from itself costs a system call and nothing else.
        if jobs.add(job), !isOnThread { eventfd_write(waking, 1) }
    }

    /// A new waiter, for one task.
    package func makeWaiter() -> ReadinessWaiter {
        state.withLock { state in
            let waiter = ReadinessWaiter(number: state.next, loop: self)
            state.waiters[state.next] = waiter
            state.next &+= 1
            return waiter
        }
    }

    func remove(_ number: UInt32) {
        state.withLock { state in
            _ = state.waiters.removeValue(forKey: number)
            state.deadlines[number] = nil
        }
    }

    /// Watches a descriptor until its next readiness.
    func arm(_ descriptor: CInt, _ events: UInt32, for number: UInt32, isKnown: Bool) -> Bool {
        var event = epoll_event(
            events: events | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: Token.make(number, descriptor)))
        return epoll_ctl(epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    func forget(_ descriptor: CInt) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
    }

    /// Sets or takes back a waiter's deadline, in nanoseconds on CLOCK_MONOTONIC.
    func setDeadline(_ deadline: Int64?, for number: UInt32) {
        state.withLock { state in
            guard state.deadlines[number] != deadline else { return }
            state.deadlines[number] = deadline
            arm(&state)
        }
    }

    /// Sets the timer to the earliest deadline, where it would ring too late. One that rings too early, because a deadline
    /// was moved or taken back, is set anew then: that wakes this thread once and nobody else, and spares a system call
    /// for each byte that moves a deadline.
    private func arm(_ state: inout State) {
        guard let earliest = state.deadlines.values.min(), earliest < state.armed ?? .max else { return }
        state.armed = earliest
        var setting = itimerspec()
        // A time of zero would turn the timer off.
        let time = max(earliest, 1)
        setting.it_value.tv_sec = Int(time / 1_000_000_000)
        setting.it_value.tv_nsec = Int(time % 1_000_000_000)
        timerfd_settime(timer, CInt(TFD_TIMER_ABSTIME), &setting, nil)
    }

    // MARK: - The thread

    private var isOnThread: Bool {
        thread.load(ordering: .acquiring) == UInt(pthread_self())
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        thread.store(UInt(pthread_self()), ordering: .releasing)
        while !isStopped.load(ordering: .acquiring) {
            jobs.run(on: asUnownedTaskExecutor())
            let count = epoll_wait(epoll, &events, CInt(events.count), -1)
            if count < 0 {
                // The only other errors are a descriptor that is no epoll's.
                guard errno == EINTR else { return }
                continue
            }
            for event in events.prefix(Int(count)) {
                switch event.data.u64 {
                case Token.timer: ringDue()
                case Token.wake:
                    var count: eventfd_t = 0
                    eventfd_read(waking, &count)
                case Token.files: files.deliver()
                case let token:
                    let (number, descriptor) = Token.parts(token)
                    let waiter = state.withLock { $0.waiters[number] }
                    waiter?.reportReady(descriptor)
                }
            }
        }
    }

    private func ringDue() {
        var count: UInt64 = 0
        read(timer, &count, MemoryLayout<UInt64>.size)
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        let due = state.withLock { state in
            state.armed = nil
            let numbers = state.deadlines.filter { $0.value <= now }.map(\.key)
            for number in numbers { state.deadlines[number] = nil }
            arm(&state)
            return numbers.compactMap { state.waiters[$0] }
        }
        for waiter in due { waiter.ring() }
    }
}
