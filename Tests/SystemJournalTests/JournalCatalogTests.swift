// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemJournal
import TestSupport
import Testing

@Suite struct JournalCatalogTests {
    /// Whether the file is to be written anew: `RECORD_GOLDEN=1 swift test`.
    private static let isRecording = getenv("RECORD_GOLDEN") != nil

    private static var path: String {
        String(#filePath.prefix(#filePath.utf8.count - "Tests/SystemJournalTests/JournalCatalogTests.swift".utf8.count))
            + "systemd/bootwatch.catalog"
    }

    private static var text: String { JournalCatalog.text(knowledge: ShippedKnowledge.knowledge) }

    @Test func `the file that is installed says what the knowledge base says`() throws {
        let text = Self.text
        guard !Self.isRecording else {
            try write(text, to: Self.path)
            Issue.record("recorded \(Self.path): look at the difference, then run without RECORD_GOLDEN")
            return
        }
        #expect(try read(Self.path) == text, "record anew with RECORD_GOLDEN=1 swift test, and read the difference")
    }

    @Test func `every id has one text, and no text has a stray header`() {
        let headers = Self.text.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
        #expect(Set(headers).count == headers.count)
        for code in DiagnosisCode.allCases { #expect(headers.contains(MessageID.diagnosis(code).description)) }
        #expect(headers.count == DiagnosisCode.allCases.count + 25)
        #expect(Self.text.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
        #expect(!Self.text.contains("{"))
    }

    @Test func `only fields stand in it that fit`() {
        let known: Set = [
            "ID", "PORT", "BOOT", "BOOT_ID", "CODE", "VERDICT", "REASON", "CONSOLES", "CONFIGURATION", "BYTES",
            "ENTRIES",
            "SECONDS",
        ]
        let fields = Self.text.split(separator: "@").filter { $0.hasPrefix("BOOTWATCH_") }
            .map { String($0.dropFirst("BOOTWATCH_".count)) }
        #expect(Set(fields) == known)
    }

    @Test(.enabled(if: JournaldNamespace.obstacle == nil, "needs systemd-journald and root"))
    func `journalctl -x explains a diagnosis of this board`() throws {
        let journald = try JournaldNamespace.start()
        let sources = "\(journald.folder)/root/usr/lib/systemd/catalog"
        #expect(try journald.run(["/bin/mkdir", "-p", sources, "\(journald.folder)/root/var/lib/systemd"]).status == 0)
        try write(Self.text, to: "\(sources)/bootwatch.catalog")
        let update = try journald.run(["/usr/bin/journalctl", "--update-catalog", "--root=\(journald.folder)/root"])
        #expect(update.status == 0, "\(update.errors)")
        #expect(update.errors == "")

        let diagnosis = try #require(Analysis(BootText.loader + BootText.badChecksum).diagnosis(.verifyChecksum))
        let context = ConsoleContext(console: "rack3-A", boot: 4, bootID: "20261121T192408.123Z")
        let writer = try journald.inside { JournalWriter { _ in } }
        writer.write(.diagnosis(diagnosis, in: context))
        writer.write(.service(.entriesDropped(12)))
        #expect(writer.finish())
        try journald.wait(for: "two entries", "SYSLOG_IDENTIFIER=bootwatch") { $0.count == 2 }

        // What is installed there is what journalctl looks up.
        let database = "\(journald.folder)/root/var/lib/systemd/catalog/database"
        let shown = try journald.run([
            "/bin/sh", "-ec",
            """
            mkdir -p /var/lib/systemd/catalog
            mount -t tmpfs catalog /var/lib/systemd/catalog
            cp '\(database)' /var/lib/systemd/catalog/database
            journalctl -D '\(journald.journal)' -x --no-pager SYSLOG_IDENTIFIER=bootwatch
            """,
        ])
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.contains("Subject: Checksum mismatch (verify.checksum)"), "\(shown.output)")
        #expect(shown.output.contains("On console rack3-A, boot 4."))
        #expect(shown.output.contains("What to do, harmless steps first:"))
        #expect(shown.output.contains("bootwatch explain verify.checksum"))
        #expect(shown.output.contains("12 entries of bootwatch found no room"))
        #expect(!shown.output.contains("@"))
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
