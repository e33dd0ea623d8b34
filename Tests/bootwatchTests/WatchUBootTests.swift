// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

/// A real U-Boot at the other end of the line.
@Suite(
    .serialized,
    .enabled(
        if: UBootMachine.isInstalled && !TmuxTerminal.isMissing,
        "U-Boot, its emulator or tmux is missing: apt-get install u-boot-qemu qemu-system-arm tmux"))
struct WatchUBootTests {
    /// An image whose checksum does not fit its data.
    private static func damagedImage(in folder: borrowing Folder) throws -> String {
        let payload = (0..<16_384).map { UInt8(truncatingIfNeeded: $0) }
        return try folder.file("damaged.img", bytes: LegacyImage.make(payload: payload, isDamaged: true))
    }

    @Test func `it boots to the prompt, takes a command, and a damaged image is diagnosed as it is loaded`() throws {
        let folder = try Folder()
        let machine = try UBootMachine.start(image: try Self.damagedImage(in: folder))
        let bench = try WatchBench.start(rows: 50, columns: 100)
        try bench.watch(machine.node, "--log-file \(folder.path)/console.log")
        try machine.powerOn()
        try bench.terminal.wait(for: "Hit any key to stop autoboot")
        try bench.terminal.press("Space")
        try bench.terminal.wait(for: "the prompt") { $0.contains("\n=>") && $0.contains("boot loader: prompt") }
        try bench.terminal.press("iminfo \(UBootMachine.imageAddress)", "Enter")
        let text = try bench.terminal.wait(for: "ctrl-t d shows all of it")
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = try #require(
            rows.firstIndex { $0.contains("Verifying Checksum ...") && $0.contains("Bad Data CRC") })
        #expect(rows[line + 1].contains("error[verify.checksum]"))
        try bench.terminal.press("C-t", "q")
        try bench.terminal.wait(for: "status 1")

        var analyze = Command("analyze", "--format", "jsonl", "\(folder.path)/console.log")
        analyze.environment["LANG"] = "C.UTF-8"
        let result = try analyze.run()
        #expect(result.status == 1)
        #expect(result.output.contains("\"code\":\"verify.checksum\""))
        #expect(result.output.contains("\"time\":\"20"))
    }

    @Test func `a script waits for the prompt, sends a command and learns the verdict`() throws {
        let folder = try Folder()
        let machine = try UBootMachine.start(image: try Self.damagedImage(in: folder))
        var command = Command("watch", machine.node, "--until", "verdict", "--timeout", "60", "--format", "jsonl")
        // U-Boot takes the blank at its countdown, and reads the command at the prompt.
        command.input = Array(" bootm \(UBootMachine.imageAddress)\r".utf8)
        let output = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let keys = try Descriptor.temporary(holding: command.input)
        let child = try command.start(input: keys, output: output, errors: errors)
        try machine.powerOn()
        #expect(child.wait() == 1)
        let text = try output.content()
        let complaints = try errors.content()
        #expect(text.contains("\"code\":\"verify.checksum\""), "\(text)\n\(complaints)")
        #expect(text.contains("\"scope\":\"capture\""))
    }

    @Test func `a paste that still waits when the board is reset does not stop the countdown`() throws {
        let machine = try UBootMachine.start()
        let bench = try WatchBench.start(rows: 50, columns: 100)
        try bench.watch(machine.node, "--output-line-delay 5000")
        try machine.powerOn()
        try bench.terminal.wait(for: "Hit any key to stop autoboot")
        try bench.terminal.press("Space")
        try bench.terminal.wait(for: "the prompt") { $0.contains("\n=>") && $0.contains("boot loader: prompt") }
        // What follows the command waits for 5 s; the board is back at its countdown long before.
        try bench.terminal.paste("reset\r" + String(repeating: "#", count: 1_000))
        try bench.terminal.wait(for: "Held back")
        // Nobody pressed a key: U-Boot goes on to its boot command.
        try bench.terminal.wait(for: "the end of the countdown") { text in
            text.contains("Hit any key to stop autoboot:  0") && text.contains("boot 2")
        }
        let text = try bench.terminal.wait(for: "the boot command") { text in
            ["scanning bus", "bootdev", "Device 0", "BOOTP"].contains { text.contains($0) }
        }
        #expect(!text.contains("=> ####"))
    }
}
