// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemJournal
import TestSupport
import Testing

/// `bootwatch serve` ends and begins again, and the boards print all the while.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeRestartTests {
    private static let failing = BootText.loader + BootText.badChecksum

    /// Whether somebody has the lock of a port.
    private static func isLocked(_ board: WatchedBoard) throws -> Bool {
        let port = try Descriptor(open(board.path, O_RDWR | O_NOCTTY | O_NONBLOCK), of: "open '\(board.path)'")
        return flock(port.number, LOCK_EX | LOCK_NB) != 0
    }

    @Test(arguments: [("TERM", "0"), ("KILL", "SIGKILL")])
    func `with a descriptor store no byte is lost, and the line stays as it is`(signal: String, end: String) throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try service.manager.event("stored") { $0["kind"]?.string == "terminal" }
        let settings = try board.settings
        var sent: [UInt8] = []
        for life in 1...3 {
            // A boot begins in one life, fails in the next.
            let beginning = Array("\(BootText.loader)probing device \(life)\n".utf8)
            try board.print(beginning)
            sent += beginning
            try service.waits(untilRecorded: sent.count, of: "rack1")
            #expect(try service.manager.end(by: signal) == end)
            let meanwhile = Array("\(BootText.badChecksum.split(separator: "ERROR")[0])".utf8)
            try board.print(meanwhile)
            sent += meanwhile
            #expect(try board.settings == settings)
            #expect(try Self.isLocked(board))
            try service.start(open: "rack1")
            try service.waits(untilRecorded: sent.count, of: "rack1")
            #expect(try board.settings == settings)
        }
        try journald.wait(for: "the diagnoses", "BOOTWATCH_CODE=verify.checksum") { entries in
            entries.count { $0["BOOTWATCH_ID"] != nil && $0["MESSAGE_ID"] != "\(MessageID.verdict)" } == 3
        }
        #expect(WatchedBoard.difference(service.recorded("rack1"), sent) == nil)
        #expect(try service.gaps("rack1").isEmpty)
        let notices = try journald.entries("MESSAGE_ID=\(MessageID.portOpened)").map(\.message)
        let kept = "rack1: \(board.path) was kept open and is taken over at 115200 8N1."
        // It was opened once. What a life tells last before it is killed may be lost with it, a diagnosis excepted.
        #expect(notices.filter { $0 != kept } == ["rack1: \(board.path) is open at 115200 8N1."])
        #expect(notices.last == kept)
        #expect(try journald.entries("MESSAGE_ID=\(MessageID.portGap)").isEmpty)

        // Each entry leads to its line, on whichever side of a restart that is.
        let entries = try journald.entries("BOOTWATCH_CODE=verify.checksum").filter { $0["BOOTWATCH_LINE"] != nil }
        for entry in entries {
            let words = try #require(entry["BOOTWATCH_RECORDING"]).split { $0 == ":" || $0 == "-" }.suffix(2)
            let bytes = words.compactMap { Int($0) }
            let path = try #require(entry["BOOTWATCH_RECORDING"]?.split(separator: ":").first)
            let file = Folder.bytes(ofFile: String(path))
            try #require(bytes.count == 2 && bytes[1] <= file.count, "\(entry["BOOTWATCH_RECORDING"] ?? "")")
            let text = String(decoding: file[bytes[0]..<bytes[1]], as: UTF8.self)
            #expect(text.contains("Bad Data CRC"), "\(text)")
            let line = try #require(entry["BOOTWATCH_LINE"].flatMap { Int($0) })
            let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[line - 1].contains("Bad Data CRC"))
        }
        #expect(Set(entries.compactMap { $0["BOOTWATCH_ID"] }).count == 3)
    }

    @Test func `without a descriptor store the hole is marked and told`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald, options: ["--store-max", "0"])
        try service.start(open: "rack1")
        try board.print(Self.failing)
        try service.waits(untilRecorded: Self.failing.utf8.count, of: "rack1")
        #expect(try service.manager.end(by: "KILL") == "SIGKILL")
        try service.start(open: "rack1")
        let told = try journald.wait(for: "the hole", "MESSAGE_ID=\(MessageID.portGap)") { !$0.isEmpty }
        #expect(told[0]["BOOTWATCH_REASON"] == "not-recorded")
        #expect(told[0]["BOOTWATCH_NANOSECONDS"].flatMap { Int64($0) } ?? 0 > 0)
        try service.wait(for: "the mark") { try service.gaps("rack1").count == 1 }
        #expect(
            try service.gaps("rack1")[0].hasPrefix("gap not-recorded - 0.")
                || service.gaps("rack1")[0].hasPrefix("not-recorded - 0."))
        // The diagnosis of before is known, and not told again.
        try board.print("still here\n")
        try service.waits(untilRecorded: Self.failing.utf8.count + 11, of: "rack1")
        let found = try journald.entries("BOOTWATCH_CODE=verify.checksum")
        #expect(found.count { $0["BOOTWATCH_SEVERITY"] != nil } == 1)
        #expect(try service.status("rack1").code == "verify.checksum")
    }

    @Test func `what was recorded and not told is told by the next life`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        // The journal takes nothing, and the service dies with what it has to say.
        try journald.stop()
        try journald.release()
        try board.print(Self.failing)
        try service.waits(untilRecorded: Self.failing.utf8.count, of: "rack1")
        try service.wait(for: "the diagnosis") { try service.status("rack1").code == "verify.checksum" }
        #expect(try service.manager.end(by: "KILL") == "SIGKILL")
        try journald.hold()
        try journald.start()
        #expect(try journald.entries("BOOTWATCH_CODE=verify.checksum").isEmpty)
        try service.start(open: "rack1")
        let told = try journald.wait(for: "the diagnosis", "BOOTWATCH_CODE=verify.checksum") { !$0.isEmpty }
        #expect(told.count == 1)
        #expect(told[0]["BOOTWATCH_LINE"] == "5")
    }
}
