// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
import Glibc
import SystemJournal
import SystemPackage
import TestSupport
import Testing

/// `bootwatch serve` with much to do, and with no room for it.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeLoadTests {
    private static let ports = 16
    private static let rounds = 400
    /// Of the first board in a round.
    private static let lines = 36

    @Test func `sixteen boards at once lose nothing, and a viewer that stalls is told what it missed`() async throws {
        // Blocks for long: not on the pool.
        try await Task(executorPreference: TaskThread()) { try Self.feed() }.value
    }

    private static func feed() throws {
        let boards = try (0..<ports).map { _ in try WatchedBoard() }
        let names = (0..<ports).map { "rack\($0)" }
        let journald = try JournaldNamespace.start()
        let service = try RunningService(zip(names, boards).map { .init($0, $1) }, beside: journald)
        try service.start()
        try service.wait(for: "all consoles") { try names.allSatisfy { try service.status($0).port.state == .open } }
        let stalled = try ControlClient(path: service.socket).attach(Attach(port: "rack0", access: .read, from: .now))

        // More for the first than its viewer's backlog and the socket hold.
        var sent = [[UInt8]](repeating: [], count: ports)
        for round in 0..<rounds {
            for index in 0..<ports {
                let mark = "device \(index) in round \(round): "
                let line = mark + String(repeating: ".", count: 126 - mark.utf8.count) + "\r\n"
                let text = Array(String(repeating: line, count: index == 0 ? lines : 2).utf8)
                try boards[index].print(text)
                sent[index] += text
            }
            usleep(2_000)
        }
        for (name, bytes) in zip(names, sent) {
            try service.waits(untilRecorded: bytes.count, of: name)
            let isSame = service.recorded(name) == bytes
            #expect(isSame, "\(name)")
            let status = try service.status(name)
            #expect(status.receivedBytes == bytes.count)
            #expect(status.droppedBytes == 0)
            #expect(try service.gaps(name).isEmpty)
        }
        try service.wait(for: "all lines") { try service.status("rack0").lines == rounds * lines }

        var seen = stalled.first
        while true {
            let some = WatchedBoard.some(from: stalled.connection.rawValue, patience: 1_000)
            guard !some.isEmpty else { break }
            seen += some
        }
        let beginning = Array("[bootwatch: ".utf8)
        let missed = seen.split(separator: 0x0A).filter { $0.starts(with: beginning) }.compactMap { line in
            Int(String(decoding: line.dropFirst(beginning.count).prefix { $0 != 0x20 }, as: UTF8.self))
        }
        #expect(!missed.isEmpty)
        let notes = missed.reduce(0) { $0 + "\r\n[bootwatch: \($1) bytes are missing here]\r\n".utf8.count }
        #expect(seen.count - notes + missed.reduce(0, +) == sent[0].count, "\(missed)")
    }

    @Test func `a full disk stops the recording and says so, and nothing else`() throws {
        let disk = try Folder()
        try #require(mount("tmpfs", disk.path, "tmpfs", 0, "size=262144") == 0)
        defer { umount2(disk.path, Int32(MNT_DETACH)) }
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald, recordings: "\(disk.path)/rec")
        try service.start(open: "rack1")
        var sent = Array(BootText.loader.utf8)
        try board.print(sent)
        try service.waits(untilRecorded: sent.count, of: "rack1")
        fill(disk.path)
        let more = Array((0..<200).map { "probing device \($0) of this board\n" }.joined().utf8)
        try board.print(more)
        sent += more
        let paused = try journald.wait(for: "the pause", "MESSAGE_ID=\(MessageID.recordingPaused)") { !$0.isEmpty }
        #expect(paused[0]["BOOTWATCH_PORT"] == "rack1")
        #expect(paused[0]["PRIORITY"] == "4")
        let failure = Array(BootText.badChecksum.utf8)
        try board.print(failure)
        sent += failure
        try journald.wait(for: "the diagnosis", "BOOTWATCH_CODE=verify.checksum") { !$0.isEmpty }
        unlink("\(disk.path)/ballast")
        try journald.wait(for: "going on", "MESSAGE_ID=\(MessageID.recordingResumed)") { !$0.isEmpty }
        try service.waits(untilRecorded: sent.count, of: "rack1")
        #expect(WatchedBoard.difference(service.recorded("rack1"), sent) == nil)
        #expect(try journald.entries("MESSAGE_ID=\(MessageID.recordingPaused)").count == 1)
    }

    /// Leaves no room, as far as whole pages go.
    private func fill(_ folder: String) {
        let file = open("\(folder)/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        let page = [UInt8](repeating: 0, count: 4_096)
        while write(file, page, page.count) > 0 {}
    }
}
