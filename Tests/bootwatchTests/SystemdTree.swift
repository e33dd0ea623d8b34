// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// `systemd/` of this checkout, installed into a folder that stands for a host's root.
struct SystemdTree: ~Copyable {
    /// Tests/bootwatchTests/SystemdTree.swift lies three levels below the checkout.
    static let source: String = {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            + "/systemd"
    }()

    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    var root: String { folder.path }

    /// Runs a program of the host, by its full path.
    static func run(_ program: String, _ arguments: [String], input: String = "") throws -> Command.Result {
        var command = Command()
        command.program = program
        command.arguments = arguments
        command.input = Array(input.utf8)
        return try command.run()
    }

    /// As a packager would. The program need not be ours: it is copied, not run.
    func install(_ options: String...) throws -> Command.Result {
        try Self.run(
            "/bin/sh",
            ["\(Self.source)/install", "--root", root, "--prefix", "/usr", "--binary", "/bin/true"] + options)
    }

    func uninstall() throws -> Command.Result {
        try Self.run("/bin/sh", ["\(Self.source)/uninstall", "--root", root, "--prefix", "/usr"])
    }

    /// Every file, by its path below the root, in order.
    func files() throws -> [String] {
        try Self.run("/usr/bin/find", [root, "-type", "f", "-printf", "%P\n"]).lines.map(String.init).sorted()
    }

    func text(of path: String) -> String {
        String(decoding: Folder.bytes(ofFile: "\(root)/\(path)"), as: UTF8.self)
    }

    /// Writes a file, with the folders that lead to it.
    func write(_ path: String, _ text: String) throws {
        let place = "\(root)/\(path)".split(separator: "/").dropLast().joined(separator: "/")
        _ = try Self.run("/bin/mkdir", ["-p", "/\(place)"])
        _ = try folder.file(path, text)
    }

    /// Adds the units of the host, which ours are ordered by.
    func addHostUnits() throws {
        _ = try Self.run("/bin/mkdir", ["-p", "\(root)/usr/lib/systemd"])
        _ = try Self.run("/bin/cp", ["-r", "/usr/lib/systemd/system", "\(root)/usr/lib/systemd/"])
    }
}
