// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@Suite struct SystemdInstallTests {
    private static let files = [
        "etc/bootwatch/bootwatch.toml",
        "usr/bin/bootwatch",
        "usr/lib/systemd/catalog/bootwatch.catalog",
        "usr/lib/systemd/system/bootwatch.service",
        "usr/lib/systemd/system/bootwatch.socket",
        "usr/lib/sysusers.d/bootwatch.conf",
        "usr/lib/tmpfiles.d/bootwatch.conf",
        "usr/lib/udev/rules.d/70-bootwatch.rules",
        "usr/share/doc/bootwatch/bootwatch.toml",
        "usr/share/doc/bootwatch/network.conf",
        "usr/share/doc/bootwatch/textfile.conf",
    ]

    @Test func `a packager gets every file in its place, and nothing is run`() throws {
        let tree = try SystemdTree()
        let result = try tree.install()
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(!result.output.contains("running"))
        #expect(try tree.files() == Self.files)
        for path in Self.files { #expect(result.output.contains("installed  \(tree.root)/\(path)\n")) }
        let modes = try SystemdTree.run("/usr/bin/stat", ["-c", "%a"] + Self.files.map { "\(tree.root)/\($0)" })
        #expect(modes.lines == Self.files.map { $0 == "usr/bin/bootwatch" ? "755" : "644" })
    }

    @Test func `every placeholder is filled`() throws {
        let tree = try SystemdTree()
        _ = try tree.install()
        let unit = tree.text(of: "usr/lib/systemd/system/bootwatch.service")
        #expect(unit.contains("ExecStart=/usr/bin/bootwatch serve\n"))
        #expect(unit.contains("Documentation=file:/usr/share/doc/bootwatch/bootwatch.toml\n"))
        for path in Self.files where path.hasPrefix("usr/lib/systemd/system/") {
            let lines = tree.text(of: path).split(separator: "\n")
            #expect(!lines.contains { !$0.hasPrefix("SystemCallFilter=") && $0.contains("@") })
        }
    }

    @Test(
        arguments: [
            ("dialout:x:20:\nuucp:x:10:\n", [], "dialout"),
            ("uucp:x:10:\n", [], "uucp"),
            ("tty:x:5:\n", [], "dialout"),
            ("uucp:x:10:\n", ["--port-group", "lab"], "lab"),
        ] as [(String, [String], String)])
    func `the group of the ports is the host's`(groups: String, options: [String], group: String) throws {
        let tree = try SystemdTree()
        try tree.write("etc/group", groups)
        let arguments = ["\(SystemdTree.source)/install", "--root", tree.root, "--binary", "/bin/true"] + options
        #expect(try SystemdTree.run("/bin/sh", arguments).status == 0)
        // Without --prefix it is the administrator's own.
        let unit = tree.text(of: "usr/local/lib/systemd/system/bootwatch.service")
        #expect(unit.contains("\nSupplementaryGroups=\(group) systemd-journal\n"))
        #expect(unit.contains("\nExecStart=/usr/local/bin/bootwatch serve\n"))
    }

    @Test func `installing again brings up to date and keeps a configuration`() throws {
        let tree = try SystemdTree()
        _ = try tree.install()
        try tree.write("etc/bootwatch/bootwatch.toml", "# mine\n")
        try tree.write("usr/lib/systemd/system/bootwatch.socket", "# old\n")
        let result = try tree.install()
        #expect(result.status == 0)
        #expect(result.output.contains("kept       \(tree.root)/etc/bootwatch/bootwatch.toml\n"))
        #expect(result.output.contains("unchanged  \(tree.root)/usr/bin/bootwatch\n"))
        #expect(result.output.contains("installed  \(tree.root)/usr/lib/systemd/system/bootwatch.socket\n"))
        #expect(tree.text(of: "etc/bootwatch/bootwatch.toml") == "# mine\n")
        #expect(tree.text(of: "usr/lib/systemd/system/bootwatch.socket").contains("ListenStream="))
        #expect(try tree.files() == Self.files)
    }

    @Test func `uninstalling leaves configuration and recordings, and says so`() throws {
        let tree = try SystemdTree()
        _ = try tree.install()
        try tree.write("var/lib/bootwatch/rack1/rack1-20261121T192408.123Z.log", "U-Boot\n")
        let result = try tree.uninstall()
        #expect(result.status == 0)
        #expect(result.errors == "")
        let kept = ["etc/bootwatch/bootwatch.toml", "var/lib/bootwatch/rack1/rack1-20261121T192408.123Z.log"]
        #expect(try tree.files() == kept)
        #expect(result.output.contains("kept       \(tree.root)/etc/bootwatch\n"))
        #expect(result.output.contains("kept       \(tree.root)/var/lib/bootwatch\n"))
        #expect(result.output.contains("The user 'bootwatch' stays"))
        let again = try tree.uninstall()
        #expect(again.status == 0)
        #expect(!again.output.contains("removed"))
    }

    @Test(
        arguments: [
            (["--nonsense"], "install: unknown option '--nonsense'\n"),
            (["--prefix"], "install: --prefix needs a value\n"),
            (["--prefix", "usr"], "install: --prefix must be a full path, and is 'usr'\n"),
            (
                ["--prefix", "/o p"],
                "install: a path or a group with unusual characters has no place in a unit: '/o p' ''\n"
            ),
            (
                ["--binary", "/nowhere"],
                "install: there is no '/nowhere': build it (swift build -c release --static-swift-stdlib), or say "
                    + "--binary FILE\n"
            ),
        ])
    func `a slip is told before anything is written`(options: [String], error: String) throws {
        let tree = try SystemdTree()
        let result = try SystemdTree.run("/bin/sh", ["\(SystemdTree.source)/install", "--root", tree.root] + options)
        #expect(result.status == 2)
        #expect(result.errors.hasSuffix(error))
        #expect(try tree.files() == [])
    }
}
