// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemJournal
import TestSupport
import Testing

/// `bootwatch serve` reads its configuration again.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeReloadTests {
    /// The descriptors of a process that are a node, and which inodes these are.
    private static func descriptors(of process: Int32, on node: String) throws -> [String] {
        let directory = try #require(opendir("/proc/\(process)/fd"))
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "/proc/\(process)/fd/\(name)"
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = readlink(path, &buffer, buffer.count)
            guard String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == node else { continue }
            var status = stat()
            stat(path, &status)
            found.append("\(name): \(status.st_ino)")
        }
        return found.sorted()
    }

    @Test func `ports whose lines did not change are not touched`() throws {
        let (kept, changed, gone, new) = (
            try WatchedBoard(), try WatchedBoard(), try WatchedBoard(), try WatchedBoard()
        )
        let journald = try JournaldNamespace.start()
        let service = try RunningService(
            [.init("kept", kept), .init("changed", changed), .init("gone", gone)], beside: journald)
        try service.start(open: "kept", "changed", "gone")
        try kept.print(BootText.loader)
        try service.waits(untilRecorded: BootText.loader.utf8.count, of: "kept")
        try service.wait(for: "the boot") { try service.status("kept").boots == 1 }
        let before = try service.status("kept")
        let descriptors = try Self.descriptors(of: service.manager.program, on: kept.path)
        #expect(descriptors.count == 1)
        // Its place among the others is no change either.
        try service.configure([
            .init("new", new), .init("changed", changed, "baud = 9600"), .init("kept", kept),
        ])
        try service.reload()
        try service.wait(for: "the others") {
            try service.status("new").port.state == .open && service.status("changed").port.baudRate == 9_600
        }
        #expect(throws: (any Error).self) { try service.status("gone") }
        #expect(try Self.descriptors(of: service.manager.program, on: kept.path) == descriptors)
        #expect(try Self.descriptors(of: service.manager.program, on: gone.path).isEmpty)
        #expect(try service.status("kept") == before)
        let text = "still here\n"
        try kept.print(text)
        try service.waits(untilRecorded: BootText.loader.utf8.count + text.utf8.count, of: "kept")
        let after = try service.status("kept")
        #expect(after.receivedBytes == before.receivedBytes + text.utf8.count)
        #expect(after.recording == before.recording)
        #expect(try service.gaps("kept").isEmpty)
        let opened = try journald.entries("MESSAGE_ID=\(MessageID.portOpened)").compactMap { $0["BOOTWATCH_PORT"] }
        #expect(opened.sorted() == ["changed", "changed", "gone", "kept", "new"])
        // Given back for good: nobody keeps it.
        #expect(try service.manager.stored().contains { $0.contains("gone") } == false)
    }

    @Test func `the journal's severity changes at once`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService(
            [.init("rack1", board)], beside: journald, settings: "[journal]\nseverity = \"fatal\"\n")
        try service.start(open: "rack1")
        try board.print(BootText.loader + BootText.badChecksum.split(separator: "ERROR")[0])
        try service.wait(for: "the diagnosis") { try service.status("rack1").code == "verify.checksum" }
        try service.configure([.init("rack1", board)], settings: "[journal]\nseverity = \"notice\"\n")
        try service.reload()
        // In the same boot.
        try board.print("resetting ...\n")
        let told = try journald.wait(for: "the reset", "BOOTWATCH_CODE=boot.reset") { !$0.isEmpty }
        #expect(told[0]["BOOTWATCH_BOOT"] == "1")
        let before = try journald.entries("BOOTWATCH_CODE=verify.checksum").filter { $0["BOOTWATCH_SEVERITY"] != nil }
        #expect(before.isEmpty)
    }

    @Test func `new rules hold from a console's next boot on`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try board.print(BootText.loader)
        try service.wait(for: "the boot") { try service.status("rack1").boots == 1 }
        let rules = try service.folder.file(
            "mine.toml",
            """
            pack = "mine"
            [[rule]]
            id = "mine.fan"
            match = ["the fan of this lab stands still"]
            code = "memory.init"
            severity = "error"
            summary = "The fan stands still"
            source = "this test"
            examples = ["the fan of this lab stands still"]

            """)
        try service.configure([.init("rack1", board)], settings: "rules = [\"\(rules)\"]\n")
        try service.reload()
        try board.print("the fan of this lab stands still\n")
        let text = BootText.loader + "the fan of this lab stands still\n"
        try board.print(text)
        let told = try journald.wait(for: "the fan", "BOOTWATCH_RULE=mine.fan") { !$0.isEmpty }
        #expect(told.map { $0["BOOTWATCH_LINE"] } == ["4"])
        try service.wait(for: "two boots") { try service.status("rack1").boots == 2 }
        #expect(try journald.entries("BOOTWATCH_RULE=mine.fan").count { $0["BOOTWATCH_STATE"] == "open" } == 1)
        #expect(!service.errors.contains("rules refused"), "\(service.errors)")
    }
}
