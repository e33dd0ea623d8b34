// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@Suite struct RulesCheckTests {
    @Test func `the packs that ship are all right`() throws {
        let result = try Command("rules", "check").run()
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output.contains(/^[0-9]+ packs, [0-9]+ rules, .*: no errors\.\n$/))
    }

    /// What is wrong with a pack, and the one line that says it after `FILE:`.
    static let faults: [(pack: String, error: String)] = [
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a
            """,
            "3:13: no TOML: Error while parsing string: encountered end-of-file"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            mtch = ["Hello"]
            match = ["Hello"]
            summary = "s"
            source = "s"
            """,
            "4:1: unknown key 'mtch' in [[rule]]: did you mean 'match'?"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["Hello", "block {number:decimal}"]
            summary = "s"
            source = "s"
            """,
            "4:26: unknown capture type 'decimal': "
                + "use one of dec, hex, int, size, word, quoted, ipv4, text, rest"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["ab {number:dec}"]
            summary = "s"
            source = "s"
            """,
            "4:11: template has no literal of three bytes: add text that the line always holds"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["Bad eraseblock {block:dec} at {offset:hex}"]
            summary = "s"
            source = "s"
            examples = [
                "Bad eraseblock 3 at 0x60000",
                "[    1.234567] Bad eraseblock 3 at the end",
            ]
            """,
            "9:5: example 2 of 'mine.a' does not match: stopped at 'the end', where '{offset:hex}' must follow"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["Bad eraseblock"]
            summary = "s"
            source = "s"
            examples = ["Bad eraseblock 3 at 0x60000"]
            counter = ["Good eraseblock", "<6>[    1.234567] A Bad eraseblock"]
            """,
            "8:31: counter line 2 of 'mine.a' matches, by 'Bad eraseblock': "
                + "make the template stricter, or add an 'unless'"
        ),
        (
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["Hello"]
            summary = "s"
            source = "s"
            examples = ["Hello"]

            [[rule]]
            id = "mine.a"
            match = ["Good-bye"]
            summary = "s"
            source = "s"
            examples = ["Good-bye"]
            """,
            "10:6: the id 'mine.a' is taken: FILE:3 defines it too"
        ),
    ]

    @Test(arguments: faults)
    func `a broken pack is refused with file, line, column and reason`(pack: String, error: String) throws {
        let folder = try Folder()
        let path = try folder.file("mine.toml", pack)
        let result = try Command("rules", "check", path).run()
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.errors == "\(path):\(error.replacing("FILE", with: path))\n1 error.\n")
    }

    @Test func `the packs beside a broken one are checked too`() throws {
        let folder = try Folder()
        let first = try folder.file("first.toml", "pack = \n")
        let second = try folder.file("second.toml", "pack = \"second\"\n[[rule]]\nid = \"a\"\n")
        let result = try Command("rules", "check", first, second).run()
        #expect(result.status == 2)
        #expect(result.errors.contains("\(first):1:"))
        #expect(result.errors.contains("\(second):2:1: 'match' is missing or empty\n"))
        #expect(result.errors.contains("\(second):2:1: 'summary' is missing or empty\n"))
        #expect(result.errors.contains("\(second):2:1: 'source' is missing or empty\n"))
        #expect(result.errors.hasSuffix("\n4 errors.\n"))
    }

    @Test func `a name that leads nowhere is a warning`() throws {
        let folder = try Folder()
        let path = try folder.file(
            "mine.toml",
            """
            pack = "mine"
            [[rule]]
            id = "mine.a"
            match = ["Hello {name:word}"]
            summary = "{nome} said hello"
            source = "s"
            resolves = ["uboot.banner", "ubi.attach", "ubi.atach"]
            examples = ["Hello you"]
            """)
        let result = try Command("rules", "check", path).run()
        #expect(result.status == 0)
        #expect(
            result.errors == """
                \(path):5:11: warning: the summary names '{nome}', which no template captures
                \(path):7:43: warning: 'resolves' names 'ubi.atach', which is no rule and no code, \
                did you mean 'ubi.attach'?

                """)
        #expect(result.output == "1 pack, 1 rule, 1 example, 0 counter lines: no errors, 2 warnings.\n")
    }

    @Test func `a weight that waits for no rule is a warning`() throws {
        let folder = try Folder()
        let path = try folder.file(
            "mine.toml",
            """
            [[weight]]
            when = "rule:uboot.baner"
            cause = "flash.worn"
            factor = 1
            because = "x"
            """)
        let result = try Command("rules", "check", path).run()
        #expect(result.status == 0)
        #expect(
            result.errors == "\(path):2:8: warning: the weight's 'when' names the rule 'uboot.baner', which is not "
                + "defined, did you mean 'uboot.banner'?\n")
    }

    @Test func `a pack that cannot be read is one sentence`() throws {
        let result = try Command("rules", "check", "/no/such.toml").run()
        #expect(result.status == 2)
        #expect(result.errors == "bootwatch: Cannot open '/no/such.toml': there is no such file. Check the path.\n")
    }
}
