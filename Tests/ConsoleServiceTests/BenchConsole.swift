// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import ControlInterface
import SerialConsole
import Synchronization

@testable import ConsoleService

/// A console as the service keeps it, less analysis: a link to a port, its recording if it has one, its viewers.
final class BenchConsole: ControlledConsole {
    private struct State {
        var link: ConsoleLink?
        var isOpen = false
        var isReleased = false
        /// Who waits for the port to be closed.
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    let name: String
    let board: ControlledBoard
    let viewers: ViewerHub
    private let recorder: SegmentRecorder?
    private let loop: ReadinessLoop
    private let clock = HostClock()
    private let state = Mutex(State())
    private let links: AsyncStream<ConsoleLink>.Continuation
    private let opened = ThreadSemaphore()

    init(
        name: String, folder: String?, loop: ReadinessLoop, links: AsyncStream<ConsoleLink>.Continuation
    ) throws {
        self.name = name
        self.loop = loop
        self.links = links
        board = try ControlledBoard()
        viewers = ViewerHub(port: name)
        let now = clock.now
        recorder = folder.map { folder in
            // A pseudo-terminal is faster than any port.
            SegmentRecorder(folder: SegmentFolder(path: folder, console: name), limit: 8 << 20, at: now) { _ in }
        }
        open()
    }

    /// Waits until the port is open; false when it is not in time.
    func waitUntilOpen() -> Bool { opened.wait(nanoseconds: 20_000_000_000) }

    /// Ends it all.
    func close() {
        state.withLock { $0.link }?.request(.close)
        viewers.end()
        recorder?.finish(at: clock.now)
    }

    private func open() {
        guard let address = try? SourceAddress(parsing: board.node) else { return }
        let link = ConsoleLink(address, options: .init(), loop: loop, clock: clock) { [weak self] in self?.receive($0) }
        state.withLock { $0.link = link }
        links.yield(link)
    }

    private func receive(_ item: ConsoleItem) {
        switch item {
        case .chunk(let chunk), .noise(let chunk):
            recorder?.record(chunk.bytes, errors: chunk.errors, at: chunk.time)
            viewers.publish(chunk.bytes)
        case .opened:
            state.withLock { $0.isOpen = true }
            opened.signal()
        case .lost: state.withLock { $0.isOpen = false }
        default: break
        }
    }

    /// The link's task is over: the port is closed.
    func noteEnd(of link: ConsoleLink) {
        let waiting = state.withLock { state in
            guard state.link === link else { return [CheckedContinuation<Void, Never>]() }
            state.link = nil
            state.isOpen = false
            defer { state.closing = [] }
            return state.closing
        }
        for continuation in waiting { continuation.resume() }
    }

    // MARK: - ControlledConsole

    var port: Port {
        let (isOpen, isReleased) = state.withLock { ($0.isOpen, $0.isReleased) }
        return Port(
            name: name, address: board.node, node: isOpen ? board.node : nil,
            state: isReleased ? .released : isOpen ? .open : .waiting, baudRate: 115_200, framing: "8N1")
    }

    var status: PortStatus {
        PortStatus(
            port: port, since: "2026-01-31T09:56:41.123456Z", receivedBytes: viewers.position,
            recording: recorder?.current?.path, recorded: recorder != nil, viewers: viewers.count,
            writer: viewers.writer)
    }

    func diagnoses() -> [[UInt8]] { viewers.diagnoses() }

    func send(_ bytes: [UInt8]) -> Int { state.withLock { $0.link }?.send(bytes) ?? bytes.count }

    func sendBreak(milliseconds: Int) {
        state.withLock { $0.link }?.request(.sendBreak(milliseconds: milliseconds))
    }

    func release() async throws(ControlRefusal) -> String? {
        await withCheckedContinuation { continuation in
            let link = state.withLock { state -> ConsoleLink? in
                state.isReleased = true
                if state.link != nil { state.closing.append(continuation) }
                return state.link
            }
            guard let link else { return continuation.resume() }
            link.request(.close)
        }
        return board.node
    }

    func reclaim() {
        let wasReleased = state.withLock { state in
            defer { state.isReleased = false }
            return state.isReleased
        }
        if wasReleased { open() }
    }

    var bootStart: Int? { recorder?.bootStart }

    func readBoot(from position: Int, to end: Int) throws(RecordingError) -> SegmentPortion {
        try recorder?.read(from: position, to: end) ?? .end
    }

    /// A boot began at a position of the stream, as an analyst would find.
    func beginBoot(at position: Int) {
        recorder?.cut(at: position, time: clock.now)
    }
}
