// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemJournal
import TestSupport
import Testing

/// What `bootwatch serve` leaves in a real journal.
@Suite(.serialized, .enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct ServeJournalTests {
    private static let healthy = BootText.loader + BootText.kernel + BootText.userSpace
    private static let failing = BootText.loader + BootText.badChecksum

    /// The file and the bytes that an entry points at.
    private static func place(_ entry: JournaldEntry) throws -> (path: String, bytes: Range<Int>) {
        let words = try #require(entry["BOOTWATCH_RECORDING"]).split(separator: ":")
        let ends = try #require(words.last).split(separator: "-").compactMap { Int($0) }
        try #require(words.count == 2 && ends.count == 2)
        return (String(words[0]), ends[0]..<ends[1])
    }

    @Test func `a diagnosis is one entry that leads to its line in the recording`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board, "board = \"acme-r2\"")], beside: journald)
        try service.start(open: "rack1")
        try board.print(Self.healthy)
        try service.waits(untilRecorded: Self.healthy.utf8.count, of: "rack1")
        try board.print(Self.failing)
        let found = try journald.wait(for: "diagnosis", "BOOTWATCH_CODE=verify.checksum") { !$0.isEmpty }
        let entry = found[0]
        #expect(entry["SYSLOG_IDENTIFIER"] == "bootwatch")
        #expect(entry["_COMM"] == "bootwatch")
        #expect(entry["PRIORITY"] == "3")
        #expect(entry["BOOTWATCH_PORT"] == "rack1")
        #expect(entry["BOOTWATCH_BOARD"] == "acme-r2")
        #expect(entry["BOOTWATCH_BOOT"] == "2")
        #expect(entry["BOOTWATCH_STAGE"] == "bootloader")
        #expect(entry["BOOTWATCH_VERDICT"] == "failed")
        #expect(entry["BOOTWATCH_SEVERITY"] == "error")
        #expect(entry["BOOTWATCH_STATE"] == "open")
        for name in ["RULE", "CONFIDENCE", "CAUSE", "SIGNATURE", "OWNER", "STEP"] {
            #expect(entry["BOOTWATCH_\(name)"]?.isEmpty == false, "\(name)")
        }
        #expect(entry.message.hasPrefix("rack1: "))
        let bootID = try #require(entry["BOOTWATCH_BOOT_ID"])
        #expect(entry["BOOTWATCH_ID"] == "rack1/\(bootID)/verify.checksum")

        // The boot has a segment of its own, named as the boot is.
        let (path, bytes) = try Self.place(entry)
        #expect(path.hasSuffix("/rack1/rack1-\(bootID).log"))
        try service.wait(for: "the segment") { Folder.bytes(ofFile: path) == Array(Self.failing.utf8) }
        let text = String(decoding: Folder.bytes(ofFile: path)[bytes], as: UTF8.self)
        #expect(text.contains("Bad Data CRC"))
        let line = try #require(entry["BOOTWATCH_LINE"].flatMap { Int($0) })
        let lines = Self.failing.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[line - 1].contains("Bad Data CRC"))
        #expect(entry["BOOTWATCH_EVIDENCE"]?.hasPrefix("\(line): ") == true)
        #expect(entry["BOOTWATCH_EVIDENCE"]?.hasSuffix("Verifying Checksum ... Bad Data CRC") == true)

        // The next boot ends this one.
        try board.print(Self.failing)
        let verdicts = try journald.wait(for: "verdicts", "MESSAGE_ID=\(MessageID.verdict)") { $0.count == 2 }
        #expect(verdicts.map { $0["BOOTWATCH_VERDICT"] } == ["booted", "failed"])
        #expect(verdicts.map { $0["PRIORITY"] } == ["6", "3"])
        #expect(verdicts[1]["BOOTWATCH_ID"] == "rack1/\(bootID)/verdict")
        #expect(verdicts[1]["BOOTWATCH_CODE"] == "verify.checksum")
        #expect(verdicts[1]["BOOTWATCH_BOOT_ID"] == bootID)
        let whole = try Self.place(verdicts[1])
        #expect(whole.path == path)
        #expect(whole.bytes.lowerBound == 0)
        #expect(whole.bytes.upperBound >= Self.failing.utf8.count)

        // And the recording says the same as the journal.
        #expect(try service.manager.end(by: "TERM") == "0")
        let analysis = try Command("analyze", "--format", "jsonl", path).run()
        #expect(analysis.status == 1)
        #expect(try analysis.events.contains { $0["code"]?.string == "verify.checksum" })
    }

    @Test func `what is taken back and what becomes worse has entries of its own`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try board.print(BootText.loader + BootText.badChecksum.split(separator: "ERROR")[0])
        try journald.wait(for: "diagnosis", "BOOTWATCH_CODE=verify.checksum") { !$0.isEmpty }
        try board.print(BootText.goodChecksum)
        let resolved = try journald.wait(for: "taking back", "MESSAGE_ID=\(MessageID.resolved)") { !$0.isEmpty }
        #expect(resolved[0]["PRIORITY"] == "6")
        #expect(resolved[0]["BOOTWATCH_STATE"] == "resolved")
        let id = try #require(resolved[0]["BOOTWATCH_ID"])
        let all = try journald.entries("BOOTWATCH_ID=\(id)")
        #expect(all.map { $0["BOOTWATCH_STATE"] } == ["open", "resolved"])
        #expect(all[0]["MESSAGE_ID"] != all[1]["MESSAGE_ID"])
    }

    @Test func `a diagnosis that becomes worse is told again, as worse`() throws {
        let log = try #require(SampleLogs.paths.first { $0.hasSuffix("/ubi-ecc-storm-squashfs-init-killed.log") })
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try board.print(Folder.bytes(ofFile: log))
        let worse = try journald.wait(for: "worsening", "MESSAGE_ID=\(MessageID.worsened)") { !$0.isEmpty }
        #expect(worse[0]["BOOTWATCH_CODE"] == "flash.ecc-uncorrectable")
        #expect(worse[0].message.hasPrefix("rack1: now error: "))
        let id = try #require(worse[0]["BOOTWATCH_ID"])
        let all = try journald.entries("BOOTWATCH_ID=\(id)")
        #expect(all.map { $0["BOOTWATCH_SEVERITY"] } == ["warning", "error"])
        #expect(all.map { $0["PRIORITY"] } == ["4", "3"])
    }

    @Test func `the journal explains a diagnosis by the catalogue`() throws {
        let board = try WatchedBoard()
        let journald = try JournaldNamespace.start()
        let service = try RunningService([.init("rack1", board)], beside: journald)
        try service.start(open: "rack1")
        try board.print(Self.failing)
        try journald.wait(for: "diagnosis", "BOOTWATCH_CODE=verify.checksum") { !$0.isEmpty }
        let catalogs = "\(journald.folder)/root/usr/lib/systemd/catalog"
        let shown = try journald.run([
            "/bin/sh", "-ec",
            """
            mkdir -p '\(catalogs)' '\(journald.folder)/root/var/lib/systemd/catalog' /var/lib/systemd/catalog
            cp '\(SystemdTree.source)/bootwatch.catalog' '\(catalogs)'
            journalctl --update-catalog --root='\(journald.folder)/root'
            mount --bind '\(journald.folder)/root/var/lib/systemd/catalog' /var/lib/systemd/catalog
            journalctl -D '\(journald.journal)' -x --no-pager SYSLOG_IDENTIFIER=bootwatch
            """,
        ])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("Subject: Checksum mismatch (verify.checksum)"), "\(shown.output)")
        #expect(shown.output.contains("On console rack1, boot 1."))
        #expect(shown.output.contains("What to do, harmless steps first:"))
        #expect(shown.output.contains("bootwatch explain verify.checksum"))
    }
}
