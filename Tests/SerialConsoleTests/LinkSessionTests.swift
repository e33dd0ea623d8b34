// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import Glibc
import SystemPackage
import Testing

@testable import SerialConsole

/// A link to a console, on a pseudo-terminal.
@Suite struct LinkSessionTests {
    /// What a link handed on. A class: the link's task adds, the test looks.
    private final class Items: Sendable {
        private let queue = BoundedQueue<ConsoleItem>(limit: .max) {}

        func add(_ item: ConsoleItem) { queue.push(item, size: item.size) }

        /// The next item that fits; nil when none comes in time.
        func next(_ fits: (ConsoleItem) -> Bool) async throws -> ConsoleItem? {
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(20) {
                guard case .element(let item)? = queue.take() else {
                    try await Task.sleep(for: .milliseconds(1))
                    continue
                }
                if fits(item) { return item }
            }
            return nil
        }

        func bytes(_ count: Int) async throws -> [UInt8] {
            var bytes: [UInt8] = []
            while bytes.count < count, case .chunk(let chunk)? = try await next({ $0.isChunk }) { bytes += chunk.bytes }
            return bytes
        }

        func opened() async throws -> String? {
            if case .opened(let notice, _, _)? = try await next({ $0.isOpened }) { notice.text } else { nil }
        }
    }

    private static func watched(
        _ address: SourceAddress, _ change: (inout ConsoleLink.Options) -> Void = { _ in },
        _ body: (ConsoleLink, Items) async throws -> Void
    ) async throws {
        // The threads that tests share may all be waiting for something in a test that is no task.
        try await withTaskExecutorPreference(TaskThread()) {
            try await watchedHere(address, change, body)
        }
    }

    private static func watchedHere(
        _ address: SourceAddress, _ change: (inout ConsoleLink.Options) -> Void,
        _ body: (ConsoleLink, Items) async throws -> Void
    ) async throws {
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        let items = Items()
        var options = ConsoleLink.Options()
        change(&options)
        let link = ConsoleLink(address, options: options, loop: loop, clock: HostClock()) { items.add($0) }
        async let running: Void = link.run()
        // A failed expectation must not leave the link running.
        do {
            try await body(link, items)
        } catch {
            link.request(.close)
            try await running
            throw error
        }
        link.request(.close)
        try await running
    }

    /// What the board has received. Waits without keeping the thread, which the link may need.
    private static func received(_ count: Int, by terminal: borrowing PseudoTerminal) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        let start = ContinuousClock.now
        while bytes.count < count, ContinuousClock.now - start < .seconds(20) {
            if PseudoTerminal.wait(for: terminal.far, POLLIN, milliseconds: 0) {
                bytes += try terminal.received(1)
            } else {
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        return bytes
    }

    @Test func `bytes go both ways, and closing ends the link`() async throws {
        let terminal = try PseudoTerminal()
        let path = terminal.path
        try await Self.watched(.port(.path(path))) { link, items in
            let words = try await items.opened()
            #expect(words == "\(path) is open at 115200 8N1.")
            _ = try terminal.print("hello\r\n".utf8)
            #expect(try await items.bytes(7) == Array("hello\r\n".utf8))
            #expect(link.send(Array("reset\r".utf8)) == 0)
            let received = try await Self.received(6, by: terminal)
            #expect(received == Array("reset\r".utf8))
            #expect((link.statistics.received, link.statistics.sent) == (7, 6))
        }
        let openings = try terminal.openings()
        #expect(openings == 1, "only the test's own is left")
    }

    @Test func `a console that takes little at a time gets everything in its order`() async throws {
        let terminal = try PseudoTerminal()
        try await Self.watched(.port(.path(terminal.path))) { link, items in
            _ = try #require(await items.opened())
            let paste = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
            #expect(link.send(paste) == 0)
            #expect(link.hasRoom)
            // The board reads nothing yet, and is read all the same.
            _ = try terminal.print("busy".utf8)
            #expect(try await items.bytes(4) == Array("busy".utf8))
            #expect(link.statistics.sent < paste.count)
            let isSame = try await Self.received(paste.count, by: terminal) == paste
            #expect(isSame)
        }
    }

    @Test func `what was left to be sent can be thrown away, and makes room`() async throws {
        let terminal = try PseudoTerminal()
        try await Self.watched(.port(.path(terminal.path))) { link, items in
            _ = try #require(await items.opened())
            let much = [UInt8](repeating: 0x55, count: LinkInbox.limit)
            #expect(link.send(much) == 0)
            #expect(!link.hasRoom)
            #expect(link.send([1, 2, 3]) <= 3)
            #expect(link.discardUnsent() > LinkInbox.comfortable)
            #expect(link.hasRoom)
        }
    }

    @Test func `what a pseudo-terminal has not is answered, and harms nothing`() async throws {
        let terminal = try PseudoTerminal()
        let path = terminal.path
        try await Self.watched(.port(.path(path))) { link, items in
            _ = try #require(await items.opened())
            for (request, answer) in [
                (.toggle(.dtr), "\(path) has no modem lines."),
                (.pulse(.rts, milliseconds: 10), "\(path) has no modem lines."),
                (.tellLines, "\(path) has no modem lines."), (.tellStatistics, "0 bytes received, 0 bytes sent."),
            ] as [(LinkRequest, String)] {
                link.request(request)
                guard case .answer(let text, _)? = try await items.next({ $0.isAnswer }) else {
                    Issue.record("no answer to \(request)")
                    continue
                }
                #expect(text == answer)
            }
            // Its break is nothing that the far side sees; that it ends again is seen by the bytes that follow.
            link.request(.sendBreak(milliseconds: 20))
            #expect(link.send([0x0D]) == 0)
            let received = try await Self.received(1, by: terminal)
            #expect(received == [0x0D])
        }
    }

    @Test func `without patience a console that is not there is an error`() async throws {
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        var options = ConsoleLink.Options()
        options.isPatient = false
        let link = ConsoleLink(.port(.path("/nowhere/tty")), options: options, loop: loop, clock: HostClock()) { _ in }
        let error = await #expect(throws: SourceError.self) { try await link.run() }
        #expect(error?.code == .notFound)
    }

    @Test func `a link that waits for a console ends when it is closed`() async throws {
        try await Self.watched(.port(.path("/nowhere/tty"))) { _, items in
            guard case .notice(let notice, _)? = try await items.next({ $0.isNotice }) else {
                Issue.record("it does not say that it waits")
                return
            }
            #expect(notice.kind == .waiting)
        }
    }

    @Test func `a console that hung up is told with its reason`() async throws {
        let terminal = try PseudoTerminal()
        let path = terminal.path
        try await Self.watched(.port(.path(path)), { $0.isPatient = false }) { _, items in
            _ = try #require(await items.opened())
            terminal.hangUp()
            guard case .lost(let notice, _)? = try await items.next({ $0.isLost }) else {
                Issue.record("the loss is not told")
                return
            }
            #expect(notice.text == "\(path) was closed by the other side.")
        }
    }
}

extension ConsoleItem {
    fileprivate var isChunk: Bool { if case .chunk = self { true } else { false } }
    fileprivate var isOpened: Bool { if case .opened = self { true } else { false } }
    fileprivate var isAnswer: Bool { if case .answer = self { true } else { false } }
    fileprivate var isNotice: Bool { if case .notice = self { true } else { false } }
    fileprivate var isLost: Bool { if case .lost = self { true } else { false } }
}
