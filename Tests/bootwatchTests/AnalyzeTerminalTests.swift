// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

@testable import bootwatch

/// The command on a terminal, on pipes that live and on pipes that are closed.
@Suite struct AnalyzeTerminalTests {
    /// Runs with standard output on a terminal; returns what it shows.
    private func shown(
        _ arguments: [String], environment: [String: String], columns: Int = 80, errorsToo: Bool = false
    ) throws -> String {
        let terminal = try Descriptor.terminal(columns: columns)
        let nothing = try Descriptor.temporary()
        var command = Command()
        command.arguments = arguments
        command.environment = environment
        let child: Child
        if errorsToo {
            child = try command.start(input: nothing, output: terminal.replica, errors: terminal.replica)
        } else {
            child = try command.start(input: nothing, output: terminal.replica, errors: nothing)
        }
        var text = ""
        while true {
            let some = terminal.main.readSome(patience: 300)
            text += String(decoding: some, as: UTF8.self)
            // The kernel keeps what was written after the child is gone: an empty read after its end is the end.
            if some.isEmpty, waitpid(child.process, nil, Int32(WNOHANG)) != 0 { return text }
        }
    }

    @Test func `a report is coloured on a terminal and keeps to its width`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        let text = try shown(
            ["analyze", log], environment: ["TERM": "xterm", "LANG": "C.UTF-8"], columns: 60)
        #expect(text.contains("\u{1B}[1"))
        let plain = text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain.split(whereSeparator: \.isNewline).allSatisfy { $0.count <= 60 })
    }

    @Test(arguments: [["NO_COLOR": "1", "TERM": "xterm"], ["TERM": "dumb"]])
    func `NO_COLOR and a dumb terminal mean no colour`(environment: [String: String]) throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        #expect(try !shown(["analyze", log], environment: environment).contains("\u{1B}"))
        #expect(try !shown(["explain", "verify.checksum"], environment: environment).contains("\u{1B}"))
    }

    @Test func `headings of a manual page are bold on a terminal`() throws {
        let text = try shown(["explain", "verify.checksum"], environment: ["TERM": "xterm"])
        #expect(text.contains("\u{1B}[1mWhat it means\u{1B}[0m"))
    }

    @Test func `a long input shows its progress and wipes it away`() throws {
        let folder = try Folder()
        let log = try folder.file(
            "long.log", String(repeating: "[    1.000000] something that nobody asked for\n", count: 250_000))
        let text = try shown(["analyze", log], environment: ["TERM": "xterm"], errorsToo: true)
        #expect(text.contains(/\r[0-9]+ %, [0-9.]+ MB\/s\u{1B}\[K/))
        let parts = text.split(separator: "\r\u{1B}[K", maxSplits: 1)
        #expect(parts.count == 2, "the line is erased")
        #expect(parts.last?.contains("MB/s") == false, "and nothing of it comes after that")
        let silent = try shown(["analyze", "-f", "jsonl", log], environment: ["TERM": "xterm"], errorsToo: true)
        #expect(!silent.contains("MB/s"), "never between lines of output on the same terminal")
    }

    @Test func `an interrupt takes the progress line away`() throws {
        let folder = try Folder()
        let log = try folder.file(
            "long.log", String(repeating: "[    1.000000] something that nobody asked for\n", count: 250_000))
        let terminal = try Descriptor.terminal(columns: 80)
        let nothing = try Descriptor.temporary()
        let child = try Command("analyze", log)
            .start(input: nothing, output: terminal.replica, errors: terminal.replica)
        #expect(String(decoding: terminal.main.readSome(), as: UTF8.self).contains("MB/s"))
        child.signal(SIGINT)
        #expect(child.wait() == 130)
        #expect(terminal.main.readAll(patience: 300).hasSuffix("\r\u{1B}[K"))
    }

    @Test func `a short input shows no progress`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        #expect(try !shown(["analyze", log], environment: ["TERM": "xterm"], errorsToo: true).contains("MB/s"))
    }

    @Test(arguments: [
        (1_000_000, 4_000_000, 0.5, "25 %, 2.0 MB/s"), (9_999, 10_000, 1.0, "99 %, 0.0 MB/s"),
        (50_000_000, nil, 0.5, "50 MB, 100 MB/s"), (0, 0, 0.0, "0 %, 0.0 MB/s"),
        (520_000, nil, 1.0, "0.5 MB, 0.5 MB/s"),
    ])
    func `progress is told in per cent or in megabytes`(
        bytes: Int, size: Int?, seconds: Double, text: String
    ) {
        #expect(ProgressLine.text(bytesRead: bytes, of: size, elapsed: .seconds(seconds)) == text)
    }

    // MARK: - Pipes

    @Test func `events come while a pipe is still being written`() throws {
        let input = try Descriptor.pipe()
        let output = try Descriptor.pipe()
        let errors = try Descriptor.temporary()
        let child = try Command("analyze", "--format", "jsonl", "-")
            .start(input: input.reader, output: output.writer, errors: errors)
        try input.writer.write(Array("U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\n".utf8))
        let first = String(decoding: output.reader.readSome(), as: UTF8.self)
        #expect(first.hasPrefix(#"{"event":"boot""#))
        child.signal(SIGTERM)
        #expect(child.wait() == 143)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends it with its status`(signal: Int32, status: Int32) throws {
        let input = try Descriptor.pipe()
        let output = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let child = try Command("analyze", "-").start(input: input.reader, output: output, errors: errors)
        try input.writer.write(Array(ExampleLogs.refused.utf8))
        child.signal(signal)
        #expect(child.wait() == status)
        #expect(try output.content() == "")
        #expect(try errors.content() == "")
    }

    @Test func `a reader that goes away ends it quietly`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        let nothing = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let output = try Descriptor.brokenPipe()
        let child = try Command("analyze", log).start(input: nothing, output: output, errors: errors)
        #expect(child.wait() == 128 + SIGPIPE)
        #expect(try errors.content() == "")
    }

    @Test func `a full disk is said and exits with 2`() throws {
        let folder = try Folder()
        let log = try folder.file("boot.log", ExampleLogs.refused)
        let nothing = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let full = try Descriptor(open("/dev/full", O_WRONLY), of: "open /dev/full")
        let child = try Command("analyze", log).start(input: nothing, output: full, errors: errors)
        #expect(child.wait() == 2)
        #expect(try errors.content() == "bootwatch: Cannot write to standard output: No space left on device.\n")
    }
}
