// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemJournal
import TestSupport
import Testing

/// `bootwatch serve` and the service manager.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeLifeTests {
    private static var monotonicMicroseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    @Test func `the service manager is told all that it wants to know`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald, options: ["--watchdog", "2"])
        let status = try service.start()
        #expect(status == "1 consoles, 0 open" || status == "1 consoles, 1 open")
        try service.wait(for: "rack1 open") { try service.status("rack1").port.state == .open }
        try board.print(BootText.loader + BootText.badChecksum.split(separator: "ERROR")[0])
        let told = try service.manager.notification("STATUS") { $0.hasPrefix("rack1: ") }
        #expect(told["STATUS"]?.contains("checksum") == true, "\(told)")
        for _ in 0..<3 { try service.manager.notification("WATCHDOG") }
        let before = Self.monotonicMicroseconds
        try service.manager.perform("signal HUP")
        let reloading = try service.manager.notification("RELOADING")
        let moment = try #require(reloading["MONOTONIC_USEC"].flatMap { Int64($0) })
        #expect(before...Self.monotonicMicroseconds ~= moment)
        #expect(try service.manager.notification("READY")["STATUS"] == "1 consoles, 1 open")
        #expect(try !service.manager.hears("watchdog", within: 0))
        try service.manager.perform("stop")
        try service.manager.notification("STOPPING")
        #expect(try service.manager.event("exited")["status"]?.number == 0)
        let entries = try journald.wait(for: "the end", "SYSLOG_IDENTIFIER=bootwatch") {
            $0.contains { $0["MESSAGE_ID"] == "\(MessageID.serviceStopping)" }
        }
        #expect(entries.contains { $0["MESSAGE_ID"] == "\(MessageID.serviceStarted)" })
    }

    @Test func `it starts and ends without any port, and says that there is none`() throws {
        let journald = try JournaldNamespace.start(runs: false)
        let service = try RunningService([], beside: journald)
        #expect(try service.start() == "0 consoles, 0 open")
        #expect(try service.manager.end(by: "TERM") == "0")
        #expect(service.errors.contains("no [[port]] is configured"), "\(service.errors)")
    }

    @Test func `a wrong configuration is refused with its places, and nothing begins`() throws {
        let folder = try Folder()
        let path = try folder.file(
            "wrong.toml", "[recording]\nkeep-size = \"2 GiBi\"\n[[port]]\nmatch = \"/dev/ttyUSB0\"\nbauds = 9600\n")
        for arguments in [["serve", "--config", path, "--check-config"], ["serve", "--config", path]] {
            var command = Command()
            command.arguments = arguments
            let result = try command.run()
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 2, "\(result.errors)")
            #expect(lines.first?.hasPrefix("bootwatch: \(path):2:13: ") == true, "\(result.errors)")
            #expect(lines.last?.hasPrefix("bootwatch: \(path):5:1: ") == true, "\(result.errors)")
        }
        let right = try folder.file("right.toml", "[[port]]\nmatch = \"/dev/ttyUSB0\"\n")
        let result = try Command("serve", "--config", right, "--check-config").run()
        #expect(result.status == 0)
        #expect(result.output == "Read \(right): 1 [[port]] table, nothing wrong.\n")
    }

    @Test func `a configuration that became wrong changes nothing, and the journal tells why`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        let since = try service.status("rack1").since
        try service.configure([.init("rack1", board, "bauds = 9600"), .init("rack2", path: "/dev/ttyUSB9")])
        #expect(try service.reload() == "1 consoles, 1 open")
        let refused = try journald.wait(for: "refusal", "MESSAGE_ID=\(MessageID.configurationRefused)") {
            !$0.isEmpty
        }
        #expect(refused.count == 1)
        #expect(refused[0]["PRIORITY"] == "3")
        #expect(refused[0]["BOOTWATCH_ISSUE"]?.hasPrefix("\(service.folder.path)/bootwatch.toml:9:1: ") == true)
        #expect(try service.status("rack1").since == since)
        #expect(throws: (any Error).self) { try service.status("rack2") }
        try board.print("still here\n")
        try service.waits(untilRecorded: 11, of: "rack1")
        #expect(try service.manager.end(by: "TERM") == "0")
    }
}
