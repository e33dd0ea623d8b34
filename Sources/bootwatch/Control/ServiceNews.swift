// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import SerialConsole

/// Takes a console's stream from the service apart: the board's bytes, and what the service says, as a session with a port
/// of its own would hear it from the link.
struct ServiceNews: ConsoleSplitter {
    /// The keys of `port` and `gap` events.
    private struct Event: Decodable {
        var event: String
        var notice: String?
        var text: String?
        var reason: String?
        var bytes: Int?
        var seconds: Double?
    }

    private let baudRate: Int?
    private var reader = MarkedReader()

    /// - Parameter baudRate: of the port, while it is open.
    init(baudRate: Int?) {
        self.baudRate = baudRate
    }

    mutating func split(_ bytes: [UInt8]) -> [ConsoleStream.Item] {
        reader.read(bytes).compactMap { item in
            switch item {
            case .bytes(let bytes): .bytes(bytes)
            case .mark(.missed(let count)): .told { .gap(Gap(.dropped, bytes: count), at: $0) }
            case .mark(.note(let note)): .told { .answer(Self.sentence(note), at: $0) }
            case .mark(.event(let event)): Self.item(event, baudRate: baudRate).map(ConsoleStream.Item.told)
            }
        }
    }

    private static func sentence(_ note: String) -> String {
        note.prefix(1).uppercased() + note.dropFirst() + "."
    }

    /// What an event is to a session; nil for what the session finds out itself.
    static func item(_ bytes: [UInt8], baudRate: Int?) -> (@Sendable (Timestamp) -> ConsoleItem)? {
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
