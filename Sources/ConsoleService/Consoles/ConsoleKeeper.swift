// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import SerialConsole
import Synchronization
import SystemJournal

/// Keeps one console for as long as the configuration names it: its port open, its recording going, its bytes read.
///
/// Whatever its port does, busy, forbidden, gone, broken, is told once and tried again; no other console notices.
/// A class: its tasks, the supervisor and the control socket share it.
final class ConsoleKeeper: Sendable {
    /// How it is with the port.
    enum Phase: Sendable, Hashable {
        /// It is not there.
        case waiting
        case open
        /// Lent to another program.
        case released
        /// It is there and cannot be used; why, as a sentence.
        case failed(String)
    }

    struct State {
        var phase = Phase.waiting
        /// Where it is to be found; a port found by its properties may turn up under another node.
        var address: SourceAddress
        /// The node or address that is open, or was last.
        var node: String?
        var baudRate: Int?
        var link: ConsoleLink?
        /// What links that have ended had sent and received.
        var past = (received: 0, sent: 0)
        var isStopping = false
        var isReleased = false
        /// When the phase began.
        var since: Timestamp
        /// When it was lent; nil once that was told.
        var lent: Timestamp?
        /// Whether it was open at least once.
        var wasOpen = false
        var hasEnded = false
        /// Those who wait for the end.
        var mourners: [CheckedContinuation<Void, Never>] = []
        /// Those who wait for the port to be closed.
        var waiters: [CheckedContinuation<String?, Never>] = []
    }

    /// Nanoseconds until a port that refuses is tried again: doubled each time, up to the longest.
    private static let shortestPause: Int64 = 1_000_000_000
    private static let longestPause: Int64 = 60_000_000_000
    /// Bytes that wait for the analysis at most.
    private static let backlog = 1 << 20
    /// Nanoseconds that a release waits for the service manager.
    private static let releasePatience: Int64 = 1_000_000_000
    /// Nanoseconds that the end waits for the disk.
    private static let patience: Int64 = 5_000_000_000

    let assignment: ConsolePlan.Assignment
    let parts: ConsoleParts
    let state: Mutex<State>
    private let surroundings: ConsoleSurroundings
    /// What the keeping of the port waits on.
    let waiter: ReadinessWaiter

    init(_ assignment: ConsolePlan.Assignment, in surroundings: ConsoleSurroundings) {
        self.assignment = assignment
        self.surroundings = surroundings
        let now = surroundings.clock.now
        waiter = surroundings.loop.makeWaiter()
        state = Mutex(
            State(address: assignment.port.map { .port(.path($0.node)) } ?? assignment.entry.address, since: now))
        let analysis = surroundings.loop.makeWaiter()
        parts = ConsoleParts(
            name: assignment.name, entry: assignment.entry, clock: surroundings.clock, began: now,
            queue: BoundedQueue(limit: Self.backlog) { analysis.nudge() }, waiter: analysis,
            recording: surroundings.record(assignment, at: now) { analysis.nudge() },
            viewers: ViewerHub(port: assignment.name), settings: surroundings.settings, journal: surroundings.journal,
            noteChange: surroundings.noteChange)
    }

    var name: String { assignment.name }
    var entry: PortEntry { assignment.entry }

    /// Whether it keeps this port, wherever it is plugged in.
    func isKeeping(_ port: PortDescription) -> Bool {
        assignment.port?.identity.isSamePort(as: port.identity) ?? false
    }

    var isOpen: Bool { state.withLock { $0.phase == .open } }

    /// Whether its port is there and cannot be used.
    var isFailed: Bool {
        state.withLock { state in
            if case .failed = state.phase { true } else { false }
        }
    }

    // MARK: - Its life

    /// Runs until ``stop()``, or the task is cancelled.
    func run() async {
        async let analysis: Void = analyse()
        await withTaskExecutorPreference(surroundings.loop) { await keep() }
        parts.queue.close()
        await analysis
        parts.viewers.end()
        if let recorder = parts.recording?.recorder {
            let now = parts.clock.now
            // Waits for the disk, which no other console should.
            _ = await WorkerThread.result { recorder.finish(at: now, patience: Self.patience) }
        }
        let mourners = state.withLock { state in
            state.hasEnded = true
            defer { state.mourners = [] }
            return state.mourners
        }
        for mourner in mourners { mourner.resume() }
    }

    /// Waits until it has ended.
    func end() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.mourners.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func analyse() async {
        await withTaskExecutorPreference(surroundings.analysis) {
            var analyst = ConsoleAnalyst(parts)
            await analyst.run()
        }
    }

    /// Ends it. The port is left as it is where the service manager keeps its descriptor, else closed.
    ///
    /// - Parameter isForGood: whether the console is gone from the configuration.
    func stop(isForGood: Bool) {
        let link = state.withLock { state in
            state.isStopping = true
            return state.link
        }
        link?.request(isForGood ? .close : .leave)
        waiter.nudge()
    }

    /// Looks again at a port that could not be used: something has changed.
    func retry() {
        waiter.nudge()
    }

    /// The port has turned up under a node.
    func found(_ port: PortDescription) {
        let isOpen = state.withLock { state in
            if state.phase != .open { state.address = .port(.path(port.node)) }
            return state.phase == .open
        }
        if !isOpen { waiter.nudge() }
    }

    private func keep() async {
        defer { waiter.retire() }
        var pause = Self.shortestPause
        while true {
            guard let link = makeLink() else {
                guard await waitForReturn() else { break }
                continue
            }
            let trouble: String?
            do throws(SourceError) {
                try await link.run()
                trouble = nil
            } catch {
                trouble = "\(error)"
            }
            let wasOpen = state.withLock { $0.phase == .open }
            guard take(back: link) else { break }
            if isReleased { continue }
            if wasOpen { pause = Self.shortestPause }
            fail(trouble ?? "\(name) has ended, and nothing says that it will come back.")
            let retry = parts.clock.now.advanced(byNanoseconds: pause)
            _ = await waiter.wait(readable: [], until: trouble == nil ? nil : parts.clock.monotonic(retry))
            pause = min(pause * 2, Self.longestPause)
        }
        for waiter in state.withLock({ $0.takeWaiters() }) { waiter.resume(returning: nil) }
    }

    // MARK: - The link

    /// A link for the port; nil while it is lent, or the end has come.
    private func makeLink() -> ConsoleLink? {
        var options = ConsoleLink.Options()
        options.settings = entry.settings
        options.findsSpeed = entry.findsSpeed
        options.keeper = surroundings.keeper(named: name)
        return state.withLock { state in
            guard !state.isStopping, !state.isReleased else { return nil }
            let link = ConsoleLink(
                state.address, options: options, loop: surroundings.loop, clock: parts.clock
            ) { [self] in receive($0) }
            state.link = link
            return link
        }
    }

    /// The link has ended. Returns whether there may be another one.
    private func take(back link: ConsoleLink) -> Bool {
        state.withLock { state in
            state.link = nil
            state.past.received += link.statistics.received
            state.past.sent += link.statistics.sent
            return !state.isStopping
        }
    }

    private var isReleased: Bool { state.withLock(\.isReleased) }

    /// Returns whether the port is wanted again; false at the end.
    private func waitForReturn() async -> Bool {
        let now = parts.clock.now
        let (waiters, node) = state.withLock { state in
            if state.isReleased, state.phase != .released { state.enter(.released, at: now) }
            return (state.takeWaiters(), state.node)
        }
        if !waiters.isEmpty {
            // The service manager has a copy of the descriptor until it has heard of it.
            let manager = surroundings.manager
            _ = await WorkerThread.result { manager.settle(patience: Self.releasePatience) }
        }
        for waiter in waiters { waiter.resume(returning: node) }
        while state.withLock({ $0.isReleased && !$0.isStopping }) {
            _ = await waiter.wait(readable: [], until: nil)
        }
        return state.withLock { !$0.isStopping }
    }

    /// Tells of trouble, once for each kind of it.
    private func fail(_ trouble: String) {
        let now = parts.clock.now
        let isNews = state.withLock { state in
            guard state.phase != .failed(trouble) else { return false }
            state.enter(.failed(trouble), at: now)
            return true
        }
        if isNews { receive(.notice(PortNotice(.failed, trouble), at: now)) }
    }

    /// Takes what the link hands on, on the link's task: nothing here waits.
    private func receive(_ item: ConsoleItem) {
        switch item {
        case .chunk(let chunk):
            parts.recording?.recorder.record(chunk.bytes, errors: chunk.errors, at: chunk.time)
            parts.viewers.publish(chunk.bytes)
        case .noise(let chunk):
            parts.recording?.recorder.record(chunk.bytes, errors: chunk.errors, isNoise: true, at: chunk.time)
            parts.viewers.publish(chunk.bytes)
        default:
            note(item)
            for mark in item.marks { parts.recording?.recorder.mark(mark, at: item.time) }
        }
        parts.queue.push(item, size: item.size)
    }

    /// What the state of the port needs to know.
    private func note(_ item: ConsoleItem) {
        switch item {
        case .opened(_, let baudRate, let time):
            let gap: Gap? = state.withLock { state in
                state.enter(.open, at: time)
                state.baudRate = baudRate
                state.node = state.link?.node
                defer {
                    state.lent = nil
                    state.wasOpen = true
                }
                if let lent = state.lent {
                    return Gap(.released, duration: time.nanoseconds(since: lent))
                }
                // The recording was begun as one without a hole.
                let isHole = !state.wasOpen && parts.recording?.continues == true && state.link?.hasTakenOver == false
                return isHole ? Gap(.notRecorded) : nil
            }
            if let gap { receive(.gap(gap, at: time)) }
        case .lost(_, let time): state.withLock { $0.enter(.waiting, at: time) }
        case .speed(_, let baudRate, _): state.withLock { $0.baudRate = baudRate }
        default: break
        }
    }
}

extension ConsoleKeeper.State {
    mutating func enter(_ new: ConsoleKeeper.Phase, at time: Timestamp) {
        phase = new
        since = time
    }

    mutating func takeWaiters() -> [CheckedContinuation<String?, Never>] {
        defer { waiters = [] }
        return waiters
    }
}
