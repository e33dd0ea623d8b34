// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct RulesListTests {
    @Test func `the list as JSON Lines holds every rule with all of it`() throws {
        let result = try Command("rules", "list", "--format", "jsonl").run()
        #expect(result.status == 0)
        let ids = try result.lines.map { try JSONValue($0.utf8)["id"]?.string }
        #expect(ids == ShippedKnowledge.rules.map(\.id))
        #expect(try result.lines.allSatisfy { try JSONValue($0.utf8)["match"]?.array?.isEmpty == false })
    }

    @Test func `the list can be cut to a code and to a pack`() throws {
        let rules = ShippedKnowledge.rules.filter { $0.code == .ubiAttach && $0.pack == "ubi" }
        let result = try Command("rules", "list", "--code", "ubi.attach", "--pack", "ubi").run()
        #expect(result.lines.dropFirst().count == rules.count)
        for rule in rules { #expect(result.output.contains("  \(rule.id) ")) }
    }

    @Test(arguments: [
        (["--code", "ubi.atach"], "bootwatch: There is no code 'ubi.atach'. Did you mean 'ubi.attach'?\n"),
        (["--pack", "uboot"], "bootwatch: There is no pack 'uboot'. Did you mean 'u-boot'?\n"),
    ])
    func `an unknown name is answered with a guess`(arguments: [String], error: String) throws {
        var command = Command("rules", "list")
        command.arguments += arguments
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.errors == error)
        #expect(result.output == "")
    }

    @Test func `the stages are printed in order with their rules`() throws {
        let result = try Command("rules", "stages").run()
        #expect(result.status == 0)
        let headings = result.lines.filter { !$0.hasPrefix(" ") }.dropFirst()
        #expect(
            headings == ["bootrom", "spl", "firmware", "bootloader", "kernel", "userspace", "recovery", "in any stage"])
        for rule in ShippedKnowledge.rules where rule.mark != nil { #expect(result.output.contains(rule.id)) }
    }

    @Test func `a pack can be tried on a log`() throws {
        let folder = try Folder()
        let pack = try folder.file(
            "mine.toml",
            """
            pack = "mine"
            [[rule]]
            id = "mine.load"
            match = ["Loading {image:word} image from {device:word}..."]
            stages = ["kernel"]
            summary = "s"
            source = "s"
            [[rule]]
            id = "mine.never"
            match = ["no board says this"]
            summary = "s"
            source = "s"
            """)
        let log = try folder.file("boot.log", ExampleLogs.refused)
        let result = try Command("rules", "test", pack, log).run()
        #expect(result.status == 0)
        #expect(
            result.output == """
                5: Loading recovery image from mtd2...
                    mine.load  'Loading {image:word} image from {device:word}...'
                        image = 'recovery'
                        device = 'mtd2'
                        not asked here: the board is in stage bootloader, the rule is for kernel
                9 lines, 1 match.
                Rules that matched nothing: mine.never.

                """)
        #expect(try Command("rules", "test", pack, "/no/such.log").run().status == 2)
        #expect(try Command("rules", "test", log, log).run().status == 2)
    }
}
