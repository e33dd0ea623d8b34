// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import RulePacks
import Testing

@Suite struct PackErrorTests {
    /// A sound rule, for packs that are broken elsewhere.
    private static let rule = """
        pack = "p"
        [[rule]]
        id = "r"
        match = ["Hello"]
        summary = "s"
        source = "s"

        """

    @Test(
        arguments: [
            ("severity = \"bad\"", "7:12: unknown severity 'bad': use one of info, notice, warning, error, fatal"),
            ("severity = \"eror\"", "7:12: unknown severity 'eror': did you mean 'error'?"),
            ("severity = 3", "7:12: 'severity' must be a string"),
            ("stages = \"kernel\"", "7:10: 'stages' must be an array of strings"),
            ("stages = [\"spl\", \"kernal\"]", "7:18: unknown stages 'kernal': did you mean 'kernel'?"),
            ("examples = [\n  \"a\",\n  4,\n]", "9:3: 'examples' must hold strings only"),
            ("mark = \"baner\"", "7:8: unknown mark 'baner': did you mean 'banner'?"),
            (
                "unless = [\"{a:word}\"]",
                "7:12: template has no literal of three bytes: add text that the line always holds"
            ),
            (
                "unless = [\"a\\tb {x}{y}\"]",
                "7:11: capture 'x' has no end: put literal text between it and the next capture"
            ),
            ("colour = \"red\"", nil),
            ("[other]\na = 1", "7:1: unknown table 'other': a pack holds [[rule]] tables"),
        ] as [(String, String?)])
    func `what is wrong with a rule is told with its place`(line: String, error: String?) {
        let source = PackSource(file: "p.toml", text: Self.rule + line + "\n")
        let found = Self.errors(of: source)
        if let error {
            #expect(found == ["p.toml:\(error)"])
        } else {
            #expect(found.count == 1)
            #expect(
                found.first?.hasPrefix("p.toml:7:1: unknown key 'colour' in [[rule]]: use one of activity, code,")
                    == true)
        }
    }

    private static func errors(of source: PackSource) -> [String] {
        do throws(PackError) {
            _ = try RulePack(source)
            return []
        } catch {
            return error.issues.map(\.description)
        }
    }

    @Test func `a pack without a name is refused`() {
        #expect(
            Self.errors(of: PackSource(file: "p.toml", text: "")) == ["p.toml:1:1: 'pack' is missing: name the pack"])
    }

    @Test func `all that is wrong is told at once, in the order of the text`() {
        let text = "pack = \"p\"\n[[rule]]\nmach = [\"x\"]\nid = 3\n"
        #expect(
            Self.errors(of: PackSource(file: "p.toml", text: text)) == [
                "p.toml:2:1: 'summary' is missing or empty", "p.toml:2:1: 'source' is missing or empty",
                "p.toml:3:1: unknown key 'mach' in [[rule]]: did you mean 'match'?",
                "p.toml:4:6: 'id' must be a string",
            ])
    }

    @Test func `keys of all kinds are read`() throws {
        let text = """
            pack = "p"
            title = "A pack"
            [[rule]]
            id = "r"
            match = ["Hello {name:word}"]
            unless = ["Hello you"]
            stages = ["spl", "kernel"]
            code = "boot.reset"
            severity = "error"
            summary = "{name} says hello"
            source = "nobody"
            examples = ["Hello me"]
            counter = ["Hello you"]
            stage = "kernel"
            activity = "loading"
            mark = "reset"
            reset-cause = "watchdog"
            product = "Linux"
            resolves = ["q", "ubi.attach"]
            table = "proc-mtd"
            fact = "board"
            subject = "it"
            """
        let pack = try RulePack(PackSource(file: "p.toml", text: text))
        #expect(pack.name == "p")
        #expect(pack.title == "A pack")
        let rule = try #require(pack.rules.first)
        #expect(rule.id == "r")
        #expect(rule.pack == "p")
        #expect(rule.templates.map(\.source) == ["Hello {name:word}"])
        #expect(rule.exceptions.map(\.source) == ["Hello you"])
        #expect(rule.stages == [.spl, .kernel])
        #expect(rule.code == .bootReset)
        #expect(rule.severity == .error)
        #expect(rule.summary == "{name} says hello")
        #expect(rule.source == "nobody")
        #expect(rule.examples == ["Hello me"])
        #expect(rule.counterExamples == ["Hello you"])
        #expect(rule.stage == .kernel)
        #expect(rule.activity == .loading)
        #expect(rule.mark == .reset)
        #expect(rule.resetCause == .watchdog)
        #expect(rule.product == "Linux")
        #expect(rule.resolves == [.rule("q"), .code(.ubiAttach)])
        #expect(rule.table == .procMTD)
        #expect(rule.fact == "board")
        #expect(rule.subject == "it")
    }

    @Test func `examples are left out when nobody asks for them`() throws {
        let source = PackSource(file: "p.toml", text: Self.rule + "examples = [\"Hello\"]\n")
        #expect(try RulePack(source, includesExamples: false).rules.first?.examples == [])
    }
}
