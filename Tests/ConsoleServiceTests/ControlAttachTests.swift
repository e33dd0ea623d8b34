// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import Glibc
import SystemPackage
import Testing

@testable import ConsoleService

/// The raw console over the control socket.
@Suite(.serialized) struct ControlAttachTests {
    private static func attach(
        _ bench: ControlBench, _ access: ConsoleAccess = .read, from start: StreamStart = .now
    ) throws(ControlError) -> AttachedView {
        AttachedView(try bench.client().attach(Attach(port: "rack1", access: access, from: start)))
    }

    @Test func `many read, one writes, and what the writer types reaches the board`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let writer = try Self.attach(bench, .write)
            let reader = try Self.attach(bench)
            #expect(writer.mayWrite && !reader.mayWrite)
            #expect(writer.port.name == "rack1")
            #expect(ControlBench.eventually { console.viewers.count == 2 })
            try console.board.print("login: ")
            #expect(try writer.see("login: "))
            #expect(try reader.see("login: "))
            try writer.type("root\r")
            #expect(try console.board.received(5) == Array("root\r".utf8))
            try reader.type("halt\r")
            #expect(try reader.see("[bootwatch: you look only; what you type is not sent]"))
            #expect(!console.board.hasMore)
        }
    }

    @Test func `a second writer is refused and told who writes, unless it takes over`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let first = try Self.attach(bench, .write)
            let name = "\(getuid() == 0 ? "root" : "user \(getuid())"), process \(getpid())"
            #expect(console.viewers.writer == name)
            let refusal = try ControlBench.fault { _ = try Self.attach(bench, .write) }
            #expect(refusal == .writerPresent(port: "rack1", writer: name), "two may not write")
            #expect(ControlBench.eventually { console.viewers.count == 1 })
            let second = try Self.attach(bench, .takeOver)
            #expect(try first.see("\r\n[bootwatch: \(name) has taken over; what you type is not sent any more]\r\n"))
            try first.type("a")
            try second.type("b")
            #expect(try console.board.received(1) == Array("b".utf8))
            #expect(try first.see("you look only"))
        }
    }

    @Test func `who leaves makes room for another writer`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            do { _ = try Self.attach(bench, .write) }
            #expect(ControlBench.eventually { console.viewers.writer == nil })
            let next = try Self.attach(bench, .write)
            #expect(next.mayWrite)
        }
    }

    @Test(arguments: [1, 300_000])
    func `from the boot on, what was recorded comes first, and nothing twice`(count: Int) async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let text = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            try console.board.print(text)
            #expect(ControlBench.eventually { console.viewers.position == count })
            let view = try Self.attach(bench, from: .boot)
            try console.board.print("END")
            #expect(try view.see(count: count + 3))
            #expect(view.bytes == text + Array("END".utf8))
        }
    }

    @Test func `a boot that begins while the one before is replayed loses nothing of its own`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let text = (0..<400_000).map { UInt8(ascii: "a") + UInt8($0 / 7 % 26) }
            try console.board.print(text)
            #expect(ControlBench.eventually { console.viewers.position == text.count })
            let view = try Self.attach(bench, from: .boot)
            // It has taken no more than the sockets hold when the cut comes.
            let cut = 300_000
            console.beginBoot(at: cut)
            #expect(ControlBench.eventually { console.bootStart == cut })
            try console.board.print("END")
            #expect(try view.see("END"))
            let told = view.text.split(separator: "[bootwatch: ").dropFirst().first?.split(separator: " ").first
            let missing = told.flatMap { Int($0) } ?? 0
            let hole = missing > 0 ? "\r\n[bootwatch: \(missing) bytes are missing here]\r\n" : ""
            // Of the boot before, its beginning; of the new one, everything.
            #expect(missing < cut)
            let wanted = text.prefix(cut - missing) + Array(hole.utf8) + text.dropFirst(cut) + Array("END".utf8)
            let isAsWanted = view.bytes.elementsEqual(wanted)
            #expect(isAsWanted, "\(missing) bytes are missing")
        }
    }

    @Test func `a console that is not recorded begins at once`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console("rack2")
            try console.board.print("before")
            #expect(ControlBench.eventually { console.viewers.position == 6 })
            let view = AttachedView(try bench.client().attach(Attach(port: "rack2", from: .boot)))
            let start = ContinuousClock.now
            try console.board.print("after")
            #expect(try view.see("after"))
            #expect(view.text == "after")
            #expect(ContinuousClock.now - start < .milliseconds(900))
        }
    }

    @Test func `a viewer that stands still costs nobody anything, and is told how many bytes it missed`() async throws {
        var options = ControlOptions()
        options.backlog = 256 * 1_024
        try await ControlBench.run(options) { bench in
            let console = try bench.console()
            let still = try Self.attach(bench)
            #expect(ControlBench.eventually { console.viewers.count == 1 })
            let sent = 3 << 20
            let block = [UInt8](repeating: UInt8(ascii: "x"), count: 32 * 1_024)
            for _ in 0..<sent / block.count { try console.board.print(block) }
            #expect(ControlBench.eventually { console.viewers.position == sent })
            try console.board.print("END")
            #expect(ControlBench.eventually { console.viewers.position == sent + 3 })
            #expect(try still.see(" bytes are missing here]\r\n"))
            let seen = still.bytes.count { $0 == UInt8(ascii: "x") }
            let told = still.text.split(separator: "[bootwatch: ").last?.split(separator: " ").first.flatMap { Int($0) }
            #expect(seen + (told ?? 0) == sent + 3)
            #expect(console.viewers.droppedBytes == told)
            // What comes when it looks again, it gets.
            try console.board.print("AGAIN")
            #expect(try still.see("AGAIN"))
        }
    }

    @Test func `in a marked stream the service's words are marks, and the board's bytes are all its own`()
        async throws
    {
        var options = ControlOptions()
        options.backlog = 64 * 1_024
        try await ControlBench.run(options) { bench in
            let console = try bench.console()
            let view = AttachedView(try bench.client().attach(Attach(port: "rack1", form: .marked)))
            #expect(ControlBench.eventually { console.viewers.count == 1 })
            let block = StreamMark.missed(9).bytes + [UInt8](repeating: UInt8(ascii: "x"), count: 16 * 1_024)
            for _ in 0..<200 { try console.board.print(block) }
            let sent = 200 * block.count
            #expect(ControlBench.eventually { console.viewers.position == sent })
            console.viewers.tell("it is full")
            #expect(try view.see("it is full"))
            console.viewers.publish([ControlSample.event(.port(PortNotice(.lost, "gone")))])
            #expect(try view.see("gone"))
            #expect(try view.see("\0"))
            var reader = MarkedReader()
            let items = reader.read(view.bytes)
            let seen = items.reduce(0) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } }
            let marks = items.compactMap { if case .mark(let mark) = $0 { mark } else { nil } }
            let missed = marks.reduce(0) { if case .missed(let count) = $1 { $0 + count } else { $0 } }
            #expect(missed > 0)
            #expect(seen + missed == sent)
            #expect(marks.contains(.note("it is full")))
            guard case .event(let event)? = marks.last else { return #expect(Bool(false), "\(marks)") }
            #expect(RawJSON(event).member("text")?.plainString == "gone")
        }
    }

    @Test func `what is typed while the port is released goes nowhere, and is said to`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let writer = try Self.attach(bench, .write)
            var client = try bench.client()
            _ = try client.call(Release(port: "rack1"))
            try writer.type("format c:\r")
            #expect(try writer.see("[bootwatch: the port is not open; what you type is not sent]"))
            _ = try client.call(Reclaim(port: "rack1"))
            #expect(console.waitUntilOpen())
            try writer.type("ls\r")
            #expect(try console.board.received(3) == Array("ls\r".utf8))
        }
    }

    @Test func `without an upgrade there is no console`() async throws {
        try await ControlBench.run { bench in
            var client = try bench.client()
            let refusal = try ControlBench.fault { _ = try client.call(Attach(port: "rack1")) }
            #expect(refusal == .notUpgraded, "it must be asked for as an upgrade")
        }
    }

    @Test func `there are only so many viewers`() async throws {
        var options = ControlOptions()
        options.viewers = 2
        try await ControlBench.run(options) { bench in
            let first = try Self.attach(bench)
            var events = try bench.client().subscribe(Subscribe())
            #expect(try ControlBench.eventually { try bench.console("rack2").viewers.count == 1 })
            let refusal = try ControlBench.fault { _ = try Self.attach(bench) }
            #expect(refusal == .tooMany(what: "viewers", limit: 2), "two are allowed")
            #expect(first.port.name == "rack1")
            try bench.console().viewers.publish([ControlSample.boot(1)])
            #expect(try events.next(until: .now + .seconds(20)) != nil)
        }
    }

    @Test func `the console's end is the stream's`() async throws {
        try await ControlBench.run { bench in
            let console = try bench.console()
            let view = try Self.attach(bench)
            try console.board.print("bye")
            #expect(try view.see("bye"))
            console.viewers.end()
            #expect(try view.seeEnd())
        }
    }
}
