// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import TestSupport
import Testing

/// The commands that look into a running `bootwatch serve`; their own tests tell more of them.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeControlTests {
    private static let failing = BootText.loader + BootText.badChecksum

    @Test func `a lent port is free for another program, and the hole is marked`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try board.print("before\n")
        try service.waits(untilRecorded: 7, of: "rack1")
        let script = "stty -F {} >/dev/null && echo ready && head -c 6 <{} && printf done >{}"
        let tool = try RunningWatch(service.command("release", "rack1", "--", "sh", "-c", script))
        #expect(tool.shows("ready\n"))
        #expect(try service.status("rack1").port.state == .released)
        // Neither the service nor its manager has it.
        #expect(try service.manager.stored() == [])
        let port = try Descriptor(open(board.path, O_RDWR | O_NOCTTY | O_NONBLOCK), of: "open '\(board.path)'")
        #expect(flock(port.number, LOCK_EX | LOCK_NB) == 0)
        flock(port.number, LOCK_UN)
        try board.print("answer")
        #expect(tool.shows("answer"))
        #expect(board.received(4) == Array("done".utf8))
        #expect(try tool.end().status == 0)
        try service.wait(for: "its return") { try service.status("rack1").port.state == .open }
        try board.print("behind\n")
        try service.waits(untilRecorded: 14, of: "rack1")
        #expect(service.recorded("rack1") == Array("before\nbehind\n".utf8))
        try service.wait(for: "the hole") { try service.gaps("rack1").count == 1 }
        let gap = try #require(service.gaps("rack1").first).split(separator: " ")
        #expect(gap.first == "released")
        #expect(gap.last.flatMap { Double($0) } ?? 0 > 0)
    }

    @Test func `status, events and watch tell of a real service's console`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        #expect(try service.command("status").run().status == 0)
        try board.print(Self.failing)
        try service.waits(untilRecorded: Self.failing.utf8.count, of: "rack1")
        try service.wait(for: "the diagnosis") { try service.status("rack1").code == "verify.checksum" }
        let status = try service.command("status").run()
        #expect(status.status == 1)
        #expect(status.output.contains("1 failed: rack1"), "\(status.output)")

        let events = try RunningWatch(service.command("events", "--from", "boot", "rack1"))
        #expect(try events.event { $0["event"]?.string == "boot" }?["port"]?.string == "rack1")
        #expect(try events.event { $0["code"]?.string == "verify.checksum" } != nil)
        #expect(try events.end(by: SIGINT).status == 130)

        let watch = try RunningWatch(service.command("watch", "--format", "jsonl", "rack1"))
        #expect(try watch.event { $0["code"]?.string == "verify.checksum" } != nil)
        try watch.type(Array("printenv\r".utf8))
        #expect(board.received(9) == Array("printenv\r".utf8))
        #expect(try service.status("rack1").writer != nil)
        #expect(try watch.end(by: SIGTERM).status == 143)
    }
}
