// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

/// The article on writing rules, done as it says: files are written, commands run, and their output compared.
@Suite struct TutorialTests {
    /// A fenced block: the words after the fence, and its lines.
    private struct Block {
        var words: [Substring]
        var lines: [Substring]

        var text: String { lines.joined(separator: "\n") + "\n" }
    }

    private static let article: String = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return String(
            decoding: Folder.bytes(ofFile: root + "/Sources/BootLog/BootLog.docc/WritingRules.md"), as: UTF8.self)
    }()

    private static var blocks: [Block] {
        var blocks: [Block] = []
        var open: Block?
        for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
            if let block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if line.hasPrefix("```") {
                open = Block(words: line.dropFirst(3).split(separator: " "), lines: [])
            }
        }
        return blocks
    }

    @Test func `every example of the article gives what it says`() throws {
        let folder = try Folder()
        var files: [Substring: String] = [:]
        var commands = 0
        for block in Self.blocks {
            switch block.words.first {
            case "toml", "log":
                let name = try #require(block.words.dropFirst().first, "a file has a name")
                // A block marked with a plus goes on where the last one of its name ended.
                files[name] = block.words.last == "+" ? (files[name] ?? "") + "\n" + block.text : block.text
                _ = try folder.file(String(name), files[name] ?? "")
            case "console":
                for session in block.text.split(separator: "$ bootwatch ").map(String.init) {
                    let lines = session.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
                    var command = Command()
                    command.arguments = lines[0].split(separator: " ").map(String.init)
                    command.launcher = ["/usr/bin/env", "-C", folder.path]
                    let result = try command.run()
                    #expect(result.output + result.errors == String(lines[1]), "bootwatch \(lines[0])")
                    commands += 1
                }
            default: break
            }
        }
        #expect(commands >= 7)
    }

    @Test func `the article shows every type of capture and every mark`() {
        for type in ["dec", "hex", "int", "size", "word", "quoted", "ipv4", "text", "rest"] {
            #expect(Self.article.contains(":\(type)}"))
        }
        for mark in ["banner", "autoboot", "hand-over", "alive", "halt", "reset", "boot-reason"] {
            #expect(Self.article.contains("| `\(mark)` |"))
        }
    }

    @Test func `the read-me leads to the article`() {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let readMe = String(decoding: Folder.bytes(ofFile: root + "/README.md"), as: UTF8.self)
        #expect(readMe.contains("(Sources/BootLog/BootLog.docc/WritingRules.md)"))
    }
}
