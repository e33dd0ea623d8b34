// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleService
import Glibc
import TestSupport
import Testing

/// A service under a service manager: what it says, and what survives it.
@Suite(.serialized) struct NotificationTests {
    /// Every byte, so that marks and flow control would show; other ones each time.
    private static func bytes(_ count: Int, seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &+ seed) &* 31 &+ $0 >> 8) }
    }

    // MARK: - Lives

    @Test func `killed ten times, it loses no byte that came in between, and the line stays as it is`() throws {
        let board = try NotificationBoard()
        let found = board.settings
        #expect(try board.begin() == "\(board.path) is open at 115200 8N1. kept=false sockets=0")
        try board.manager.event("stored") { $0["kind"]?.string == "terminal" }
        let set = board.settings
        #expect(!board.has(found))
        for life in 1...10 {
            try board.print(Self.bytes(1_000, seed: life))
            // What was read and not recorded yet is the recorder's matter.
            #expect(board.isAllRecorded())
            #expect(try board.manager.end(by: "KILL") == "SIGKILL")
            #expect(try board.print(Self.bytes(3_000, seed: -life)) == 3_000)
            #expect(board.has(set))
            #expect(board.isExclusive)
            #expect(board.isLocked)
            let words = try board.begin()
            #expect(words == "\(board.path) was kept open and is taken over at 115200 8N1. kept=true sockets=0")
            #expect(board.isAllRecorded())
        }
        // Given back by the eleventh life, as the first one found it.
        #expect(try board.manager.end(by: "USR1") == "0")
        #expect(board.has(found))
        #expect(!board.isExclusive)
        #expect(!board.isLocked)
        #expect(try board.manager.stored() == [])
    }

    @Test func `as much as the kernel takes waits for the next life`() throws {
        let board = try NotificationBoard()
        _ = try board.begin()
        try board.manager.event("stored") { $0["kind"]?.string == "terminal" }
        try board.manager.end(by: "KILL")
        #expect(try board.print(Self.bytes(500_000, seed: 1)) > 4_096)
        _ = try board.begin()
        #expect(board.isAllRecorded())
    }

    @Test func `left in the middle of a stream, it loses nothing and reads nothing twice`() throws {
        let board = try NotificationBoard()
        _ = try board.begin()
        for life in 1...10 {
            for portion in 0..<20 { try board.print(Self.bytes(200, seed: life &* portion)) }
            try board.manager.perform("signal TERM")
            for portion in 0..<5 { try board.print(Self.bytes(200, seed: life &* portion)) }
            let end = try board.manager.event("exited")
            #expect(end["status"]?.number == 0)
            #expect(try board.begin().contains("is taken over"))
        }
        #expect(board.isAllRecorded())
    }

    @Test func `the manager's copy is no rival, but whoever else opens the port is`() throws {
        let board = try NotificationBoard()
        let other = try board.startOther()
        defer { kill(other, SIGKILL) }
        for _ in 1...2 {
            _ = try board.begin()
            let told = try board.manager.notification("STATUS") { $0.contains("open too") }["STATUS"] ?? ""
            #expect(told.contains("(pid \(other)) has '\(board.path)' open too"), "\(told)")
            try board.print(Self.bytes(100, seed: 1))
            #expect(try board.manager.end(by: "TERM") == "0")
        }
        let others = try board.manager.takeAll().compactMap { $0["fields"]?["STATUS"]?.string }
        #expect(others.filter { $0.contains("open too") } == [])
    }

    @Test func `what was kept for a console that is configured no more is given back`() throws {
        let board = try NotificationBoard(renames: true)
        _ = try board.begin()
        try board.manager.event("stored") { $0["kind"]?.string == "terminal" }
        try board.manager.end(by: "KILL")
        #expect(try board.begin() == "\(board.path) is open at 115200 8N1. kept=false sockets=0")
        try board.manager.event("removed") { $0["name"]?.string == "console.console-1" && $0["count"]?.number == 0 }
        try board.manager.event("stored") { $0["kind"]?.string == "file" && $0["count"]?.number == 2 }
        #expect(try board.manager.stored() == ["console.console-2", "console.console-2"])
    }

    @Test func `a manager that keeps nothing is no harm`() throws {
        let board = try NotificationBoard(options: ["--store-max", "0"])
        _ = try board.begin()
        try board.manager.event("refused")
        try board.manager.end(by: "KILL")
        #expect(try board.begin() == "\(board.path) is open at 115200 8N1. kept=false sockets=0")
        try board.print(Self.bytes(1_000, seed: 1))
        #expect(board.isAllRecorded())
    }

    @Test func `a socket is passed by its name`() throws {
        let path = "/tmp/bootwatch-control-\(getpid())"
        let board = try NotificationBoard(options: ["--listen", "control=\(path)"])
        #expect(try board.manager.start() == ["control"])
        #expect(try board.manager.notification("READY")["STATUS"]?.hasSuffix("kept=false sockets=1") == true)
    }

    // MARK: - What is said

    @Test func `reading the configuration again is told in its order`() throws {
        let board = try NotificationBoard()
        _ = try board.begin()
        try board.manager.perform("signal HUP")
        let microseconds = try #require(Int64(board.manager.notification("RELOADING")["MONOTONIC_USEC"] ?? ""))
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        #expect(abs(Int64(now.tv_sec) * 1_000_000 - microseconds) < 20_000_000)
        #expect(try board.manager.notification("EXTEND_TIMEOUT_USEC")["EXTEND_TIMEOUT_USEC"] == "5000000")
        #expect(try board.manager.notification("READY") == ["READY": "1"])
    }

    @Test func `of a hundred statuses two are told, and the last one is the last`() throws {
        let board = try NotificationBoard()
        _ = try board.begin()
        try board.manager.perform("signal HUP")
        let last = try board.manager.notification("STATUS") { $0 == "line 100 of  [31m100" }
        #expect(last == ["STATUS": "line 100 of  [31m100"])
        // What came before it, and was not asked for.
        let others = try board.manager.takeAll().compactMap { $0["fields"]?["STATUS"]?.string }
        #expect(others.count <= 1)
    }

    @Test func `the last words come also within the second, and before the barrier`() throws {
        let board = try NotificationBoard()
        _ = try board.begin()
        try board.manager.perform("signal TERM")
        #expect(try board.manager.notification("STOPPING") == ["STOPPING": "1", "STATUS": "ended"])
        try board.manager.event("barrier")
        try board.manager.event("exited") { $0["status"]?.number == 0 }
    }

    // MARK: - The watchdog

    @Test func `the manager hears twice in its time that the loop turns, and nothing when it does not`() throws {
        let board = try NotificationBoard(options: ["--watchdog", "1", "--enforce"])
        _ = try board.begin()
        var times: [Double] = []
        for _ in 1...4 {
            let pulse = try board.manager.event("notified") { $0["fields"]?["WATCHDOG"]?.string == "1" }
            times.append(pulse["time"]?.number ?? 0)
        }
        let pauses = zip(times.dropFirst(2), times.dropFirst()).map { $0 - $1 }
        #expect(pauses.allSatisfy { $0 > 0.45 }, "\(pauses)")
        #expect(try !board.manager.hears("watchdog", within: 0))
        try board.manager.perform("signal USR2")
        try board.manager.event("watchdog")
        try board.manager.event("exited") { $0["signal"]?.string == "SIGABRT" }
        try board.print(Self.bytes(3_000, seed: 1))
        #expect(try board.begin().contains("is taken over"))
        #expect(board.isAllRecorded())
    }

    @Test func `a manager that takes nothing does not keep it from reading`() throws {
        let board = try NotificationBoard(options: ["--watchdog", "60"])
        _ = try board.begin()
        try board.manager.perform("pause")
        // More than the socket's queue holds: net.unix.max_dgram_qlen.
        for _ in 1...400 { try board.manager.perform("signal HUP") }
        for portion in 0..<20 {
            try board.print(Self.bytes(2_000, seed: portion))
            #expect(board.isAllRecorded())
        }
        try board.manager.perform("resume")
        try board.manager.notification("RELOADING")
        #expect(try board.manager.end(by: "TERM") == "0")
    }

    // MARK: - Alone

    @Test func `without a manager everything does nothing`() throws {
        #expect(getenv("NOTIFY_SOCKET") == nil, "the tests run by themselves")
        let manager = ServiceManager { Issue.record("\($0)") }
        #expect(!manager.isPresent)
        #expect(manager.watchdogInterval == nil)
        #expect(manager.keeper(ofConsole: "rack3-1") == nil)
        #expect(!manager.hasKept(console: "rack3-1"))
        #expect(manager.takeDescriptors(named: "control") == [])
        manager.ready(status: "ready")
        manager.status("well")
        manager.reloading()
        manager.pulse()
        manager.giveUpPorts(except: ["rack3-1"])
        manager.stopping()
        #expect(manager.settle(patience: 1_000_000_000))
        #expect(manager.finish(patience: 1_000_000_000))
    }
}
