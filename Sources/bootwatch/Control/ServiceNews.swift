// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ControlInterface
import SerialConsole
import Synchronization

/// What the service tells of a port itself, as a session of its own would hear it from the link.
final class ServiceNews: Sendable {
    /// The keys of `port` and `gap` events.
    private struct Event: Decodable {
        var event: String
        var notice: String?
        var text: String?
        var reason: String?
        var bytes: Int?
        var seconds: Double?
    }

    private let console: String
    private let path: String
    private let isRunning = Atomic(false)

    init(of console: String, path: String) {
        self.console = console
        self.path = path
    }

    /// Listens on a thread of its own until the service goes; does nothing while it does.
    ///
    /// - Parameter baudRate: of the port, while it is open.
    func begin(_ news: ConsoleNews, baudRate: Int?) {
        guard !isRunning.exchange(true, ordering: .acquiringAndReleasing) else { return }
        WorkerThread.start { [self] in
            // A service that has no room for it still gives the bytes, ignoring.
            try? listen(news, baudRate: baudRate)
            isRunning.store(false, ordering: .releasing)
        }
    }

    private func listen(_ news: ConsoleNews, baudRate: Int?) throws(ControlError) {
        var stream = try ControlClient(path: path).subscribe(Subscribe(port: console, from: .now))
        while let item = try stream.next() {
            guard case .event(let bytes) = item, let item = Self.item(bytes, baudRate: baudRate) else { continue }
            news.tell(item)
        }
    }

    /// What an event is to a session; nil for what the session finds out itself.
    static func item(_ bytes: [UInt8], baudRate: Int?) -> ((Timestamp) -> ConsoleItem)? {
        guard let event = try? VarlinkJSON.value(Event.self, from: bytes) else { return nil }
        switch event.event {
        case "port":
            guard let text = event.text, let kind = event.notice.flatMap(PortNotice.Kind.init) else { return nil }
            let notice = PortNotice(kind, text)
            return { time in
                switch kind {
                case .opened: .opened(notice, baudRate: baudRate, at: time)
                case .lost: .lost(notice, at: time)
                default: .notice(notice, at: time)
                }
            }
        case "gap":
            guard let reason = event.reason.flatMap(Gap.Reason.init) else { return nil }
            let duration = event.seconds.flatMap { Int64(exactly: ($0 * 1e9).rounded()) }
            return { .gap(Gap(reason, bytes: event.bytes, duration: duration), at: $0) }
        default: return nil
        }
    }
}
