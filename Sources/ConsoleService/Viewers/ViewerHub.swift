// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import ControlInterface
import EventSinks
import Synchronization

/// Hands what a console sends, and what is said of it, to those who look.
///
/// Publishing never waits, and costs next to nothing while nobody looks: a number is added to, and events are not
/// encoded. Each viewer has a backlog of its own; one that is full costs its owner, and nobody else. A class: the link's
/// thread, the analyst's and the server's share it.
package final class ViewerHub: Sendable {
    private struct Raw {
        var position: Int
        var viewers: [ConsoleViewer] = []
        var writer: ConsoleViewer?
        var isEnded = false
    }

    private struct Told {
        var memory = BootMemory()
        var viewers: [(viewer: EventViewer, isOfOneConsole: Bool)] = []
        var isEnded = false
    }

    private let port: String
    private let raw: Mutex<Raw>
    private let told = Mutex(Told())
    private let dropped = Atomic(0)

    /// - Parameters:
    ///   - port: the console's name, which its events carry.
    ///   - position: bytes of its stream so far.
    package init(port: String, position: Int = 0) {
        self.port = port
        raw = Mutex(Raw(position: position))
    }

    // MARK: - From the console

    /// Hands on what the board sent. Called on one thread.
    package func publish(_ bytes: [UInt8]) {
        let viewers = raw.withLock { raw in
            raw.position += bytes.count
            return raw.viewers
        }
        for viewer in viewers {
            let count = viewer.offer(bytes)
            if count > 0 { dropped.wrappingAdd(count, ordering: .relaxed) }
        }
    }

    /// Hands on what the analyzer says. Called on one thread.
    package func publish(_ events: [Event]) {
        guard !events.isEmpty else { return }
        tellPort(events.filter(\.content.isOfPort))
        told.withLock { told in
            for event in events { told.memory.note(event) }
            guard !told.viewers.isEmpty else { return }
            let lines = encoded(events)
            for (viewer, _) in told.viewers { viewer.offer(lines) }
        }
    }

    /// Tells those who look at the bytes what happens to the port that they come from.
    private func tellPort(_ events: [Event]) {
        guard !events.isEmpty else { return }
        let viewers = raw.withLock { $0.viewers.filter(\.takesEvents) }
        guard !viewers.isEmpty else { return }
        for line in encoded(events) {
            for viewer in viewers { viewer.offer(event: line) }
        }
    }

    /// Puts a sentence on a line of its own into what those who are attached see.
    package func tell(_ sentence: String) {
        for viewer in raw.withLock({ $0.viewers }) { viewer.offer(note: sentence) }
    }

    /// The console is kept no longer: the streams of those who look at it end.
    package func end() {
        let viewers = raw.withLock { raw in
            raw.isEnded = true
            return raw.viewers
        }
        for viewer in viewers { viewer.end() }
        told.withLock { told in
            told.isEnded = true
            for (viewer, isOfOneConsole) in told.viewers where isOfOneConsole { viewer.end() }
        }
    }

    // MARK: - State

    /// Bytes of the console's stream so far.
    package var position: Int { raw.withLock { $0.position } }

    /// How many look, at bytes or at events.
    package var count: Int { raw.withLock { $0.viewers.count } + told.withLock { $0.viewers.count } }

    /// Who may send to the board.
    package var writer: String? { raw.withLock { $0.writer?.name } }

    /// Bytes that viewers were too slow for.
    package var droppedBytes: Int { dropped.load(ordering: .relaxed) }

    /// Diagnosis events of the boot before and of the present one, each in its newest revision, as JSON without LF.
    package func diagnoses() -> [[UInt8]] {
        encoded(told.withLock { $0.memory.diagnoses })
    }

    // MARK: - From the server

    /// Returns the position in the stream from which on the viewer gets the bytes.
    func attach(_ viewer: ConsoleViewer) -> Int {
        let (position, isEnded) = raw.withLock { raw in
            raw.viewers.append(viewer)
            return (raw.position, raw.isEnded)
        }
        if isEnded { viewer.end() }
        return position
    }

    func detach(_ viewer: ConsoleViewer) {
        raw.withLock { raw in
            raw.viewers.removeAll { $0 === viewer }
            if raw.writer === viewer { raw.writer = nil }
        }
    }

    /// Lets a viewer write, if nobody does or it takes over.
    ///
    /// - Returns: who writes, when it is somebody else; nil when the viewer may.
    func claim(_ viewer: ConsoleViewer, takesOver: Bool) -> String? {
        let before = raw.withLock { raw in
            defer { if raw.writer == nil || takesOver { raw.writer = viewer } }
            return raw.writer
        }
        guard let before, before !== viewer else { return nil }
        guard takesOver else { return before.name }
        before.offer(note: "\(viewer.name) has taken over; what you type is not sent any more")
        return nil
    }

    func isWriter(_ viewer: ConsoleViewer) -> Bool { raw.withLock { $0.writer === viewer } }

    /// - Parameter isOfOneConsole: whether the viewer's stream ends with this console.
    func subscribe(_ viewer: EventViewer, from start: StreamStart, isOfOneConsole: Bool) {
        let isEnded = told.withLock { told in
            // Copied, not encoded, here: the analyst must not wait for that.
            if start == .boot { viewer.begin(with: told.memory.events, missed: told.memory.leftOut, port: port) }
            told.viewers.append((viewer, isOfOneConsole))
            return told.isEnded
        }
        if isEnded, isOfOneConsole { viewer.end() }
    }

    func unsubscribe(_ viewer: EventViewer) {
        told.withLock { $0.viewers.removeAll { $0.viewer === viewer } }
    }

    private func encoded(_ events: [Event]) -> [[UInt8]] {
        var encoder = EventEncoder(source: .port(port))
        return events.map { event in
            encoder.removeAll()
            encoder.append(event)
            return Array(encoder.bytes.dropLast())
        }
    }
}

extension Event.Content {
    /// Whether it happened to the port, and so to everybody who looks at it.
    fileprivate var isOfPort: Bool {
        switch self {
        case .port: true
        // What the analysis was too slow for, others have.
        case .gap(let gap): gap.reason != .dropped
        default: false
        }
    }
}
