// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import Synchronization

/// The side of a recorder that may wait for the disk. Called on the recorder's thread only. A class: the thread and
/// the recorder share it.
final class RecorderThread<Format: RecordingFormat & ~Copyable>: Sendable {
    /// Nanoseconds that reads are gathered before they are written: at high speed this saves most of the work.
    private static var gathering: Int64 { 2_000_000 }

    private struct State: ~Copyable {
        /// nil after the end: the files are closed then, so that another recorder may have them.
        var format: Format?
        var persistence: Persistence
        /// Bytes offered to the recorder up to here, dropped ones included.
        var position = 0
        var lastTime: Timestamp?
        var lastSynchronization = ContinuousClock.now

        init(_ format: consuming Format, _ persistence: Persistence) {
            self.format = .some(format)
            self.persistence = persistence
        }
    }

    private let rhythm: WritingRhythm
    private let stop: StopSignal
    private let state: Mutex<State>
    /// The end, as the recorder announces it before it hands it over: the queue may be too full to take it.
    private let ending = Mutex<RecorderElement?>(nil)
    private let isWhole = Atomic(false)
    private let lost = Atomic(0)

    init(_ format: consuming Format, rhythm: WritingRhythm, persistence: Persistence) {
        self.rhythm = rhythm
        stop = persistence.stop
        state = Mutex(State(format, persistence))
    }

    /// Whether everything that was taken is written, known after the end.
    var hasWrittenAll: Bool { isWhole.load(ordering: .acquiring) }

    /// Bytes that found no room in the queue, as far as the thread has come.
    var lostBytes: Int { lost.load(ordering: .relaxed) }

    func announce(_ end: RecorderElement) {
        ending.withLock { $0 = end }
    }

    func handle(_ items: [BlockingWorker<RecorderElement>.Item]) {
        state.withLock { state in
            guard state.format != nil else { return }
            var mayBeLast = false
            for item in items {
                switch item {
                case .element(let element):
                    guard take(element, in: &state) else {
                        state.format = nil
                        return
                    }
                    if case .end = element.content { mayBeLast = true }
                case .dropped: mayBeLast = true
                }
            }
            guard flush(&state) else { return }
            if mayBeLast, let end = ending.withLock({ $0 }) { return finish(with: end, &state) }
            let now = ContinuousClock.now
            guard now - state.lastSynchronization >= rhythm.synchronization else { return }
            state.lastSynchronization = now
            state.format?.synchronize(&state.persistence)
        }
        _ = stop.wait(nanoseconds: Self.gathering)
    }

    /// Returns false when writing was given up.
    private func take(_ element: RecorderElement, in state: inout State) -> Bool {
        noteHole(before: element, in: &state)
        switch element.content {
        case .begin: return state.format?.begin(at: element.time, &state.persistence) == true
        case .cut(let position):
            guard flush(&state) else { return false }
            state.format?.cut(at: position, time: element.time, &state.persistence)
            return true
        case .read(let bytes, _, _): state.position += bytes.count
        case .mark, .end: break
        }
        state.lastTime = element.time
        state.format?.add(element)
        return (state.format?.pendingBytes ?? 0) < rhythm.portion || flush(&state)
    }

    /// Returns false when writing was given up.
    private func flush(_ state: inout State) -> Bool {
        if state.format?.flush(&state.persistence) == true { return true }
        state.format = nil
        return false
    }

    private func noteHole(before element: RecorderElement, in state: inout State) {
        let missing = element.position - state.position
        guard missing > 0 else { return }
        state.position = element.position
        lost.add(missing, ordering: .relaxed)
        let duration = state.lastTime.map { element.time.nanoseconds(since: $0) }
        let gap = Gap(.dropped, bytes: missing, duration: duration)
        state.format?.add(
            RecorderElement(position: element.position, time: element.time, content: .mark(.gap(gap))))
    }

    private func finish(with end: RecorderElement, _ state: inout State) {
        noteHole(before: end, in: &state)
        state.format?.add(RecorderElement(position: end.position, time: end.time, content: .mark(.closed)))
        guard flush(&state) else { return }
        state.format?.synchronize(&state.persistence)
        state.format = nil
        isWhole.store(true, ordering: .releasing)
    }
}
