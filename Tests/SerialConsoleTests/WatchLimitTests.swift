// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import SerialConsole

/// Many watches in one process, and none to be had.
@Suite struct WatchLimitTests {
    /// What links handed on, by the number of the link. A class: the links' task adds, the test looks.
    private final class Told: Sendable {
        private let items = Mutex<[Int: (waiting: Int, opened: Int)]>([:])

        func note(_ item: ConsoleItem, of link: Int) {
            items.withLock { items in
                switch item {
                case .notice: items[link, default: (0, 0)].waiting += 1
                case .opened: items[link, default: (0, 0)].opened += 1
                default: break
                }
            }
        }

        var waiting: Int { items.withLock { $0.values.count { $0.waiting > 0 } } }
        var opened: Set<Int> { items.withLock { Set($0.filter { $0.value.opened > 0 }.keys) } }
    }

    /// A terminal that can stand in a list.
    private final class Board {
        let terminal: PseudoTerminal

        init() throws {
            terminal = try PseudoTerminal()
        }
    }

    /// Runs links to ports of a folder, `port0` and on, and a test on a thread that may wait.
    private static func links(
        _ count: Int, in folder: String, on loop: ReadinessLoop, _ test: @escaping @Sendable (Told) throws -> Void
    ) async throws {
        let told = Told()
        let links = try (0..<count).map { number in
            try ConsoleLink(
                SourceAddress(parsing: "\(folder)/port\(number)"), options: ConsoleLink.Options(), loop: loop,
                clock: HostClock()
            ) { told.note($0, of: number) }
        }
        try await withTaskExecutorPreference(loop) {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for link in links { tasks.addTask { try await link.run() } }
                let result = await withCheckedContinuation { continuation in
                    WorkerThread.start { continuation.resume(returning: Result { try test(told) }) }
                }
                for link in links { link.request(.close) }
                try await tasks.waitForAll()
                try result.get()
            }
        }
    }

    private static func eventually(_ isSo: () throws -> Bool) rethrows -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(20) {
            if try isSo() { return true }
            usleep(2_000)
        }
        return false
    }

    @Test func `more ports than the system has inotify instances are waited for, and each is found`() async throws {
        let made = Mutex(0)
        let loop = try ReadinessLoop {
            made.withLock { $0 += 1 }
            return inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        }
        defer { loop.stop() }
        let folder = try FollowedFolder()
        let path = folder.path
        let boards = try (0..<5).map { _ in try Board() }
        defer { withExtendedLifetime(boards) {} }
        let nodes = boards.map { $0.terminal.path }
        try await Self.links(140, in: path, on: loop) { told in
            #expect(Self.eventually { told.waiting == 140 })
            #expect(told.opened.isEmpty)
            let wanted = [0, 1, 70, 127, 139]
            for (number, node) in zip(wanted, nodes) {
                symlink(node, "\(path)/port\(number)")
                #expect(Self.eventually { told.opened.contains(number) })
            }
            #expect(told.opened == Set(wanted))
            #expect(made.withLock(\.self) == 1)
        }
    }

    @Test func `where no instance is to be had, ports are looked for each second, and one that comes free is used`()
        async throws
    {
        let isFree = Mutex(false)
        let loop = try ReadinessLoop {
            if isFree.withLock(\.self) { return inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK)) }
            errno = EMFILE
            return -1
        }
        defer { loop.stop() }
        let folder = try FollowedFolder()
        let path = folder.path
        let boards = [try Board(), try Board()]
        defer { withExtendedLifetime(boards) {} }
        let nodes = boards.map { $0.terminal.path }
        try await Self.links(3, in: path, on: loop) { told in
            #expect(Self.eventually { told.waiting == 3 })
            symlink(nodes[0], "\(path)/port0")
            #expect(Self.eventually { told.opened == [0] })
            isFree.withLock { $0 = true }
            usleep(1_500_000)
            let start = ContinuousClock.now
            symlink(nodes[1], "\(path)/port1")
            #expect(Self.eventually { told.opened == [0, 1] })
            #expect(ContinuousClock.now - start < .milliseconds(500))
        }
    }

    // MARK: - Watches of the same

    private static func isReady(_ readiness: FileDescriptor, patience: Int32) -> Bool {
        var request = pollfd(fd: readiness.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, patience) > 0
    }

    @Test func `those who watch the same folder are each told what they want, and go one by one`() throws {
        let watching = try WatchingLoop()
        let folder = try DiscoveryFolder()
        let first = try PathWatch(loop: watching.loop)
        let second = try PathWatch(loop: watching.loop)
        let other = try PathWatch(loop: watching.loop)
        let number = try first.add(folder.path, events: UInt32(IN_CREATE))
        #expect(try second.add(folder.path, events: UInt32(IN_CREATE)) == number)
        #expect(try other.add(folder.path, events: UInt32(IN_DELETE)) == number)
        try folder.makeFolder("a")
        #expect(Self.isReady(first.readiness, patience: 20_000))
        #expect(Self.isReady(second.readiness, patience: 20_000))
        #expect(!Self.isReady(other.readiness, patience: 20))
        #expect(first.drain() == true)
        #expect(second.drain() == true)
        #expect(other.drain() == false)
        #expect(first.drain() == false)
        first.remove(number)
        try folder.makeFolder("b")
        #expect(Self.isReady(second.readiness, patience: 20_000))
        #expect(!Self.isReady(first.readiness, patience: 20))
        rmdir("\(folder.path)/b")
        #expect(Self.isReady(other.readiness, patience: 20_000))
    }

    @Test func `a folder that goes tells all, and one of the same name is another`() throws {
        let watching = try WatchingLoop()
        let folder = try DiscoveryFolder()
        try folder.makeFolder("a")
        let first = try PathWatch(loop: watching.loop)
        let second = try PathWatch(loop: watching.loop)
        let number = try first.add("\(folder.path)/a", events: UInt32(IN_CREATE))
        _ = try second.add("\(folder.path)/a", events: UInt32(IN_CREATE))
        rmdir("\(folder.path)/a")
        #expect(Self.isReady(first.readiness, patience: 20_000))
        #expect(Self.isReady(second.readiness, patience: 20_000))
        #expect(first.drain() == true)
        #expect(second.drain() == true)
        try folder.makeFolder("a")
        #expect(try first.add("\(folder.path)/a", events: UInt32(IN_CREATE)) != number)
        try folder.makeFolder("a/b")
        #expect(Self.isReady(first.readiness, patience: 20_000))
        #expect(!Self.isReady(second.readiness, patience: 20))
        // Nobody is hurt by a number that is gone.
        first.remove(number)
        second.remove(number)
    }

    @Test func `when events were lost, all look again`() async throws {
        let watching = try WatchingLoop()
        let folder = try DiscoveryFolder()
        let watches = try DiscoveryFolder()
        let watch = try PathWatch(loop: watching.loop)
        let busy = try PathWatch(loop: watching.loop)
        _ = try watch.add(watches.path, events: UInt32(IN_CREATE))
        _ = try busy.add(folder.path, events: UInt32(IN_CREATE | IN_DELETE))
        let limit = Self.queueLimit
        let path = folder.path
        // On the loop's own thread, which cannot take any meanwhile.
        await Task(executorPreference: watching.loop) {
            for number in 0...limit / 2 {
                mkdir("\(path)/x\(number % 8)", 0o700)
                rmdir("\(path)/x\(number % 8)")
            }
        }.value
        #expect(Self.isReady(watch.readiness, patience: 20_000))
    }

    /// Events that wait at most.
    private static var queueLimit: Int {
        let text = (try? TextFile.read("/proc/sys/fs/inotify/max_queued_events")) ?? ""
        return Int(text.split(separator: "\n").first ?? "") ?? 16_384
    }
}
