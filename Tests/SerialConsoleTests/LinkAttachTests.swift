// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import SerialConsole

/// A link to a console that somebody else keeps, over a real connection.
@Suite struct LinkAttachTests {
    /// Keeps a console, and gives one end of a connection to it each time. A class: the link's threads and the test
    /// share it.
    private final class Keeper: ConsoleAttachment {
        struct State {
            var far: [Int32] = []
            var attached = 0
            var breaks = 0
        }

        let name = "bench"
        private let refusal: String?
        private let isOpen: Bool
        private let splitter: Splitter?
        let state = Mutex(State())

        init(refusal: String? = nil, isOpen: Bool = true, splitter: Splitter? = nil) {
            self.splitter = splitter
            self.refusal = refusal
            self.isOpen = isOpen
        }

        deinit { for number in state.withLock({ $0.far }) { close(number) } }

        func attach(isAgain: Bool, news: ConsoleNews) throws(SourceError) -> ConsoleStream {
            // The second time the keeper is away for a moment.
            let count = state.withLock { state in
                state.attached += 1
                return state.attached
            }
            guard count != 2 else { throw SourceError(.cannotConnect, on: name, detail: "it is away") }
            var ends: [Int32] = [-1, -1]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends)
            state.withLock { $0.far.append(ends[1]) }
            if !isOpen { news.tell { .notice(PortNotice(.waiting, "It is unplugged."), at: $0) } }
            return ConsoleStream(
                FileDescriptor(rawValue: ends[0]), first: Array("before ".utf8), splitter: splitter,
                settings: LineSettings(), isOpen: isOpen, refusal: refusal)
        }

        func sendBreak(news: ConsoleNews) {
            state.withLock { $0.breaks += 1 }
            news.say("No break.")
        }

        func print(_ text: String) {
            let number = state.withLock { $0.far.last ?? -1 }
            _ = Array(text.utf8).withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
        }

        func received() -> String {
            let number = state.withLock { $0.far.last ?? -1 }
            var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, 20_000) > 0 else { return "" }
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = read(number, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }

        /// The service goes.
        func hangUp() {
            state.withLock { state in
                if let number = state.far.popLast() { close(number) }
            }
        }
    }

    /// Runs a link, and a test on a thread that may wait.
    private static func attached(
        _ keeper: Keeper, _ test: @escaping @Sendable (ConsoleLink, BoundedQueue<ConsoleItem>) -> Void
    ) async throws {
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        let items = BoundedQueue<ConsoleItem>(limit: .max) {}
        var options = ConsoleLink.Options()
        options.attachment = keeper
        let link = ConsoleLink(.unix(path: "/x"), options: options, loop: loop, clock: HostClock()) {
            items.push($0, size: $0.size)
        }
        try await withTaskExecutorPreference(loop) {
            async let running: Void = link.run()
            await withCheckedContinuation { continuation in
                WorkerThread.start {
                    test(link, items)
                    continuation.resume()
                }
            }
            link.request(.close)
            try await running
        }
    }

    /// The next item that gives something; nil when none does in time.
    private static func next<Value>(_ items: BoundedQueue<ConsoleItem>, _ value: (ConsoleItem) -> Value?) -> Value? {
        let moment = ThreadSemaphore()
        for _ in 0..<4_000 {
            guard case .element(let item)? = items.take() else {
                _ = moment.wait(nanoseconds: 5_000_000)
                continue
            }
            if let value = value(item) { return value }
        }
        return nil
    }

    private static func text(_ items: BoundedQueue<ConsoleItem>) -> String? {
        next(items) { if case .chunk(let chunk) = $0 { String(decoding: chunk.bytes, as: UTF8.self) } else { nil } }
    }

    private static func answer(_ items: BoundedQueue<ConsoleItem>) -> String? {
        next(items) { if case .answer(let text, _) = $0 { text } else { nil } }
    }

    @Test func `what was read before comes first, and keys and breaks go there`() async throws {
        let keeper = Keeper()
        try await Self.attached(keeper) { link, items in
            let opened = Self.next(items) {
                if case .opened(let notice, let rate, _) = $0 { (notice.text, rate) } else { nil }
            }
            #expect(opened?.0 == "bench is open at 115200 8N1.")
            #expect(opened?.1 == 115_200)
            #expect(Self.text(items) == "before ")
            keeper.print("and now")
            #expect(Self.text(items) == "and now")
            #expect(link.send(Array("keys".utf8)) == 0)
            #expect(keeper.received() == "keys")
            link.request(.sendBreak(milliseconds: 1))
            #expect(Self.answer(items) == "No break.")
            #expect(keeper.state.withLock { $0.breaks } == 1)
            #expect(link.statistics.received == 14)
        }
    }

    @Test func `who may not write is told at each try, and goes on reading`() async throws {
        let keeper = Keeper(refusal: "robert writes")
        try await Self.attached(keeper) { link, items in
            for _ in 0..<2 {
                #expect(link.send(Array("x".utf8)) == 0)
                #expect(Self.answer(items) == "Cannot write to 'bench': robert writes.")
            }
            keeper.print("still")
            #expect(Self.text(items)?.hasSuffix("still") == true)
        }
    }

    @Test func `a console that is not there is not said to be open`() async throws {
        let keeper = Keeper(isOpen: false)
        try await Self.attached(keeper) { _, items in
            let told = Self.next(items) { item -> String? in
                switch item {
                case .opened(let notice, _, _), .notice(let notice, _): notice.text
                default: nil
                }
            }
            #expect(told == "It is unplugged.")
            keeper.print("x")
            #expect(Self.text(items) == "before ")
        }
    }

    /// Takes `<…>` for what the keeper says.
    private struct Splitter: ConsoleSplitter {
        func split(_ bytes: [UInt8]) -> [ConsoleStream.Item] {
            let parts = bytes.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
            var items: [ConsoleStream.Item] = parts.first.map { $0.isEmpty ? [] : [.bytes(Array($0))] } ?? []
            for part in parts.dropFirst() {
                let text = String(decoding: part.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
                items.append(.told { .answer(text, at: $0) })
                let rest = part.dropFirst(text.utf8.count + 1)
                if !rest.isEmpty { items.append(.bytes(Array(rest))) }
            }
            return items
        }
    }

    @Test func `what the keeper says between the bytes comes between them`() async throws {
        let keeper = Keeper(splitter: Splitter())
        try await Self.attached(keeper) { _, items in
            #expect(Self.text(items) == "before ")
            keeper.print("a<one>b<two><three>c")
            var order: [String] = []
            let isWhole = Self.next(items) { item -> Bool? in
                switch item {
                case .chunk(let chunk): order.append(String(decoding: chunk.bytes, as: UTF8.self))
                case .answer(let text, _): order.append("<\(text)>")
                default: break
                }
                return order.last == "c" ? true : nil
            }
            #expect(isWhole == true)
            #expect(order == ["a", "<one>", "b", "<two>", "<three>", "c"])
        }
    }

    @Test func `a keeper that went away is waited for, and asked again`() async throws {
        let keeper = Keeper()
        try await Self.attached(keeper) { _, items in
            #expect(Self.text(items) == "before ")
            keeper.hangUp()
            var told: [String] = []
            let gap = Self.next(items) { item -> Gap? in
                switch item {
                case .lost(let notice, _), .notice(let notice, _): told.append(notice.text)
                case .gap(let gap, _): return gap
                default: break
                }
                return nil
            }
            #expect(
                told == [
                    "The service that keeps bench has gone; waiting for it.",
                    "Cannot connect to 'bench': it is away. Check the address, and that the other side is listening. "
                        + "Trying again.",
                ])
            #expect(gap?.reason == .hungUp)
            #expect(Self.text(items) == "before ")
            #expect(keeper.state.withLock { $0.attached } == 3)
        }
    }
}
