// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import Glibc
import SystemJournal
import TestSupport
import Testing

/// Ports that refuse, go away and come back, while `bootwatch serve` keeps others.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServePortTests {
    private static let nobody: uid_t = 65_534

    @Test func `a port that refuses is told once, tried again, and hurts no other`() throws {
        let (good, busy, forbidden) = (try WatchedBoard(), try WatchedBoard(), try WatchedBoard())
        try #require(chown(forbidden.path, Self.nobody, Self.nobody) == 0 && chmod(forbidden.path, 0o600) == 0)
        // Another program has the port.
        let holder = try Descriptor(open(busy.path, O_RDWR | O_NOCTTY | O_NONBLOCK), of: "open '\(busy.path)'")
        try #require(flock(holder.number, LOCK_EX | LOCK_NB) == 0)
        let journald = try JournaldNamespace.start()
        let service = try RunningService(
            [.init("good", good), .init("busy", busy), .init("forbidden", forbidden)], beside: journald,
            // Root without its right to pass over permissions.
            launcher: ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"])
        try service.start(open: "good")
        try journald.wait(for: "both troubles", "MESSAGE_ID=\(MessageID.portFailed)") { $0.count >= 2 }
        #expect(try service.status("busy").port.state == .failed)
        #expect(try service.status("busy").port.trouble?.contains("it is in use by") == true)
        #expect(try service.status("forbidden").port.trouble?.contains("permission denied") == true)
        try good.print("still here\n")
        try service.waits(untilRecorded: 11, of: "good")
        // The second of two attempts at least has come and gone.
        let attempt = ContinuousClock.now
        try service.wait(for: "another attempt") { attempt.duration(to: .now) > .seconds(1.2) }
        flock(holder.number, LOCK_UN)
        try #require(chmod(forbidden.path, 0o666) == 0)
        try service.wait(for: "recovery") {
            try service.status("busy").port.state == .open && service.status("forbidden").port.state == .open
        }
        for (name, board) in [("busy", busy), ("forbidden", forbidden)] {
            try board.print("here I am\n")
            try service.waits(untilRecorded: 10, of: name)
        }
        let failed = try journald.entries("MESSAGE_ID=\(MessageID.portFailed)")
        #expect(failed.compactMap { $0["BOOTWATCH_PORT"] }.sorted() == ["busy", "forbidden"])
        #expect(failed.allSatisfy { $0["PRIORITY"] == "3" })
        let recovered = try journald.wait(for: "recoveries", "MESSAGE_ID=\(MessageID.portRecovered)") { $0.count == 2 }
        #expect(recovered.compactMap { $0["BOOTWATCH_PORT"] }.sorted() == ["busy", "forbidden"])
        #expect(try service.status("good").receivedBytes == 11)
    }
}
