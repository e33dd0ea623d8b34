// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks
import SerialConsole
import Testing

@testable import BootLog
@testable import bootwatch

/// What the service tells of a port, as a session takes it.
@Suite struct ServiceNewsTests {
    private static let time = Timestamp(nanoseconds: 7)

    /// An event as the service sends it, taken back.
    private static func item(_ content: Event.Content) -> ConsoleItem? {
        var encoder = EventEncoder(source: .port("bench"))
        encoder.append(Event(boot: 1, line: 1, time: nil, secondsIntoBoot: nil, content: content))
        return ServiceNews.item(Array(encoder.bytes.dropLast()), baudRate: 9_600)?(time)
    }

    @Test(arguments: PortNotice.Kind.allCases)
    func `what happens to a port happens to the session`(kind: PortNotice.Kind) throws {
        let notice = PortNotice(kind, "It \"happened\".")
        let item = try #require(Self.item(.port(notice)))
        switch item {
        case .opened(notice, baudRate: 9_600, at: Self.time): #expect(kind == .opened)
        case .lost(notice, at: Self.time): #expect(kind == .lost)
        case .notice(notice, at: Self.time): #expect(kind != .opened && kind != .lost)
        default: Issue.record("\(item)")
        }
    }

    @Test(arguments: Gap.Reason.allCases, [nil, 0, 1_500_000_000])
    func `a hole of the service's is a hole of the session's`(reason: Gap.Reason, duration: Int64?) throws {
        let gap = Gap(reason, bytes: 3, duration: duration)
        guard case .gap(gap, at: Self.time)? = Self.item(.gap(gap)) else {
            Issue.record("\(reason) \(duration ?? -1)")
            return
        }
    }

    @Test(arguments: [
        "", "{}", "{\"event\":\"port\"}", "{\"event\":\"boot\",\"boot\":1}", "[1]", "{\"event\":\"gap\"}",
    ])
    func `everything else is left to the session's own analysis`(text: String) {
        #expect(ServiceNews.item(Array(text.utf8), baudRate: nil) == nil)
    }

    @Test(
        arguments: [
            (115_200, "8N1", "115200 8N1"), (9_600, "7E2", "9600 7E2"), (300, "5O1", "300 5O1"),
            (1_200, nil, "1200 8N1"),
            (50, "8S1", "50 8S1"), (50, "nonsense", "50 8N1"), (nil, "8N1", nil),
        ] as [(Int?, String?, String?)])
    func `a line is as the service has set it`(baudRate: Int?, framing: String?, notation: String?) {
        let port = Port(name: "x", address: "x", state: .open, baudRate: baudRate, framing: framing)
        #expect(LineSettings(port)?.notation == notation)
    }
}
