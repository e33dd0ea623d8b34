// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import RulePacks
import Testing

@Suite struct PackCheckerTests {
    /// Checks a pack of one rule.
    private func check(_ lines: String...) -> PackChecker {
        let rule = ["pack = \"p\"", "[[rule]]", "id = \"r\"", "summary = \"s\"", "source = \"s\""] + lines
        return PackChecker(packs: [PackSource(file: "p.toml", text: rule.joined(separator: "\n") + "\n")])
    }

    @Test func `an example goes through prefixes, escapes and blanks as a board's line does`() {
        let checker = check(
            #"match = ["^Bad eraseblock {block:dec} at {offset:hex}$"]"#,
            #"examples = ["<4>[    1.234567] \u001b[31mBad   eraseblock 1\u0009at 0x2\u001b[0m\r\n"]"#)
        #expect(checker.errors == [])
        #expect(checker.exampleCount == 1)
    }

    @Test(arguments: [
        (#"["Bad eraseblock {b:dec} at"]"#, "Bad eraseblock one", "stopped at 'one', where '{b:dec}' must follow"),
        (
            #"["Bad eraseblock {b:dec} at"]"#, "Bad eraseblock 1",
            "stopped at the end of the line, where ' at' must follow"
        ),
        (
            #"["Bad eraseblock {b:dec} at"]"#, "A good one",
            "nothing of its template's beginning 'Bad eraseblock ' stands in 'A good one'"
        ),
        (#"["Bad eraseblock {b:dec} at"]"#, "Bad erase 1", "stopped at ' 1', where 'block ' must follow"),
        (#"["^Hello {n:word}$"]"#, "Hello you there", "stopped at ' there', where the line must end"),
        (
            #"["^Hello you"]"#, "Say Hello you",
            "nothing of its template's beginning 'Hello you' stands in 'Say Hello you'"
        ),
        (
            #"["xyzzy", "Hello {n:dec}"]"#, "Hello you",
            "stopped at 'you', where '{n:dec}' must follow (the best of its templates is 'Hello {n:dec}')"
        ),
        (#"["Hello"]"#, "[    1.000000] ", "it holds nothing besides blanks and what stands in front of a message"),
    ])
    func `a failed example says how far its template got`(match: String, example: String, reason: String) {
        let checker = check("match = \(match)", "examples = [\"\(example)\"]")
        #expect(
            checker.errors.map(\.description) == ["p.toml:7:13: example 1 of 'r' does not match: \(reason)"])
    }

    @Test func `an example that 'unless' takes back says so`() {
        let checker = check(#"match = ["Hello"]"#, #"unless = ["you"]"#, #"examples = ["Hello you"]"#)
        #expect(
            checker.errors.map(\.description) == [
                "p.toml:8:13: example 1 of 'r' does not match: 'Hello' does, but 'unless' takes it back: 'you' matches too"
            ])
    }

    @Test func `a counter line that only another rule matches is all right`() {
        let text = """
            pack = "p"
            [[rule]]
            id = "a"
            match = ["Hello"]
            summary = "s"
            source = "s"
            examples = ["Hello"]
            counter = ["Good-bye"]
            [[rule]]
            id = "b"
            match = ["Good-bye"]
            summary = "s"
            source = "s"
            examples = ["Good-bye"]
            """
        #expect(PackChecker(packs: [PackSource(file: "p.toml", text: text)]).errors == [])
    }

    @Test func `rules with one id are both checked, and told`() {
        let text = """
            pack = "p"
            [[rule]]
            id = "a"
            match = ["Hello"]
            summary = "s"
            source = "s"
            examples = ["Hello"]
            """
        let packs = ["1.toml", "2.toml"].map { PackSource(file: $0, text: text) }
        #expect(
            PackChecker(packs: packs).errors.map(\.description)
                == ["2.toml:3:6: the id 'a' is taken: 1.toml:3 defines it too"])
    }

    @Test func `a rule without examples is a warning`() {
        #expect(
            check(#"match = ["Hello"]"#).warnings.map(\.description) == ["p.toml:3:6: the rule 'r' has no examples"])
    }

    @Test func `a rule of the context may be named`() {
        let text = """
            pack = "p"
            [[rule]]
            id = "a"
            match = ["Hello"]
            summary = "s"
            source = "s"
            resolves = ["other"]
            examples = ["Hello"]
            """
        let source = PackSource(file: "p.toml", text: text)
        let other = PackSource(file: "o.toml", text: text.replacing("\"a\"", with: "\"other\""))
        #expect(PackChecker(packs: [source]).warnings.count == 1)
        #expect(PackChecker(packs: [source], context: [other]).warnings == [])
    }

    @Test func `a family that names nothing, or what is not there, is refused with its place`() {
        let text = """
            [[trait]]
            id = "loader.x"
            title = "x"
            rules = []
            [[family]]
            id = "family.x"
            title = "x"
            means = "m"
            shown-by = ["loader.y"]
            usual = "yes"
            steps = ["way.x"]
            [[family]]
            id = "family.z"
            title = "z"
            means = "m"
            """
        let checker = PackChecker(packs: [], knowledge: [PackSource(file: "k.toml", text: text)])
        #expect(
            checker.errors.map(\.description) == [
                "k.toml:4:9: 'rules' is missing or empty",
                "k.toml:9:13: the family 'family.x' names the trait 'loader.y', which is not defined, "
                    + "did you mean 'loader.x'?",
                "k.toml:10:9: 'usual' must be true or false",
                "k.toml:11:10: the family 'family.x' names the step 'way.x', which is not defined",
                "k.toml:12:1: 'shown-by' is missing or empty",
            ])
    }

    @Test func `a trait that no rule proves is a warning`() {
        let text = """
            [[trait]]
            id = "loader.x"
            title = "x"
            rules = ["acme.banner", "acme.*", "other.*"]
            """
        let pack = "pack = \"p\"\n[[rule]]\nid = \"acme.baner\"\nmatch = [\"Hello\"]\nsummary = \"s\"\nsource = \"s\"\n"
        let checker = PackChecker(
            packs: [PackSource(file: "p.toml", text: pack + "examples = [\"Hello\"]\n")],
            knowledge: [PackSource(file: "k.toml", text: text)])
        #expect(checker.errors == [])
        #expect(
            checker.warnings.map(\.description) == [
                "k.toml:4:10: the trait 'loader.x' names the rule 'acme.banner', which is not defined, "
                    + "did you mean 'acme.baner'?",
                "k.toml:4:35: the trait 'loader.x' names the rule 'other.*', which is not defined",
            ])
    }

    @Test func `a step that waits for a rule that is not there is a warning`() {
        let text = """
            [[step]]
            id = "set.clock"
            do = "Set it"
            why = "It is wrong"
            risk = "writes"
            when = "rule:acme.clock"
            """
        let checker = PackChecker(packs: [], knowledge: [PackSource(file: "k.toml", text: text)])
        #expect(
            checker.warnings.map(\.description) == [
                "k.toml:6:8: 'when' of the step 'set.clock' names the rule 'acme.clock', which is not defined"
            ])
    }

    @Test func `a knowledge base with holes is refused with their places`() {
        let text = """
            [[code]]
            id = "verify.checksum"
            title = "t"
            means = "m"
            causes = { "flash.wurn" = 1 }
            steps = ["look"]
            [[cause]]
            id = "flash.worn"
            title = "t"
            means = "m"
            [[cause]]
            id = "flash.worn"
            title = "t"
            means = "m"
            """
        let checker = PackChecker(packs: [], knowledge: [PackSource(file: "k.toml", text: text)])
        #expect(
            checker.errors.map(\.description) == [
                "k.toml:5:13: the code 'verify.checksum' names the cause 'flash.wurn', which is not defined, "
                    + "did you mean 'flash.worn'?",
                "k.toml:6:10: the code 'verify.checksum' names the step 'look', which is not defined",
                "k.toml:12:6: the cause 'flash.worn' is defined twice",
            ])
    }
}
