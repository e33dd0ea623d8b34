// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// How `bootwatch watch` ends, and the exit status that tells a script why.
@Suite struct WatchEndTests {
    private static let loader = "U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r\n\r\nDRAM:  512 MiB\r\n"
    private static let prompt = loader + "Hit any key to stop autoboot:  0\r\n=> "
    private static let kernel =
        loader + "Starting kernel ...\r\n\r\n[    0.000000] Linux version 4.14.90 (builder@host) #0 SMP\r\n"
    private static let userspace = kernel + "Welcome to Buildroot\r\nbuildroot login: "
    private static let recovery = ExampleLogs.refused
    /// The loader gave up, and waits at its prompt.
    private static let refusedAtPrompt =
        loader + "Verifying Checksum ... Bad Data CRC\r\nERROR: can't get kernel image!\r\n=> "

    private static func status(_ arguments: String..., when text: String) throws -> (status: Int32, output: String) {
        let board = try WatchedBoard()
        var command = Command()
        command.arguments = ["watch", "--format", "jsonl"] + arguments + [board.path]
        let watch = try RunningWatch(command)
        #expect(try watch.notice("opened") != nil)
        try board.print(text)
        let result = try watch.end()
        #expect(result.errors == "")
        #expect(result.lines.last?.contains(#""scope":"capture""#) == true)
        return (result.status, result.output)
    }

    // MARK: - What was waited for

    @Test(arguments: [
        ("verdict", userspace), ("userspace", userspace), ("prompt", prompt), ("prompt", refusedAtPrompt),
    ])
    func `what was waited for ends it`(until: String, text: String) throws {
        let end = try Self.status("--until", until, "--timeout", "60", when: text)
        // A prompt that was reached after a failure: what was diagnosed decides.
        #expect(end.status == (text == Self.refusedAtPrompt ? 1 : 0))
    }

    @Test(arguments: ["verdict", "userspace"])
    func `a boot that has failed for good ends the wait with 1`(until: String) throws {
        let end = try Self.status("--until", until, "--timeout", "60", when: Self.recovery)
        #expect(end.status == 1)
        #expect(end.output.contains(#""outcome":"recovery","code":"verify.signature""#))
    }

    @Test(arguments: ["verdict", "userspace", "prompt"])
    func `what does not come in time exits with 1`(until: String) throws {
        let start = ContinuousClock.now
        let end = try Self.status("--until", until, "--timeout", "1.5", when: Self.kernel)
        #expect(end.status == 1)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test(arguments: [(kernel, 0), (recovery, 1)] as [(String, Int32)])
    func `a time that is over is no failure by itself`(text: String, status: Int32) throws {
        #expect(try Self.status("--timeout", "1.5", when: text).status == status)
    }

    @Test func `the time runs also while the port is not there`() throws {
        let folder = try Folder()
        let result = try Command(
            "watch", "\(folder.path)/tty", "--until", "userspace", "--timeout", "0.5", "--format", "jsonl"
        ).run()
        #expect(result.status == 1)
        #expect(result.lines.first?.contains(#""notice":"waiting""#) == true)
        #expect(result.lines.last?.contains(#""scope":"capture""#) == true)
    }

    @Test func `a console that was never there is not one with nothing wrong`() throws {
        let folder = try Folder()
        let result = try Command("watch", "\(folder.path)/tty", "--timeout", "0.5").run()
        #expect(result.status == 2)
        #expect(result.errors == "bootwatch: The console was not there in all that time.\n")
    }

    // MARK: - The console ends

    @Test(arguments: [(ExampleLogs.healthy, 0), (ExampleLogs.refused, 1)] as [(String, Int32)])
    func `with --no-reconnect a board that hangs up ends it`(text: String, status: Int32) throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--no-reconnect", board.path)
        #expect(watch.shows("is open"))
        try board.print(text + "last words")
        #expect(watch.shows("last words\n"))
        board.hangUp()
        let result = try watch.end()
        #expect(result.status == status)
        #expect(result.output.hasSuffix("bootwatch: \(board.path) was closed by the other side.\n"))
        #expect(result.errors == "")
    }

    @Test func `what the board printed just before it hung up is shown`() throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--no-reconnect", board.path)
        #expect(watch.shows("is open"))
        try board.print("one\r\ntwo\r\nthree")
        #expect(watch.shows("one\n"))
        board.hangUp()
        let lines = try watch.end().lines
        #expect(lines.filter { !$0.hasPrefix("bootwatch: ") } == ["one", "two", "three"])
    }

    // MARK: - Signals

    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
    func `a signal ends it in good order, with its status`(signal: Int32, status: Int32) throws {
        let folder = try Folder()
        let board = try WatchedBoard()
        let watch = try RunningWatch("--format", "jsonl", "--log-file", "\(folder.path)/board.log", board.path)
        #expect(try watch.notice("opened") != nil)
        try board.print(ExampleLogs.refused)
        #expect(try watch.event { $0["code"]?.string == "boot.recovery" } != nil)
        let result = try watch.end(by: signal)
        #expect(result.status == status)
        #expect(result.errors == "bootwatch: Recording to '\(folder.path)/board.log'.\n")
        #expect(try result.events.last?["scope"]?.string == "capture")
        #expect(folder.text(of: "board.log") == ExampleLogs.refused)
        #expect(folder.text(of: "board.log.times").hasSuffix(" closed\n"))
    }

    @Test func `a signal ends it also while it waits for a port`() throws {
        let folder = try Folder()
        let watch = try RunningWatch("\(folder.path)/tty")
        #expect(watch.shows("Waiting for it.\n"))
        let result = try watch.end(by: SIGTERM)
        #expect(result.status == 143)
        #expect(result.errors == "")
    }

    @Test func `the port is as it was found afterwards`() throws {
        let board = try WatchedBoard()
        let before = try board.settings
        let watch = try RunningWatch("-b", "57600", board.path)
        #expect(watch.shows("is open at 57600 8N1."))
        #expect(try board.settings != before)
        #expect(try watch.end(by: SIGTERM).status == 143)
        #expect(try board.settings == before)
    }

    // MARK: - Standard output

    @Test(arguments: ["text", "jsonl"])
    func `a reader that goes away ends it quietly`(format: String) throws {
        let board = try WatchedBoard()
        let watch = try RunningWatch("--format", format, board.path)
        #expect(watch.shows("is open"))
        watch.closeOutput()
        try board.print(ExampleLogs.refused)
        let result = try watch.end()
        #expect(result.status == 128 + SIGPIPE)
        #expect(result.errors == "")
    }

    @Test func `a full disk under the output is said, and exits with 2`() throws {
        let board = try WatchedBoard()
        let nothing = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let full = try Descriptor(open("/dev/full", O_WRONLY), of: "open /dev/full")
        let child = try Command("watch", board.path).start(input: nothing, output: full, errors: errors)
        #expect(child.wait() == 2)
        #expect(try errors.content() == "bootwatch: Cannot write to standard output: No space left on device.\n")
    }
}
