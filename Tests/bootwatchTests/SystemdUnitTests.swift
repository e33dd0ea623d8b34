// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

/// The shipped files, judged by systemd's own programs.
@Suite(.enabled(if: access("/usr/bin/systemd-analyze", X_OK) == 0, "systemd is not installed: apt-get install systemd"))
struct SystemdUnitTests {
    private static let units = ["bootwatch.service", "bootwatch.socket"]

    @Test func `systemd finds nothing wrong with the units`() throws {
        let tree = try SystemdTree()
        try tree.addHostUnits()
        _ = try tree.install()
        let result = try SystemdTree.run(
            "/usr/bin/systemd-analyze",
            ["verify", "--man=no", "--recursive-errors=one", "--root=\(tree.root)"] + Self.units)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    @Test(arguments: ["network.conf", "textfile.conf"])
    func `systemd finds nothing wrong with the units and a drop-in`(example: String) throws {
        let tree = try SystemdTree()
        try tree.addHostUnits()
        _ = try tree.install()
        try tree.write(
            "etc/systemd/system/bootwatch.service.d/\(example)", tree.text(of: "usr/share/doc/bootwatch/\(example)"))
        let result = try SystemdTree.run(
            "/usr/bin/systemd-analyze",
            ["verify", "--man=no", "--recursive-errors=one", "--root=\(tree.root)"] + Self.units)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    @Test func `the sandbox is as strict as promised`() throws {
        let tree = try SystemdTree()
        _ = try tree.install()
        let result = try SystemdTree.run(
            "/usr/bin/systemd-analyze",
            [
                "security", "--no-pager", "--offline=true", "--threshold=15",
                "\(tree.root)/usr/lib/systemd/system/bootwatch.service",
            ])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("Overall exposure level for bootwatch.service: 1."))
    }

    @Test func `what the service lives on is let through`() throws {
        let unit = String(decoding: Folder.bytes(ofFile: "\(SystemdTree.source)/bootwatch.service"), as: UTF8.self)
        let lines = unit.split(separator: "\n").map(String.init)
        // udevd's messages, the service manager's, the nodes of ports, who holds one, and who is at the socket.
        for line in [
            "RestrictAddressFamilies=AF_UNIX AF_NETLINK", "DeviceAllow=char-188 rw", "DeviceAllow=char-166 rw",
            "DeviceAllow=char-4 rw", "ProtectProc=default", "ProcSubset=all", "Type=notify", "WatchdogSec=30",
            "FileDescriptorStoreMax=512", "StateDirectory=bootwatch", "RuntimeDirectoryPreserve=yes",
        ] {
            #expect(lines.contains(line))
        }
        for line in ["PrivateNetwork=yes", "PrivateUsers=yes", "PrivateDevices=yes"] { #expect(!lines.contains(line)) }
    }

    @Test func `the user is made, and the folder of the socket`() throws {
        let tree = try SystemdTree()
        _ = try tree.install()
        try tree.write("etc/group", "dialout:x:20:\n")
        let users = try SystemdTree.run("/usr/bin/systemd-sysusers", ["--root=\(tree.root)", "bootwatch.conf"])
        #expect(users.status == 0, "\(users.errors)")
        let user = tree.text(of: "etc/passwd").split(separator: "\n").first { $0.hasPrefix("bootwatch:") }
        let fields = try #require(user).split(separator: ":")
        try #require(fields.count == 7)
        #expect(fields.suffix(3) == ["Serial consoles", "/var/lib/bootwatch", "/usr/sbin/nologin"])
        #expect(tree.text(of: "etc/group").contains("\nbootwatch:x:\(fields[3]):"))

        let folders = try SystemdTree.run(
            "/usr/bin/systemd-tmpfiles", ["--root=\(tree.root)", "--create", "bootwatch.conf"])
        #expect(folders.status == 0, "\(folders.errors)")
        var status = stat()
        try #require(stat("\(tree.root)/run/bootwatch", &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o755)
        if geteuid() == 0 {
            #expect("\(status.st_uid)" == fields[2])
            #expect("\(status.st_gid)" == fields[3])
        }
    }
}
