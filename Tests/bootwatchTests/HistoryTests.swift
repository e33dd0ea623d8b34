// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemJournal
import TestSupport
import Testing

/// `bootwatch history` on real journal files.
@Suite struct HistoryTests {
    private typealias Boot = HistoryJournal.Boot

    @Test func `which board fails, with what and since when`() throws {
        let journal = try HistoryJournal()
        let since = HistoryJournal.ago(hours: 30)
        try journal.add(
            [
                .good(HistoryJournal.ago(hours: 900)), .good(HistoryJournal.ago(hours: 40), console: "rack2"),
                .bad(since), .bad(HistoryJournal.ago(hours: 20)), .bad(HistoryJournal.ago(hours: 3)),
            ])
        let result = try journal.history()
        #expect(result.status == 1)
        #expect(result.errors == "")
        let text = result.output
        #expect(text.hasPrefix("FAILING  1 of 2 consoles does not come up; 1 failure not seen before\n"), "\(text)")
        #expect(text.contains("5 boots: 2 booted, "))
        #expect(text.contains("verify.checksum ×3; the last 3 boots in a row"))
        #expect(text.contains("1 console came up each time: rack2"))
        #expect(text.contains("  verify.checksum  NEW\n"))
        #expect(text.contains("3 of 4 boots · since \(Self.minute(since)), last 3 h ago"))
        #expect(text.contains("on rack1 ×3"))
        #expect(text.contains("      → "))
        #expect(result.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `boots that came up are good news`() throws {
        let journal = try HistoryJournal()
        try journal.add([.good(HistoryJournal.ago(hours: 5)), .good(HistoryJournal.ago(hours: 4))])
        let result = try journal.history()
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("WELL  1 console came up each time\n"), "\(result.output)")
    }

    @Test func `a flash that loses blocks is shown with its pace`() throws {
        let journal = try HistoryJournal()
        try journal.add([
            .worn(2, HistoryJournal.ago(hours: 24 * 92)), .worn(4, HistoryJournal.ago(hours: 24 * 50)),
            .worn(8, HistoryJournal.ago(hours: 2)), .worn(3, HistoryJournal.ago(hours: 900), console: "rack2"),
        ])
        let result = try journal.history()
        #expect(result.status == 0)
        let row = try #require(result.lines.first { $0.hasPrefix("  rack1") && $0.contains("→") }, "\(result.output)")
        #expect(row.contains("2 → 8"))
        #expect(row.contains("2.0 a month"))
        #expect(result.output.contains("1 flash with bad blocks, and no more than at first"))
        let flash = try journal.json("--port", "rack1")["consoles"]?.array?.first?["flash"]?.array?.first?["bad_blocks"]
        #expect(flash?["growth"]?.number == 6)
        #expect(flash?["baseline"]?.number == 2)
        #expect(flash?["last"]?["count"]?.number == 8)
    }

    @Test func `a range leaves out what lies beyond it, but not since when there is trouble`() throws {
        let journal = try HistoryJournal()
        let first = HistoryJournal.ago(hours: 24 * 20)
        try journal.add([
            .good(HistoryJournal.ago(hours: 24 * 40)), .bad(first), .bad(HistoryJournal.ago(hours: 24 * 10)),
            .bad(HistoryJournal.ago(hours: 5)),
        ])
        let json = try journal.json("--since", "-3d")
        #expect(json["codes"]?.array?.first?["count"]?.number == 1)
        let signature = json["signatures"]?.array?.first
        #expect(signature?["first_ever"]?.string?.prefix(16) == Self.rfc3339(first).prefix(16))
        #expect(signature?["new"] == .bool(false))
        let failing = json["consoles"]?.array?.first?["failing"]
        #expect(failing?["boots"]?.number == 3)
        #expect(failing?["since"]?.string?.prefix(16) == Self.rfc3339(first).prefix(16))
        let before = try journal.history("--until", "30 days ago")
        #expect(before.status == 0)
        #expect(before.output.hasPrefix("WELL  1 console came up each time\n"))
    }

    @Test func `new on a console is what that console tells for the first time`() throws {
        let journal = try HistoryJournal()
        try journal.add([
            .bad(HistoryJournal.ago(hours: 24 * 30), console: "rack2"), .good(HistoryJournal.ago(hours: 24 * 20)),
            .bad(HistoryJournal.ago(hours: 5)),
        ])
        #expect(try journal.json()["signatures"]?.array?.first?["new"] == .bool(false))
        #expect(
            try journal.json("--port", "rack1", "--since", "-3d")["signatures"]?.array?.first?["new"] == .bool(true))
    }

    @Test func `console, board and code narrow it down`() throws {
        let journal = try HistoryJournal()
        var other = Boot.bad(HistoryJournal.ago(hours: 5), console: "rack2")
        other.board = "meter"
        try journal.add([.good(HistoryJournal.ago(hours: 9)), .worn(2, HistoryJournal.ago(hours: 8)), other])
        #expect(try journal.history("--port", "rack1").status == 0)
        #expect(try journal.history("--port", "rack1", "--port", "rack2").status == 1)
        #expect(try journal.history("--board", "meter").status == 1)
        #expect(try journal.history("--code", "flash.bad-block").status == 0)
        #expect(try journal.history("--code", "verify.checksum").status == 1)
        let json = try journal.json("--code", "flash.bad-block")
        #expect(json["consoles"]?.array?.compactMap { $0["port"]?.string } == ["rack1"])
        #expect(json["codes"]?.array?.compactMap { $0["code"]?.string } == ["flash.bad-block"])
    }

    @Test(arguments: [
        (["--port", "rack-1"], "There is no console 'rack-1'. Did you mean 'rack1'?\n"),
        (["--board", "ruter"], "There is no board 'ruter'. Did you mean 'router'?\n"),
        (["--code", "verify.cheksum"], "There is no code 'verify.cheksum'. Did you mean 'verify.checksum'?\n"),
    ])
    func `a misspelt name is answered with a guess`(arguments: [String], error: String) throws {
        let journal = try HistoryJournal()
        try journal.add([.good(HistoryJournal.ago(hours: 9))])
        var command = Command("history", "--journal", journal.path)
        command.arguments += arguments
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.errors == "bootwatch: \(error)")
    }

    @Test func `hosts of one name are told apart`() throws {
        let journal = try HistoryJournal()
        let twin = HistoryJournal.Host(name: "lab-a", machine: "31112222333344445555666677778888")
        try journal.add([.bad(HistoryJournal.ago(hours: 9))])
        try journal.add([.bad(HistoryJournal.ago(hours: 8))], of: twin, file: "b.journal")
        let result = try journal.history()
        #expect(result.output.contains("rack1 (lab-a 11112222), rack1 (lab-a 31112222)"), "\(result.output)")
    }

    @Test func `a folder that is not there, and one without journals, are errors`() throws {
        let journal = try HistoryJournal()
        let empty = try journal.history()
        #expect(empty.status == 2)
        #expect(
            empty.errors == "bootwatch: Cannot read '\(journal.path)': there are no journal files. "
                + "systemd-journal-remote writes to /var/log/journal/remote.\n")
        let absent = try Command("history", "--journal", "/no/such/folder").run()
        #expect(absent.status == 2)
        #expect(
            absent.errors == "bootwatch: Cannot open '/no/such/folder': there is no such folder. "
                + "systemd-journal-remote writes to /var/log/journal/remote.\n")
        let file = try Command("history", "--journal", "/etc/passwd").run()
        #expect(file.status == 2)
        #expect(file.errors.contains("it is no journal file, or a damaged one"), "\(file.errors)")
    }

    @Test func `a single journal file can be read`() throws {
        let journal = try HistoryJournal()
        try journal.add([.bad(HistoryJournal.ago(hours: 9))])
        #expect(try Command("history", "--journal", "\(journal.path)/a.journal").run().status == 1)
        let before = try Command("history", "--until", "-2d", "--journal", "\(journal.path)/a.journal").run()
        #expect(before.status == 0)
        #expect(before.output.hasPrefix("NOTHING  No boot was judged and nothing was diagnosed\n"))
        #expect(before.output.contains("Without --since, --until, --port, --board and --code more may be found."))
    }

    @Test func `what may not be read is no good news`() throws {
        let journal = try HistoryJournal()
        try journal.add([.bad(HistoryJournal.ago(hours: 9))])
        chmod("\(journal.path)/a.journal", 0)
        var command = Command("history", "--journal", journal.path)
        if getuid() == 0 {
            // Root reads everything, unless that right is taken away.
            command.launcher = ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        }
        let result = try command.run()
        #expect(result.status == 2)
        #expect(
            result.errors == "bootwatch: Cannot open '\(journal.path)': permission denied. "
                + "Add the user to group 'systemd-journal'.\n")
    }

    @Test func `wrong times and a range turned round are usage errors`() throws {
        let wrong = try Command("history", "--since", "-3x").run()
        #expect(wrong.status == 2)
        #expect(wrong.errors.hasPrefix("Error: --since cannot be '-3x'. It takes a span ('-3d', "))
        let turned = try Command("history", "--since", "-1d", "--until", "-2d").run()
        #expect(turned.status == 2)
        #expect(turned.errors.hasPrefix("Error: --until '-2d' is not later than --since '-1d'.\n"))
    }

    @Test func `the text keeps to narrow and to plain terminals`() throws {
        let journal = try HistoryJournal()
        try journal.add([
            .worn(2, HistoryJournal.ago(hours: 24 * 50)), .worn(8, HistoryJournal.ago(hours: 9)),
            .bad(HistoryJournal.ago(hours: 5)),
        ])
        var command = Command("history", "--color", "always", "--journal", journal.path)
        #expect(try command.run().output.contains("\u{1B}[1;31mFAILING"))
        command.environment["LANG"] = "C"
        #expect(try command.run().output.utf8.allSatisfy { $0 < 0x80 })
    }

    // MARK: - Times

    private static func rfc3339(_ nanoseconds: Int64) -> String {
        var moment = time_t(nanoseconds / 1_000_000_000)
        var fields = tm()
        gmtime_r(&moment, &fields)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &fields)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func minute(_ nanoseconds: Int64) -> String {
        rfc3339(nanoseconds).prefix(16).split(separator: "T").joined(separator: " ")
    }
}
