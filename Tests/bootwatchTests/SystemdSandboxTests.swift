// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport
import Testing

/// The unit's sandbox, enforced by the kernel: see Fixtures/sandbox.py for what is in it.
@Suite(
    .enabled(
        if: geteuid() == 0 && access("/usr/bin/systemd-analyze", X_OK) == 0 && access("/usr/bin/python3", X_OK) == 0,
        "needs root, systemd and python3"))
struct SystemdSandboxTests {
    /// Whom the sandbox runs its command as.
    private static let nobody: uid_t = 65_534

    private static let script = {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/sandbox.py"
    }()

    private static func launcher(writable folder: String) -> [String] {
        ["/usr/bin/python3", script, "\(SystemdTree.source)/bootwatch.service", "--writable", folder]
    }

    @Test func `a console is opened, diagnosed and recorded in the unit's sandbox`() throws {
        let board = try WatchedBoard()
        try #require(chown(board.path, Self.nobody, Self.nobody) == 0)
        let folder = try Folder()
        try #require(chown(folder.path, Self.nobody, Self.nobody) == 0)
        var command = Command(
            "watch", board.path, "--no-input", "--no-reconnect", "--format", "jsonl", "--log-file",
            "\(folder.path)/console.log")
        command.launcher = Self.launcher(writable: folder.path)
        let watch = try RunningWatch(command)
        #expect(try watch.notice("opened") != nil)
        let text =
            "\r\nU-Boot 2023.01 (Jun 22 2026)\r\n\r\nDRAM:  128 MiB\r\n   Verifying Checksum ... Bad Data CRC\r\n"
        try board.print(text)
        #expect(try watch.event { $0["code"]?.string == "verify.checksum" } != nil)
        board.hangUp()
        let result = try watch.end()
        #expect(result.status == 1, "\(result.errors)")
        #expect(folder.text(of: "console.log") == text)
    }

    @Test(
        arguments: [
            ("socket.socket(socket.AF_INET)", "Operation not permitted"),
            ("mmap.mmap(-1, 4096, prot=7)", "Operation not permitted"),
            ("os.setpriority(os.PRIO_PROCESS, 0, -5)", "Operation not permitted"),
            ("os.chroot('/')", "Operation not permitted"),
            ("open('/etc/passwd', 'a')", "Permission denied"),
            ("open('/var/tmp/bootwatch-sandbox', 'a')", "Read-only file system"),
            ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)", ""),
            ("socket.socket(socket.AF_UNIX)", ""),
        ])
    func `the sandbox forbids what the unit says, and no more`(attempt: String, error: String) throws {
        let folder = try Folder()
        var command = Command("-c", "import mmap, os, socket; \(attempt)")
        command.program = "/usr/bin/python3"
        command.launcher = Self.launcher(writable: folder.path)
        let result = try command.run()
        #expect(result.status == (error.isEmpty ? 0 : 1), "\(result.errors)")
        #expect(result.errors.contains(error))
    }
}
