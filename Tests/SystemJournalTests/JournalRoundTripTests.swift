// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Logging
import SystemJournal
import TestSupport
import Testing

@testable import BootLog

/// A real journald takes what is written, and journalctl shows it.
@Suite(.enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
struct JournalRoundTripTests {
    private static let context = ConsoleContext(
        console: "rack3-A", board: "acme", boot: 4, bootID: "20261121T192408.123Z", stage: .bootloader,
        recording: ConsoleContext.Recording(path: "/var/lib/bootwatch/rack3-A/x.log", bytes: 0..<4_711))

    private static func diagnosis() throws -> Diagnosis {
        try #require(Analysis(BootText.loader + BootText.badChecksum).diagnosis(.verifyChecksum))
    }

    /// Writes entries and reads them again, in the order in which they were written.
    private func roundTrip(_ entries: [JournalEntry]) throws -> [JournaldEntry] {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        for entry in entries { writer.write(entry) }
        #expect(writer.finish())
        #expect(writer.sent == entries.count)
        return try journald.wait(for: "\(entries.count) entries", "SYSLOG_IDENTIFIER=bootwatch") {
            $0.count == entries.count
        }
    }

    /// Fields as journalctl gives them: several values of a name together.
    private func fields(_ entry: JournalEntry) -> [String: Set<String>] {
        Dictionary(entry.fields.map { ($0.name, [$0.value]) }) { $0.union($1) }
    }

    @Test func `an entry can be read as it was written`() throws {
        let analysis = Analysis(BootText.loader + BootText.badChecksum)
        let diagnosis = try Self.diagnosis()
        let written: [JournalEntry] = [
            .service(.started(version: "1.2.3", consoles: 2)), .diagnosis(diagnosis, in: Self.context),
            .resolved(diagnosis, in: Self.context),
            .verdict(try #require(analysis.verdict), in: Self.context),
            .port(PortNotice(.lost, "the adapter is gone"), in: Self.context),
            .gap(Gap(.unplugged, duration: 5), in: Self.context),
            .console("U-Boot 2018.03", number: 1, in: Self.context),
        ]
        let read = try roundTrip(written)
        for (read, written) in zip(read, written) {
            for (name, values) in fields(written) { #expect(Set(read.fields[name] ?? []) == values) }
            #expect(read.fields.keys.allSatisfy { $0.hasPrefix("_") || fields(written)[$0] != nil })
        }
    }

    @Test func `no value of a board can break an entry or add to it`() throws {
        let hostile = [
            "a\nPRIORITY=0", "\0", "\u{1B}]0;title\u{7}", "\u{202E}", String(repeating: "x", count: 100_000),
            String(repeating: "\n", count: 5_000), "=", " ", "\u{FFFD}", "@BOOTWATCH_PORT@", "\u{301}",
            String(repeating: "𝄞", count: 2_000), "BOOTWATCH_CODE=x",
        ]
        let written = try hostile.map { text in
            var diagnosis = try Self.diagnosis()
            diagnosis.summary = text
            diagnosis.subject = text
            diagnosis.partition = text
            diagnosis.evidence = [Diagnosis.Evidence(line: 1, rule: text, text: text)]
            return JournalEntry.diagnosis(diagnosis, in: ConsoleContext(console: text, board: text, bootID: text))
        }
        let read = try roundTrip(written)
        for (read, written) in zip(read, written) {
            for (name, values) in fields(written) { #expect(Set(read.fields[name] ?? []) == values) }
            for (name, values) in read.fields where !name.hasPrefix("_") {
                #expect(values.allSatisfy { name.utf8.count + 1 + $0.utf8.count < 4_096 })
                #expect(values.allSatisfy { !$0.utf8.contains { $0 < 0x20 } })
            }
            #expect(read["PRIORITY"] == "3")
        }
    }

    @Test func `journalctl finds a code by its id and a board by its port`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        writer.write(.diagnosis(try Self.diagnosis(), in: Self.context))
        writer.write(.diagnosis(try Self.diagnosis(), in: ConsoleContext(console: "rack3-B", boot: 1, bootID: "x")))
        writer.write(.service(.stopping(reason: "SIGTERM")))
        #expect(writer.finish())
        try journald.wait(for: "three entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 3 }
        let id = "MESSAGE_ID=\(MessageID.diagnosis(.verifyChecksum))"
        #expect(try journald.entries(id).count == 2)
        #expect(try journald.entries(id, "BOOTWATCH_PORT=rack3-B").count == 1)
        #expect(try journald.journalctl("-p", "err", "-o", "cat", "--quiet").output.split(separator: "\n").count == 2)
    }

    @Test func `the log's messages come with priority, place and metadata`() throws {
        let journald = try JournaldNamespace.start()
        let writer = try journald.inside { JournalWriter { _ in } }
        var logger = Logger(label: "consoles") { JournalLogHandler(label: $0, writer: writer, logLevel: .debug) }
        logger[metadataKey: "port"] = "rack3-A"
        logger.notice("console opened", metadata: ["baud-rate": "115200", "lines": ["cts", "dsr"]])
        logger.trace("not asked for")
        logger.error("two\nlines", metadata: ["port": "rack3-B"])
        #expect(writer.finish())
        let read = try journald.wait(for: "two entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 2 }
        #expect(read[0].message == #"console opened (baud-rate: 115200, lines: ["cts", "dsr"], port: rack3-A)"#)
        #expect(read[0]["PRIORITY"] == "5")
        #expect(read[0]["BOOTWATCH_PORT"] == "rack3-A")
        #expect(read[0]["BOOTWATCH_BAUD_RATE"] == "115200")
        #expect(read[0]["BOOTWATCH_LOGGER"] == "consoles")
        #expect(read[0]["CODE_FILE"]?.hasSuffix("JournalRoundTripTests.swift") == true)
        #expect(read[0]["CODE_FUNC"]?.isEmpty == false)
        #expect(read[0]["CODE_LINE"].flatMap { Int($0) } ?? 0 > 0)
        #expect(read[0]["MESSAGE_ID"] == nil)
        #expect(read[1].message == "two\\x0alines (port: rack3-B)")
        #expect(read[1]["PRIORITY"] == "3")
    }
}
