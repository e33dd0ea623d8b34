// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleService
import ControlInterface
import Glibc
import TestSupport
import Testing

/// `status`, `events` and `release`, with a service that answers.
@Suite struct ControlCommandTests {
    private static let failure = """
        U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)\r
        Wrong Image Format for bootm command\r
        ERROR: can't get kernel image!\r

        """

    @Test(arguments: [["status"], ["status", "x"], ["events"], ["release", "x"], ["release", "x", "--", "true"]])
    func `without a service every command says so and ends with 2`(arguments: [String]) throws {
        var command = Command()
        command.arguments = arguments
        command.environment["BOOTWATCH_SOCKET"] = "/nowhere/io.bootwatch"
        let result = try command.run()
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("bootwatch: The service does not run"), "\(result.errors)")
    }

    @Test func `a console that the service does not keep is told, with those that it keeps`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let result = try served.command("status", "nonsense").run()
        #expect(result.status == 2)
        #expect(result.errors == "bootwatch: The service keeps no console 'nonsense'. Its consoles: bench.\n")
    }

    // MARK: - status

    @Test func `status says what failed, and its exit status does`() throws {
        let (good, bad) = (try WatchedBoard(), try WatchedBoard())
        let served = try ServedConsoles(["good": good, "sick": bad])
        #expect(try served.command("status").run().status == 0)
        try bad.print(Self.failure)
        #expect(served.waits(for: Self.failure.utf8.count, from: "sick"))
        let result = try served.command("status").run()
        #expect(result.status == 1)
        #expect(result.errors.isEmpty)
        let rows = result.output.split(separator: "\n")
        #expect(rows.first?.hasPrefix("  CONSOLE  STATE  BOOT") == true)
        #expect(
            rows.dropFirst().first?.hasPrefix("✗ sick     open   boot loader") == true, "\(result.output)")
        #expect(rows.last == "2 consoles · 1 failed: sick · 1 silent")
        let one = try served.command("status", bad.path).run()
        #expect(one.status == 1)
        #expect(one.output.hasPrefix("✗ sick  boot loader\n  Wrong      image."), "\(one.output)")
        #expect(try served.command("status", "good").run().status == 0)
    }

    @Test func `status for programs is the interface's own answer`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let result = try served.command("status", "--json").run()
        #expect(result.status == 0)
        let answer = try JSONValue(result.output.utf8.dropLast())
        #expect(answer["service"]?["configuration"]?.string == "bench.toml")
        let port = answer["ports"]?.array?.first
        #expect(port?["port"]?["name"]?.string == "bench")
        #expect(port?["port"]?["baud_rate"]?.number == 115_200)
        #expect(port?["received_bytes"]?.number == 0)
    }

    // MARK: - events

    @Test func `events are those of analyze, a line each`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let running = try RunningWatch(served.command("events", "bench"))
        #expect(ServedConsoles.waits { served["bench"]?.viewers.count == 1 })
        try board.print(Self.failure)
        let boot = try running.event { $0["event"]?.string == "boot" }
        #expect(boot?["port"]?.string == "bench")
        #expect(boot?["version"]?.number == 1)
        #expect(try running.event { $0["event"]?.string == "diagnosis" } != nil)
        let result = try running.end(by: SIGINT)
        #expect(result.status == 130)
        #expect(result.errors.isEmpty)
        #expect(result.output.hasSuffix("}\n"))
    }

    @Test func `events from the boot on tell what is known already`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        try board.print(Self.failure)
        #expect(served.waits(for: Self.failure.utf8.count, from: "bench"))
        let running = try RunningWatch(served.command("events", "--from", "boot", board.path))
        #expect(try running.event { $0["event"]?.string == "boot" } != nil)
        #expect(try running.event { $0["event"]?.string == "diagnosis" } != nil)
        running.closeOutput()
        // The next event finds nobody who reads.
        try board.print(Self.failure)
        #expect(try running.end().status == 128 + SIGPIPE)
    }

    @Test func `events end with the service`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let running = try RunningWatch(served.command("events"))
        #expect(ServedConsoles.waits { served["bench"]?.viewers.count == 1 })
        served.stop()
        let result = try running.end()
        #expect(result.status == 2)
        #expect(result.errors == "bootwatch: The service has ended the stream.\n")
    }

    // MARK: - release

    @Test(
        arguments: [
            (["sh", "-c", "exit 7"], 7), (["true"], 0), (["sh", "-c", "kill -TERM $$"], 143),
            (["/nowhere/tool"], 127), (["/etc/passwd"], 126),
        ] as [([String], Int32)])
    func `the port is lent to a command and taken back, however it ends`(words: [String], status: Int32) throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        var command = served.command("release", "bench", "--")
        command.arguments += words
        #expect(try command.run().status == status)
        #expect(ServedConsoles.waits { served["bench"]?.port.state == .open })
    }

    @Test func `the command has the port for itself, and is told where it is`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let script = "echo $BOOTWATCH_NODE $BOOTWATCH_CONSOLE $1 '{' {}x; printf hello >{}"
        let result = try served.command("release", board.path, "--", "sh", "-c", script, "sh", "<{}>").run()
        #expect(result.status == 0)
        #expect(result.output == "\(board.path) bench <\(board.path)> { \(board.path)x\n")
        #expect(board.received(5) == Array("hello".utf8))
        #expect(served["bench"]?.received == 0)
        #expect(ServedConsoles.waits { served["bench"]?.port.state == .open })
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `a signal ends the command, and then the port is taken back`(signal: Int32) throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let script = "trap 'echo caught; exit 9' TERM HUP INT; echo ready; while :; do sleep 0.05; done"
        let running = try RunningWatch(served.command("release", "bench", "--", "sh", "-c", script))
        #expect(running.shows("ready\n"))
        #expect(served["bench"]?.port.state == .released)
        let result = try running.end(by: signal)
        #expect(result.status == 9)
        #expect(result.output == "ready\ncaught\n")
        #expect(ServedConsoles.waits { served["bench"]?.port.state == .open })
    }

    @Test func `a killed release gives the port back`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        // The command ends by itself when nobody reads what it prints.
        let script = "while echo ready; do sleep 0.05; done"
        let running = try RunningWatch(served.command("release", "bench", "--", "sh", "-c", script))
        #expect(running.shows("ready\n"))
        running.child.signal(SIGKILL)
        #expect(ServedConsoles.waits { served["bench"]?.port.state == .open })
        running.closeOutput()
    }

    @Test func `without a command the port stays released until it is given back`() throws {
        let board = try WatchedBoard()
        let served = try ServedConsoles(["bench": board])
        let result = try served.command("release", "bench").run()
        #expect(result.status == 0)
        #expect(
            result.output == "bench is released: \(board.path). Give it back with: bootwatch release --back bench\n")
        #expect(served["bench"]?.port.state == .released)
        let again = try served.command("release", "bench").run()
        #expect(again.status == 2)
        let direct = try RunningWatch(served.command("watch", "--format", "jsonl", board.path))
        #expect(try direct.notice("opened")?["text"]?.string == "\(board.path) is open at 115200 8N1.")
        _ = try direct.end(by: SIGTERM)
        let named = try served.command("watch", "bench").run()
        #expect(named.status == 2)
        #expect(named.errors.contains("give it back with 'bootwatch release --back bench'"), "\(named.errors)")
        #expect(try served.command("release", "--back", "bench").run().status == 0)
        #expect(ServedConsoles.waits { served["bench"]?.port.state == .open })
    }
}
