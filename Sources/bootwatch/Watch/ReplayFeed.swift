// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import SerialConsole
import Synchronization

/// Plays a recording: what was read then is handed on when it is due. A class: its task and the session share it.
final class ReplayFeed: Sendable {
    /// Nanoseconds between two looks at whether the session keeps up, when all is played as fast as it goes.
    private static let pause: Int64 = 1_000_000

    private let path: String
    private let speed: Double
    private let clock: HostClock
    private let waiter: ReadinessWaiter
    private let hasRoom: @Sendable () -> Bool
    private let deliver: @Sendable (ConsoleItem) -> Void
    private let isClosed = Atomic(false)

    /// - Parameters:
    ///   - speed: how many times faster than it was recorded; 0: as fast as it goes.
    ///   - hasRoom: whether the session can take more: a recording, unlike a board, can wait.
    init(
        path: String, speed: Double, clock: HostClock, loop: ReadinessLoop, hasRoom: @escaping @Sendable () -> Bool,
        deliver: @escaping @Sendable (ConsoleItem) -> Void
    ) {
        self.path = path
        self.speed = speed
        self.clock = clock
        self.hasRoom = hasRoom
        self.deliver = deliver
        waiter = loop.makeWaiter()
    }

    func close() {
        isClosed.store(true, ordering: .releasing)
        waiter.nudge()
    }

    private var isWanted: Bool { !isClosed.load(ordering: .acquiring) && !Task.isCancelled }

    /// Plays to the end, or until it is closed.
    ///
    /// - Returns: why the recording cannot be read; nil when all was well.
    func run() async -> String? {
        defer { waiter.retire() }
        do throws(RecordingError) {
            var reader = try RecordingReader(path: path)
            var pacer = ReplayPacer(speed: speed, start: clock.now)
            var last: Timestamp?
            while isWanted, let item = try reader.next() {
                if let due = pacer.due(item) { await wait(until: due) }
                while isWanted, !hasRoom() { await wait(until: clock.now.advanced(byNanoseconds: Self.pause)) }
                let time = item.time ?? last ?? clock.now
                last = time
                play(item, at: time)
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func play(_ item: RecordedItem, at time: Timestamp) {
        switch item {
        case .chunk(let recorded):
            let chunk = ConsoleChunk(bytes: recorded.bytes, errors: recorded.errors, time: time)
            deliver(recorded.isNoise ? .noise(chunk) : .chunk(chunk))
        case .mark(.gap(let gap), _): deliver(.gap(gap, at: time))
        case .mark(.notice(let notice), _): deliver(.notice(notice, at: time))
        case .mark(.baudRate(let rate), _): deliver(.rate(rate, at: time))
        case .mark(.opened, _), .mark(.continued, _), .mark(.carried, _): break
        case .mark(.quiet, _), .mark(.closed, _): deliver(.quiet(at: time))
        }
    }

    private func wait(until time: Timestamp) async {
        while isWanted, clock.now < time {
            _ = await waiter.wait(readable: [], until: clock.monotonic(time))
        }
    }
}
