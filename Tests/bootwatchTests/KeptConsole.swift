// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import ConsoleService
import ControlInterface
import EventSinks
import Glibc
import SerialConsole
import Synchronization
import SystemPackage
import TestSupport

/// A console that a service keeps, on a pseudo-terminal: opened, recorded, analysed and shown by the real parts, without
/// the service around them. A class: the link's thread, the server and the test share it.
final class KeptConsole: ControlledConsole {
    private struct State {
        var analyzer = BootAnalyzer(rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)
        var link: ConsoleLink?
        var state = Port.State.waiting
        var boots = 0
        var stage: StageChange?
        var verdict: Verdict?
        var diagnosis: Diagnosis?
        var received = 0
    }

    let viewers: ViewerHub
    private let name: String
    private let node: String
    private let recorder: SegmentRecorder
    private let loop: ReadinessLoop
    private let clock = HostClock()
    private let state = Mutex(State())
    private let isClosed = ThreadSemaphore()
    private let isOpen = ThreadSemaphore()

    /// - Parameters:
    ///   - node: a pseudo-terminal.
    ///   - folder: where it is recorded.
    init(_ name: String, node: String, folder: String, loop: ReadinessLoop) {
        self.name = name
        self.node = node
        self.loop = loop
        // A pseudo-terminal is faster than any port.
        recorder = SegmentRecorder(
            folder: SegmentFolder(path: "\(folder)/\(name)", console: name), limit: 8 << 20, at: clock.now
        ) { _ in }
        viewers = ViewerHub(port: name)
    }

    /// Opens the port, and returns when it is open.
    func open() {
        let link = ConsoleLink(
            .port(.path(node)), options: ConsoleLink.Options(), loop: loop, clock: clock
        ) { [self] item in take(item) }
        state.withLock { $0.link = link }
        Task(executorPreference: TaskThread()) { [self] in
            // Why it cannot be opened is seen by the test that waits for it, ignoring.
            try? await link.run()
            isClosed.signal()
        }
        _ = isOpen.wait(nanoseconds: 20_000_000_000)
    }

    private func take(_ item: ConsoleItem) {
        let events = state.withLock { state in
            var events: [Event] = []
            switch item {
            case .chunk(let chunk):
                recorder.record(chunk.bytes, errors: chunk.errors, at: chunk.time)
                state.received += chunk.bytes.count
                state.analyzer.receive(
                    .chunk(RecordedChunk(chunk.bytes, errors: chunk.errors, time: chunk.time)), to: &events)
            case .opened(let notice, _, let time):
                state.state = .open
                state.analyzer.receive(.mark(.notice(notice), at: time), to: &events)
            case .lost(let notice, let time):
                state.state = .waiting
                state.analyzer.receive(.mark(.notice(notice), at: time), to: &events)
            case .gap(let gap, let time): state.analyzer.receive(.mark(.gap(gap), at: time), to: &events)
            default: break
            }
            for event in events { Self.note(event, in: &state) }
            return events
        }
        if case .chunk(let chunk) = item { viewers.publish(chunk.bytes) }
        viewers.publish(events)
        if case .opened = item { isOpen.signal() }
    }

    private static func note(_ event: Event, in state: inout State) {
        switch event.content {
        case .boot:
            state.boots += 1
            (state.stage, state.verdict, state.diagnosis) = (nil, nil, nil)
        case .stage(let change): state.stage = change
        case .verdict(let verdict): state.verdict = verdict
        case .diagnosis(let diagnosis) where diagnosis.severity >= .error: state.diagnosis = diagnosis
        default: break
        }
    }

    /// Bytes received so far.
    var received: Int { state.withLock { $0.received } }

    /// Closes the port for good.
    func close() {
        guard let link = state.withLock({ $0.link }) else { return }
        link.request(.close)
        _ = isClosed.wait(nanoseconds: 20_000_000_000)
        state.withLock { $0.link = nil }
    }

    /// Ends the recording too.
    func end() {
        close()
        recorder.finish(at: clock.now)
    }

    // MARK: - As the server uses it

    var port: Port {
        Port(
            name: name, address: node, node: node, state: state.withLock { $0.state }, board: "bench",
            baudRate: 115_200, framing: "8N1")
    }

    var status: PortStatus {
        let port = port
        return state.withLock { state in
            PortStatus(
                port: port, since: "2026-11-21T12:00:00Z", receivedBytes: state.received, boots: state.boots,
                stage: state.stage?.stage.rawValue, activity: state.stage?.activity?.rawValue,
                outcome: state.verdict?.outcome.rawValue,
                code: state.verdict?.code?.rawValue ?? state.diagnosis?.code.rawValue,
                summary: state.diagnosis?.summary, recording: recorder.current?.path, recorded: true,
                viewers: viewers.count, writer: viewers.writer)
        }
    }

    func diagnoses() -> [[UInt8]] { viewers.diagnoses() }

    func send(_ bytes: [UInt8]) -> Int { state.withLock { $0.link }?.send(bytes) ?? bytes.count }

    func sendBreak(milliseconds: Int) {
        state.withLock { $0.link }?.request(.sendBreak(milliseconds: milliseconds))
    }

    func release() async throws(ControlRefusal) -> String? {
        close()
        state.withLock { $0.state = .released }
        return node
    }

    func reclaim() {
        guard state.withLock({ $0.state }) == .released else { return }
        state.withLock { $0.state = .waiting }
        WorkerThread.start { [self] in open() }
    }

    var bootStart: Int? { recorder.bootStart }

    func readBoot(from position: Int, to end: Int) throws(RecordingError) -> SegmentPortion {
        try recorder.read(from: position, to: end)
    }
}
