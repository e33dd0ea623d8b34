// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemJournal
import TestSupport
import Testing

/// Journals that somebody else wrote, or that a disk damaged.
@Suite struct HistoryHostileTests {
    /// Fields of a diagnosis with a value in every place.
    private func fields(_ value: String) -> [(name: String, value: String)] {
        [
            ("SYSLOG_IDENTIFIER", "bootwatch"), ("PRIORITY", "2"),
            ("MESSAGE_ID", MessageID.diagnosis(.verifyChecksum).description), ("MESSAGE", value),
            ("BOOTWATCH_PORT", value), ("BOOTWATCH_BOARD", value), ("BOOTWATCH_BOOT_ID", value),
            ("BOOTWATCH_SEVERITY", "fatal"), ("BOOTWATCH_SIGNATURE", value), ("BOOTWATCH_PARTITION", value),
            ("BOOTWATCH_CAUSE", value), ("BOOTWATCH_STEP", value), ("BOOTWATCH_BAD_BLOCKS", value),
        ]
    }

    @Test(arguments: [
        "\u{1B}[2J\u{1B}]0;mine\u{07}", "\u{9B}31m", "\u{202E}gnp.exe", "one\ntwo\r\n",
        String(repeating: "x", count: 70_000),
        "\u{0}",
    ])
    func `hostile values can do nothing to the terminal`(value: String) throws {
        let journal = try HistoryJournal()
        try journal.add([(time: HistoryJournal.ago(hours: 2), fields: fields(value))])
        for arguments in [[], ["--json"]] {
            var command = Command("history", "--journal", journal.path)
            command.arguments += arguments
            let result = try command.run()
            #expect(result.status == 1)
            let hidden = result.output.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || 0x7F...0x9F ~= $0.value)
            }
            #expect(hidden.isEmpty)
            #expect(!result.output.unicodeScalars.contains("\u{202E}") || arguments == ["--json"])
            #expect(result.output.utf8.count < 20_000)
            if arguments.isEmpty { #expect(result.lines.allSatisfy { $0.unicodeScalars.count <= 80 }) }
        }
    }

    @Test func `thousands of signatures and consoles stay bounded`() throws {
        let journal = try HistoryJournal()
        let start = HistoryJournal.ago(hours: 20)
        try journal.add(
            (0..<3_000).map { number in
                (time: start + Int64(number) * 1_000_000, fields: fields("n\(number)"))
            })
        let result = try journal.history()
        #expect(result.status == 1)
        #expect(result.lines.count < 150)
        #expect(result.output.contains("2000 diagnoses of further kinds only counted."), "\(result.output)")
        #expect(result.output.contains("2000 entries of further consoles only counted."))
    }

    @Test(arguments: [4_096, 100_000, 4_000_000])
    func `a file that was cut off is read as far as it goes, or refused`(size: Int) throws {
        let journal = try HistoryJournal()
        try journal.add((1...50).map { .bad(HistoryJournal.ago(hours: $0)) })
        #expect(truncate("\(journal.path)/a.journal", size) == 0)
        let result = try journal.history()
        #expect([0, 1, 2].contains(result.status), "\(result)")
    }

    @Test func `a file with flipped bits ends neither in a crash nor in a loop`() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<8 {
            let journal = try HistoryJournal()
            try journal.add((1...20).map { .bad(HistoryJournal.ago(hours: $0)) })
            let path = "\(journal.path)/a.journal"
            var bytes = Folder.bytes(ofFile: path)
            // Behind the header; the file is mostly empty, what it holds lies in front.
            for _ in 0..<40 {
                bytes[Int.random(in: 300..<60_000, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let file = try Descriptor(open(path, O_WRONLY | O_TRUNC), of: "open")
            try file.write(bytes)
            let result = try journal.history()
            #expect([0, 1, 2].contains(result.status), "\(result)")
        }
    }
}
