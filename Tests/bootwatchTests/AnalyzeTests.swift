// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

@Suite struct AnalyzeTests {
    // MARK: - Exit status

    @Test func `a capture without a fault exits with 0`() throws {
        var command = Command("analyze", "-")
        command.input = Array(ExampleLogs.healthy.utf8)
        #expect(try command.run().status == 0)
    }

    @Test func `a capture with a fault exits with 1`() throws {
        var command = Command("analyze", "-")
        command.input = Array(ExampleLogs.refused.utf8)
        let result = try command.run()
        #expect(result.status == 1)
        #expect(result.errors == "")
    }

    @Test func `an empty capture exits with 0 and has a verdict`() throws {
        let result = try Command("analyze", "--format", "jsonl", "-").run()
        #expect(result.status == 0)
        #expect(result.lines.count == 1)
        #expect(result.output.contains(#""event":"verdict""#))
    }

    @Test(arguments: [
        ["analyze"], ["analyze", "--format", "xml", "-"], ["analyse"], ["rules", "foo"], ["rules", "test"],
    ])
    func `wrong usage exits with 2 and says so on standard error`(arguments: [String]) throws {
        var command = Command()
        command.arguments = arguments
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("Error: "))
    }

    @Test(arguments: [["--help"], ["--version"], ["analyze", "--help"], ["help", "rules"]])
    func `help and version exit with 0 on standard output`(arguments: [String]) throws {
        var command = Command()
        command.arguments = arguments
        let result = try command.run()
        #expect(result.status == 0)
        #expect(!result.output.isEmpty)
        #expect(result.errors == "")
    }

    // MARK: - Files that cannot be read

    @Test func `a missing file is one sentence, and the others are analysed`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        let result = try Command("analyze", "--format", "jsonl", "\(folder.path)/none.log", log).run()
        #expect(result.status == 2)
        #expect(
            result.errors
                == "bootwatch: Cannot open '\(folder.path)/none.log': there is no such file. Check the path.\n")
        #expect(result.lines.last?.contains(#""scope":"capture""#) == true)
    }

    @Test func `a directory is one sentence`() throws {
        let folder = try Folder()
        let result = try Command("analyze", folder.path).run()
        #expect(result.status == 2)
        #expect(
            result.errors == "bootwatch: Cannot read '\(folder.path)': it is a directory. Name the log files in it.\n")
    }

    @Test func `a file without read permission is one sentence`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        chmod(log, 0)
        var command = Command("analyze", log)
        // Root may read everything, but not without the capabilities for it. setpriv is in Debian's util-linux.
        if getuid() == 0 {
            command.launcher = ["/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
        }
        let result = try command.run()
        #expect(result.status == 2)
        #expect(
            result.errors
                == "bootwatch: Cannot open '\(log)': permission denied. Ask its owner for read permission, or copy it.\n"
        )
    }

    @Test func `a gzip file that is cut off is analysed as far as it goes, and said`() throws {
        let folder = try Folder()
        // A gzip header and a stored block of five bytes that holds three.
        let log = try folder.file(
            "boot.log.gz", bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 5, 0, 0xFA, 0xFF, 0x55, 0x2D, 0x42])
        let result = try Command("analyze", "--format", "jsonl", log).run()
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("bootwatch: Cannot unpack '\(log)': "))
        #expect(result.lines.last?.contains(#""scope":"capture""#) == true)
    }

    // MARK: - Rule packs

    @Test func `a broken pack is told with its place, the other rules still work, and the status is 2`() throws {
        let folder = try Folder()
        let pack = try folder.file("mine.toml", "pack = \"mine\"\n[[rule]]\nid = mine\n")
        var command = Command("analyze", "--rules", pack, "--format", "jsonl", "-")
        command.input = Array(ExampleLogs.refused.utf8)
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("\(pack):3:6: no TOML: "))
        #expect(result.output.contains(#""code":"verify.signature""#))
    }

    @Test func `a rule of the person's takes the place of the shipped one`() throws {
        let folder = try Folder()
        let pack = try folder.file(
            "mine.toml",
            """
            pack = "mine"
            [[rule]]
            id = "mine.repack"
            match = ["Loading {image:word} image from"]
            severity = "error"
            code = "image.missing"
            summary = "My own words about {image}"
            source = "this test"
            """)
        var command = Command("analyze", "--rules", pack, "--format", "jsonl", "-")
        command.input = Array(ExampleLogs.refused.utf8)
        let result = try command.run()
        #expect(result.errors == "")
        #expect(result.output.contains("My own words about recovery"))
    }

    @Test func `packs in the person's rule folder are loaded, in the order of their names`() throws {
        let folder = try Folder()
        mkdir("\(folder.path)/bootwatch", 0o755)
        mkdir("\(folder.path)/bootwatch/rules.d", 0o755)
        for (name, words) in [("b.toml", "Words of b"), ("a.toml", "Words of a"), ("c.conf", "Words of c")] {
            _ = try folder.file(
                "bootwatch/rules.d/\(name)",
                """
                pack = "mine"
                [[rule]]
                id = "mine.load"
                match = ["Loading {image:word} image from"]
                severity = "error"
                code = "image.missing"
                summary = "\(words)"
                source = "this test"
                """)
        }
        var command = Command("analyze", "--format", "jsonl", "-")
        command.input = Array(ExampleLogs.refused.utf8)
        command.environment = ["XDG_CONFIG_HOME": folder.path]
        let result = try command.run()
        #expect(result.errors == "")
        #expect(result.output.contains("Words of b"))
        #expect(!result.output.contains("Words of a"))
        #expect(!result.output.contains("Words of c"))
    }

    // MARK: - Formats

    @Test func `several captures stand under their names`() throws {
        let folder = try Folder()
        let first = try folder.file("first.log", ExampleLogs.refused)
        let second = try folder.file("second.log", ExampleLogs.healthy)
        let text = try Command("analyze", first, second).run()
        #expect(text.status == 1)
        #expect(text.output.hasPrefix("==> \(first) <==\n\n"))
        #expect(text.output.contains("\n\n==> \(second) <==\n\n"))
        let markdown = try Command("analyze", "--format", "markdown", first, second).run()
        #expect(markdown.output.hasPrefix("# `\(first)`\n\n"))
        #expect(try !Command("analyze", first).run().output.contains("==>"))
    }

    @Test func `a report is never coloured unless it goes to a terminal or is asked for`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        #expect(try !Command("analyze", log).run().output.contains("\u{1B}"))
        #expect(try Command("analyze", "--color", "always", log).run().output.contains("\u{1B}[1"))
        #expect(try !Command("analyze", "--color", "never", log).run().output.contains("\u{1B}"))
    }

    @Test(arguments: ["C.UTF-8", "de_DE.utf8", "C", ""])
    func `a report draws with Unicode only where the locale has it`(locale: String) throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        var command = Command("analyze", log)
        command.environment = ["LANG": locale]
        let output = try command.run().output
        #expect(output.utf8.allSatisfy { $0 < 0x80 } == !locale.lowercased().contains("utf"))
    }

    @Test func `LC_ALL goes before LANG`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        var command = Command("analyze", log)
        command.environment = ["LANG": "C.UTF-8", "LC_ALL": "C"]
        #expect(try command.run().output.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func `every line of the JSON format is JSON, whatever the bytes`() throws {
        var random = SplitMix64(seed: 7)
        var command = Command("analyze", "--format", "jsonl", "-")
        command.input = (0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let result = try command.run()
        #expect(result.status < 2)
        for line in result.lines { #expect(throws: Never.self) { try JSONValue(line.utf8) } }
    }
}
