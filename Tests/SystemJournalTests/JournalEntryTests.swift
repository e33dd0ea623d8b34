// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemJournal
import TestSupport
import Testing

@testable import BootLog

@Suite struct JournalEntryTests {
    private static let context = ConsoleContext(
        console: "rack3-A", board: "acme-router-r2", boot: 4, bootID: "20261121T192408.123Z", stage: .bootloader,
        firstLine: 1,
        recording: ConsoleContext.Recording(path: "/var/lib/bootwatch/rack3-A/x.log", bytes: 0..<4_711))

    private static func checksum() throws -> Diagnosis {
        try #require(Analysis(BootText.loader + BootText.badChecksum).diagnosis(.verifyChecksum))
    }

    private func lines(_ entry: JournalEntry) -> [String] { entry.fields.map { "\($0.name)=\($0.value)" } }

    @Test func `a diagnosis has the fields of the contract`() throws {
        let diagnosis = try Self.checksum()
        let entry = JournalEntry.diagnosis(diagnosis, in: Self.context)
        let cause = try #require(diagnosis.causes.first)
        #expect(entry.message.hasPrefix("rack3-A: \(diagnosis.summary); likeliest cause: \(cause.title) ("))
        #expect(entry.priority == .error)
        #expect(entry.messageID == .diagnosis(.verifyChecksum))
        #expect(entry.rank == .essential)
        let expected = [
            "MESSAGE_ID=\(MessageID.diagnosis(.verifyChecksum))", "PRIORITY=3", "SYSLOG_IDENTIFIER=bootwatch",
            "BOOTWATCH_PORT=rack3-A", "BOOTWATCH_BOARD=acme-router-r2", "BOOTWATCH_BOOT=4",
            "BOOTWATCH_BOOT_ID=20261121T192408.123Z", "BOOTWATCH_STAGE=bootloader",
            "BOOTWATCH_RECORDING=/var/lib/bootwatch/rack3-A/x.log:0-4711",
            "BOOTWATCH_ID=rack3-A/20261121T192408.123Z/verify.checksum", "BOOTWATCH_CODE=verify.checksum",
            "BOOTWATCH_SEVERITY=error", "BOOTWATCH_OWNER=\(diagnosis.owner.rawValue)",
            "BOOTWATCH_SIGNATURE=verify.checksum:uboot.legacy.data-crc:-", "BOOTWATCH_RULE=uboot.legacy.data-crc",
            "BOOTWATCH_CAUSE=\(cause.cause)", "BOOTWATCH_LINE=5",
            "BOOTWATCH_EVIDENCE=5:    Verifying Checksum ... Bad Data CRC",
        ]
        let all = lines(entry)
        #expect(expected.filter { !all.contains($0) } == [])
        let confidence = try #require(entry.values(of: "BOOTWATCH_CONFIDENCE").first)
        #expect(abs((Double(confidence) ?? 9) - diagnosis.confidence) < 0.006)
        #expect(entry.values(of: "BOOTWATCH_STEP").count == 3)
        #expect(entry.values(of: "BOOTWATCH_BAD_BLOCKS") == [])
    }

    @Test func `lines are numbered as in the recording`() throws {
        var context = Self.context
        context.firstLine = 5
        let entry = JournalEntry.diagnosis(try Self.checksum(), in: context)
        #expect(entry.values(of: "BOOTWATCH_LINE") == ["1"])
        context.firstLine = 6
        let later = JournalEntry.diagnosis(try Self.checksum(), in: context)
        #expect(later.values(of: "BOOTWATCH_LINE") == [])
        #expect(later.values(of: "BOOTWATCH_EVIDENCE").first?.hasPrefix("-: ") == true)
    }

    @Test(arguments: [
        (Severity.fatal, "2", "5"), (.error, "3", "5"), (.warning, "4", "5"), (.notice, "5", "5"), (.info, "6", "6"),
    ])
    func `the priority falls when the boot has survived it`(severity: Severity, fresh: String, survived: String) throws
    {
        var diagnosis = try Self.checksum()
        diagnosis.severity = severity
        diagnosis.isSurvived = false
        #expect(JournalEntry.diagnosis(diagnosis, in: Self.context).values(of: "PRIORITY") == [fresh])
        diagnosis.isSurvived = true
        #expect(JournalEntry.diagnosis(diagnosis, in: Self.context).values(of: "PRIORITY") == [survived])
        diagnosis.isSurvived = false
        diagnosis.state = .resolved
        #expect(JournalEntry.diagnosis(diagnosis, in: Self.context).values(of: "PRIORITY") == [survived])
    }

    @Test func `what is taken back has the id of what it takes back`() throws {
        let entry = JournalEntry.resolved(try Self.checksum(), in: Self.context)
        #expect(entry.messageID == .resolved)
        #expect(entry.priority == .info)
        #expect(entry.values(of: "BOOTWATCH_ID") == ["rack3-A/20261121T192408.123Z/verify.checksum"])
    }

    @Test func `numbers of bad blocks and places are told`() throws {
        var diagnosis = try Self.checksum()
        diagnosis.partition = "recovery"
        diagnosis.offset = 0xA4_0000
        diagnosis.badBlocks = [LocatedBlock(offset: 0xA4_0000, block: 82, partition: "recovery")]
        diagnosis.confidence = .nan
        let entry = JournalEntry.diagnosis(diagnosis, in: Self.context)
        #expect(entry.values(of: "BOOTWATCH_BAD_BLOCKS") == ["1"])
        #expect(entry.values(of: "BOOTWATCH_OFFSET") == ["0x00a40000"])
        #expect(entry.values(of: "BOOTWATCH_PARTITION") == ["recovery"])
        #expect(entry.values(of: "BOOTWATCH_SIGNATURE") == ["verify.checksum:uboot.legacy.data-crc:recovery"])
        #expect(entry.values(of: "BOOTWATCH_CONFIDENCE") == ["0.00"])
    }

    @Test(arguments: [
        (Verdict.Outcome.booted, "6"), (.incomplete, "6"), (.recovery, "4"), (.garbled, "4"), (.failed, "3"),
        (.hung, "3"), (.looping, "3"),
    ])
    func `a verdict has the priority of its outcome`(outcome: Verdict.Outcome, priority: String) throws {
        var verdict = try #require(Analysis(BootText.loader + BootText.badChecksum).verdict)
        verdict.outcome = outcome
        let entry = JournalEntry.verdict(verdict, in: Self.context)
        #expect(entry.values(of: "PRIORITY") == [priority])
        #expect(entry.values(of: "BOOTWATCH_VERDICT") == [outcome.rawValue])
        #expect(entry.values(of: "BOOTWATCH_CODE") == ["verify.checksum"])
        #expect(entry.values(of: "BOOTWATCH_DIAGNOSES") == verdict.diagnoses)
        #expect(entry.message == "rack3-A: boot 4 \(outcome.rawValue): \(verdict.summary)")
    }

    @Test func `a console without a boot tells none`() {
        let context = ConsoleContext(console: "ttyUSB0")
        let entry = JournalEntry.port(PortNotice(.lost, "the adapter is gone"), in: context)
        #expect(
            lines(entry) == [
                "MESSAGE=ttyUSB0: the adapter is gone", "MESSAGE_ID=\(MessageID.portLost)", "PRIORITY=4",
                "SYSLOG_IDENTIFIER=bootwatch", "BOOTWATCH_PORT=ttyUSB0",
            ])
        let gap = JournalEntry.gap(Gap(.dropped, bytes: 1, duration: 5), in: context)
        #expect(gap.message == "ttyUSB0: 1 byte is missing here (dropped)")
        #expect(gap.values(of: "BOOTWATCH_BYTES") == ["1"])
        #expect(JournalEntry.gap(Gap(.unplugged), in: context).message.contains("bytes may be missing"))
        let line = JournalEntry.console("U-Boot\u{7}", number: 3, in: context)
        #expect(line.message == "ttyUSB0| U-Boot\\x07")
        #expect(line.values(of: "BOOTWATCH_LINE") == ["3"])
    }

    @Test(arguments: [
        (ServiceEvent.started(version: "1", consoles: 1), "bootwatch 1 serves 1 console"),
        (.stopping(reason: "SIGTERM"), "bootwatch stops: SIGTERM"),
        (.configurationRead(path: "/x.toml", consoles: 16), "read /x.toml: 16 consoles"),
        (.configurationRefused(issues: ["a", "b"]), "the configuration is not taken: a (and 1 more)"),
        (.recordingPaused(console: "A", reason: "no space"), "A: the recording pauses: no space"),
        (.recordingResumed(console: "A", missingBytes: 0), "A: the recording goes on"),
        (.recordingResumed(console: "A", missingBytes: 2), "A: the recording goes on; 2 bytes found no room"),
        (.entriesDropped(1), "1 entry for the journal found no room while it did not take any"),
        (.entriesSuppressed(7, seconds: 30), "7 entries for the journal held back: too many in 30 seconds"),
    ])
    func `the service speaks in sentences`(event: ServiceEvent, message: String) {
        #expect(JournalEntry.service(event).message == message)
        #expect(JournalEntry.service(event).messageID != nil)
    }

    @Test func `a message is never empty`() {
        let entry = JournalEntry("", id: nil, priority: .info, rank: .chatter, details: [JournalField("A", "")])
        #expect(lines(entry) == ["MESSAGE=(nothing)", "PRIORITY=6", "SYSLOG_IDENTIFIER=bootwatch"])
    }
}
