// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import ControlInterface
import EventSinks
import SerialConsole
import Synchronization

/// What people and programs ask of a console through the control socket. Nothing here waits but ``release()``.
extension ConsoleKeeper: ControlledConsole {
    /// Milliseconds of a break at most.
    private static let longestBreak = 5_000

    var viewers: ViewerHub { parts.viewers }

    var port: Port {
        let (phase, address, node, baudRate) = state.withLock { ($0.phase, $0.address, $0.node, $0.baudRate) }
        var trouble: String?
        if case .failed(let why) = phase { trouble = why }
        let settings = entry.settings
        let isOpen = phase == .open
        return Port(
            name: name, address: entry.address.name, node: isOpen ? node ?? address.name : nil, state: phase.name,
            trouble: trouble, board: entry.board, baudRate: isOpen ? baudRate : nil,
            framing: isOpen && baudRate != nil ? settings.framing : nil)
    }

    var status: PortStatus {
        let tally = parts.board.tally
        let (since, received, sent) = state.withLock { state in
            (
                state.since, state.past.received + (state.link?.statistics.received ?? 0),
                state.past.sent + (state.link?.statistics.sent ?? 0)
            )
        }
        let recorder = parts.recording?.recorder
        return PortStatus(
            port: port, since: Self.text(since), receivedBytes: received, sentBytes: sent,
            droppedBytes: tally.unread + (recorder?.lostBytes ?? 0), lines: tally.lines,
            lineErrors: tally.lineErrors.values.reduce(0, +), boots: tally.boots,
            bootBegan: tally.bootBegan.map(Self.text), stage: tally.standing?.stage?.rawValue,
            activity: tally.standing?.activity?.rawValue, outcome: tally.standing?.outcome.rawValue,
            code: tally.standing?.code?.rawValue, summary: tally.summary, recording: recorder?.current?.path,
            recorded: recorder != nil, viewers: parts.viewers.count, writer: parts.viewers.writer)
    }

    func diagnoses() -> [[UInt8]] { parts.viewers.diagnoses() }

    var bootStart: Int? { parts.recording?.recorder.bootStart }

    func readBoot(from position: Int, to end: Int) throws(RecordingError) -> SegmentPortion {
        try parts.recording?.recorder.read(from: position, to: end) ?? .end
    }

    func send(_ bytes: [UInt8]) -> Int {
        guard let link = state.withLock(\.link) else { return bytes.count }
        return link.send(bytes)
    }

    func sendBreak(milliseconds: Int) {
        let link = state.withLock(\.link)
        link?.request(.sendBreak(milliseconds: min(max(milliseconds, 1), Self.longestBreak)))
    }

    func release() async throws(ControlRefusal) -> String? {
        let now = parts.clock.now
        return await withCheckedContinuation { continuation in
            let link: ConsoleLink? = state.withLock { state in
                guard !state.isStopping else { return nil }
                state.waiters.append(continuation)
                if !state.isReleased {
                    state.isReleased = true
                    state.lent = now
                }
                return state.link
            }
            link?.request(.close)
            if state.withLock(\.isStopping) { resumeWaiters() }
            // Also where there is no link: then it is waiting to try again, or released already.
            retry()
        }
    }

    func reclaim() {
        state.withLock { $0.isReleased = false }
        retry()
    }

    private func resumeWaiters() {
        for waiter in state.withLock({ $0.takeWaiters() }) { waiter.resume(returning: nil) }
    }

    private static func text(_ time: Timestamp) -> String {
        RFC3339.string(nanosecondsSinceEpoch: time.nanoseconds)
    }
}

extension ConsoleKeeper.Phase {
    fileprivate var name: Port.State {
        switch self {
        case .waiting: .waiting
        case .open: .open
        case .released: .released
        case .failed: .failed
        }
    }
}
