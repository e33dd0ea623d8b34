// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A host with serial ports to plug in and out: see Fixtures/testbed.py for its commands. A class: it lives as long as
/// its process, and is for one test.
final class PortsTestbed {
    /// The answer to a command, when it is a fault, or when none came.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    private static let python = "/usr/bin/python3"
    private static let wrapper = "/usr/bin/umockdev-wrapper"
    private static let script: String = {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/testbed.py"
    }()

    /// Whether the packages umockdev, python3-gi and gir1.2-umockdev-1.0 are installed.
    static let isAvailable: Bool = {
        guard access(wrapper, X_OK) == 0, access(python, X_OK) == 0 else { return false }
        var command = Command(
            "-c", "import gi; gi.require_version('UMockdev', '1.0'); from gi.repository import UMockdev")
        command.program = python
        return (try? command.run())?.status == 0
    }()

    private let child: Child
    private let input: Descriptor
    private let output: Descriptor
    /// The folder that stands for the host's root.
    let root: String

    init() throws {
        var command = Command(Self.python, Self.script)
        command.program = Self.wrapper
        let requests = try Descriptor.pipe()
        let answers = try Descriptor.pipe()
        let errors = try Descriptor.temporary()
        child = try command.start(input: requests.reader, output: answers.writer, errors: errors)
        // Should it throw here, the pipe closes, and the process ends with it.
        root = try Self.answer(from: answers.reader).joined(separator: " ")
        input = requests.writer
        output = answers.reader
    }

    deinit {
        // Ended by word, so that it removes its folder; it never waits for longer than 20 s itself.
        try? input.write(Array("quit\n".utf8))
        _ = child.wait()
    }

    /// Gives a command and returns the words of its answer.
    @discardableResult
    func perform(_ command: String) throws -> [String] {
        try input.write(Array("\(command)\n".utf8))
        return try Self.answer(from: output)
    }

    /// What makes a command see this host.
    var environment: [String: String] {
        ["LANG": "C.UTF-8", "LD_PRELOAD": "libumockdev-preload.so.0", "UMOCKDEV_DIR": root]
    }

    /// `bootwatch` on this host.
    func command(_ arguments: String...) -> Command {
        var command = Command()
        command.arguments = arguments
        command.environment = environment
        return command
    }

    private static func answer(from output: borrowing Descriptor) throws -> [String] {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n") {
            let some = output.readSome()
            guard !some.isEmpty else { throw Fault(description: "the testbed gives no answer") }
            bytes += some
        }
        let words = String(decoding: bytes.dropLast(), as: UTF8.self).split(separator: " ").map(String.init)
        guard words.first == "ok" else { throw Fault(description: words.joined(separator: " ")) }
        return Array(words.dropFirst())
    }
}
