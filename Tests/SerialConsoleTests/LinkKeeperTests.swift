// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import CLinuxTTY
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import SerialConsole

/// Ports that somebody keeps over several lives of a link.
@Suite struct LinkKeeperTests {
    /// Keeps a copy of a descriptor as a service manager does. A class: lives share it.
    private final class Keeper: DescriptorKeeper {
        private struct State {
            var kept: FileDescriptor?
            var foundState: [UInt8]?
            var isPassed = false
            var drops = 0
        }

        private let state = Mutex(State())

        deinit { drop() }

        /// What is kept is passed at the next life's start.
        func beginLife() {
            state.withLock { $0.isPassed = true }
        }

        var hasKept: Bool { state.withLock { $0.kept != nil } }
        var drops: Int { state.withLock { $0.drops } }

        func take() -> FileDescriptor? {
            state.withLock { state in
                guard state.isPassed, let kept = state.kept else { return nil }
                state.isPassed = false
                return FileDescriptor(rawValue: fcntl(kept.rawValue, F_DUPFD_CLOEXEC, 0))
            }
        }

        func keep(_ descriptor: FileDescriptor) {
            let copy = FileDescriptor(rawValue: fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0))
            state.withLock { $0.kept = copy }
        }

        func takeFoundState() -> [UInt8]? { state.withLock { $0.foundState } }

        func keep(_ descriptor: FileDescriptor, foundState: [UInt8]) {
            keep(descriptor)
            state.withLock { $0.foundState = foundState }
        }

        func drop() {
            let kept = state.withLock { state in
                defer { (state.kept, state.foundState) = (nil, nil) }
                state.drops += 1
                return state.kept
            }
            try? kept?.close()
        }
    }

    /// What a link handed on in one life.
    private struct Life: Sendable {
        var bytes: [UInt8] = []
        var noise = 0
        var gaps = 0
        var opened: [String] = []
        var notices: [PortNotice.Kind] = []
        var baudRate: Int?
        var hasTakenOver = false
    }

    /// A link's life, until it has handed on so many bytes, or has said so much.
    private static func live(
        on path: String, keeper: Keeper?, end: LinkRequest, change: (inout ConsoleLink.Options) -> Void = { _ in },
        until isOver: @escaping @Sendable (Life) -> Bool
    ) async throws -> Life {
        var options = ConsoleLink.Options()
        options.keeper = keeper
        change(&options)
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        let life = Mutex(Life())
        // The link is made with what it hands to, so it is told by name only.
        let (ends, ending) = AsyncStream.makeStream(of: Void.self)
        let link = ConsoleLink(.port(.path(path)), options: options, loop: loop, clock: HostClock()) { item in
            let isOver = life.withLock { life in
                switch item {
                case .chunk(let chunk): life.bytes += chunk.bytes
                case .noise(let chunk): life.noise += chunk.bytes.count
                case .gap: life.gaps += 1
                case .opened(let notice, let rate, _):
                    life.opened.append(notice.text)
                    life.baudRate = rate
                case .notice(let notice, _), .lost(let notice, _): life.notices.append(notice.kind)
                default: break
                }
                return isOver(life)
            }
            if isOver { ending.finish() }
        }
        keeper?.beginLife()
        // A life that never gets there ends all the same.
        let deadline = HostClock().now.advanced(byNanoseconds: 20_000_000_000)
        let waiter = loop.makeWaiter()
        try await withTaskExecutorPreference(loop) {
            async let running: Void = link.run()
            async let late: Void = {
                _ = await waiter.wait(readable: [], until: HostClock().monotonic(deadline))
                ending.finish()
            }()
            for await _ in ends {}
            waiter.nudge()
            await late
            life.withLock { $0.hasTakenOver = link.hasTakenOver }
            link.request(end)
            try await running
        }
        waiter.retire()
        return life.withLock { $0 }
    }

    private static func fill(_ terminal: borrowing PseudoTerminal, _ bytes: [UInt8]) throws -> Int {
        var sent = 0
        while sent < bytes.count {
            let taken = try terminal.print(bytes[sent...])
            if taken == 0 { break }
            sent += taken
        }
        return sent
    }

    @Test func `a link that leaves, and a new one, lose nothing and disturb nothing`() async throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        let keeper = Keeper()
        let first = try await Self.live(on: terminal.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        #expect(first.opened == ["\(terminal.path) is open at 115200 8N1."])
        #expect(!first.hasTakenOver)

        // Nobody has it open but the keeper.
        var left = try terminal.near.settings()
        #expect(!tty_settings_equal(&left, &before))
        #expect(try terminal.near.isExclusive())
        #expect(try !terminal.near.lock(), "the copy has its part in the lock")
        let openings = try terminal.openings()
        #expect(openings == 2, "the test's own, and the copy")
        // As much as the kernel takes, with every byte that could be a mark.
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let taken = try Self.fill(terminal, bytes)
        #expect(taken > 4_096)

        let second = try await Self.live(on: terminal.path, keeper: keeper, end: .close) { $0.bytes.count >= taken }
        #expect(second.opened == ["\(terminal.path) was kept open and is taken over at 115200 8N1."])
        #expect(second.hasTakenOver)
        #expect(second.bytes == Array(bytes[..<taken]))
        #expect(second.gaps == 0)
        #expect(second.notices == [], "who keeps a copy is no rival")

        // As the first life found it.
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(try !terminal.near.isExclusive())
        #expect(try terminal.near.lock())
        #expect(!keeper.hasKept)
        let openingsInTheEnd = try terminal.openings()
        #expect(openingsInTheEnd == 1)
    }

    @Test func `without a keeper a link that leaves closes`() async throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        _ = try await Self.live(on: terminal.path, keeper: nil, end: .leave) { !$0.opened.isEmpty }
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(try !terminal.near.isExclusive())
    }

    @Test func `a kept port that is not meant any more is put back, and the one that is meant is opened`() async throws
    {
        let old = try PseudoTerminal()
        let new = try PseudoTerminal()
        var before = try old.near.settings()
        let keeper = Keeper()
        _ = try await Self.live(on: old.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        let life = try await Self.live(on: new.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        #expect(life.opened == ["\(new.path) is open at 115200 8N1."])
        #expect(!life.hasTakenOver)
        var after = try old.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(try !old.near.isExclusive())
        #expect(try old.near.lock())
        #expect((keeper.drops, keeper.hasKept) == (1, true), "the new one is kept")
        let openings = try old.openings()
        #expect(openings == 1)
    }

    @Test func `a kept port that has hung up is dropped, and waited for`() async throws {
        let terminal = try PseudoTerminal()
        let keeper = Keeper()
        _ = try await Self.live(on: terminal.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        terminal.hangUp()
        let life = try await Self.live(on: terminal.path, keeper: keeper, end: .close) { !$0.notices.isEmpty }
        #expect(life.notices == [.waiting])
        #expect(life.opened == [])
        #expect(!keeper.hasKept)
    }

    @Test func `a port that is lost is kept no longer`() async throws {
        let terminal = try PseudoTerminal()
        let keeper = Keeper()
        let farSide = terminal.far.rawValue
        let path = terminal.path
        let life = try await Self.live(on: path, keeper: keeper, end: .leave) { life in
            // The board goes away as soon as it is open. The test's owner of the number closes nothing else.
            if !life.opened.isEmpty, life.notices.isEmpty { _ = dup2(STDIN_FILENO, farSide) }
            return life.notices.contains(.lost)
        }
        #expect(life.notices == [.lost])
        #expect(!life.hasTakenOver)
        #expect(!keeper.hasKept)
    }

    @Test func `a link that is closed before it has run gives back what was kept`() async throws {
        let terminal = try PseudoTerminal()
        var before = try terminal.near.settings()
        let keeper = Keeper()
        _ = try await Self.live(on: terminal.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        var options = ConsoleLink.Options()
        options.keeper = keeper
        keeper.beginLife()
        let link = ConsoleLink(.port(.path(terminal.path)), options: options, loop: loop, clock: HostClock()) { _ in }
        link.request(.close)
        link.request(.leave)
        try await link.run()
        var after = try terminal.near.settings()
        #expect(tty_settings_equal(&after, &before))
        #expect(try terminal.near.lock())
        #expect(!keeper.hasKept)
    }

    @Test func `a speed that was found is kept, and what comes at it is text`() async throws {
        let terminal = try PseudoTerminal()
        let keeper = Keeper()
        _ = try await Self.live(
            on: terminal.path, keeper: keeper, end: .leave, change: { $0.settings.baudRate = 57_600 }
        ) {
            !$0.opened.isEmpty
        }
        _ = try terminal.print("one\r\n".utf8)
        let life = try await Self.live(on: terminal.path, keeper: keeper, end: .close, change: { $0.findsSpeed = true })
        {
            $0.bytes.count + $0.noise >= 5
        }
        #expect(life.baudRate == 57_600)
        #expect(life.bytes == Array("one\r\n".utf8))
        #expect(try terminal.near.settings().output_speed != 57_600, "put back")
    }

    @Test func `a new speed in the configuration is set on the kept line`() async throws {
        let terminal = try PseudoTerminal()
        let keeper = Keeper()
        _ = try await Self.live(on: terminal.path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        let life = try await Self.live(
            on: terminal.path, keeper: keeper, end: .leave, change: { $0.settings.baudRate = 9_600 }
        ) {
            !$0.opened.isEmpty
        }
        #expect(life.hasTakenOver)
        #expect(try terminal.near.settings().output_speed == 9_600)
    }

    @Test func `somebody else who has the port open is told all the same`() async throws {
        let terminal = try PseudoTerminal()
        let keeper = Keeper()
        let path = terminal.path
        _ = try await Self.live(on: path, keeper: keeper, end: .leave) { !$0.opened.isEmpty }
        let other = try OtherProgram(["sleep", "60"], input: path)
        let device = try #require(DeviceNode(path: path)).device
        #expect(PortHolders.others(of: device, exceptSharers: true).map(\.pid).contains(other.pid))
        let life = try await Self.live(on: path, keeper: keeper, end: .close) { !$0.notices.isEmpty }
        #expect(life.notices == [.sharedAccess])
    }

    // MARK: - The state of the line

    @Test func `how a line was found goes through bytes`() throws {
        var settings = tty_settings()
        settings.input_flags = 0x0102_0304
        settings.characters.5 = 7
        settings.output_speed = 1_234_567
        var rs485 = tty_rs485()
        rs485.flags = 5
        rs485.rest.4 = 99
        for (lowLatency, mode) in [(true, rs485), (false, nil), (nil, rs485), (nil, nil)] as [(Bool?, tty_rs485?)] {
            let state = TerminalState(
                settings: settings, isPseudoTerminal: true, lowLatency: lowLatency, rs485: mode)
            let back = try #require(TerminalState(encoded: state.encoded, isPseudoTerminal: true))
            var other = back.settings
            #expect(tty_settings_equal(&other, &settings))
            #expect(back.lowLatency == lowLatency)
            #expect(back.rs485?.rest.4 == mode?.rest.4)
            #expect(back.encoded == state.encoded)
            let memory = try #require(StateMemory.make(state.encoded))
            #expect(StateMemory.isBehind(memory))
            #expect(StateMemory.bytes(of: memory) == state.encoded)
            try memory.close()
        }
    }

    @Test func `the state of another version is not taken`() throws {
        let state = TerminalState(settings: tty_settings(), isPseudoTerminal: true, lowLatency: nil, rs485: nil).encoded
        for count in 0..<state.count {
            #expect(TerminalState(encoded: Array(state[..<count]), isPseudoTerminal: true) == nil)
        }
        var other = state
        other[0] ^= 1
        #expect(TerminalState(encoded: other, isPseudoTerminal: true) == nil)
        #expect(TerminalState(encoded: state + [0], isPseudoTerminal: true) == nil)
    }
}
