// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

/// The built command, run as a person or a program would.
struct Command {
    /// What a run gave.
    struct Result {
        /// The exit status; 128 and the signal's number when a signal ended it.
        var status: Int32
        var output: String
        var errors: String

        /// Lines of standard output.
        var lines: [Substring] { output.split(separator: "\n") }
    }

    var arguments: [String]
    /// What stands on standard input.
    var input: [UInt8] = []
    /// Variables besides `PATH`; the tests' own environment is not handed down.
    var environment: [String: String] = ["LANG": "C.UTF-8"]
    /// A program, by its full path, and its arguments, that starts the command; empty to start it directly.
    var launcher: [String] = []
    /// Another program than `bootwatch`, by its full path.
    var program = Command.path

    init(_ arguments: String...) {
        self.arguments = arguments
    }

    /// `bootwatch` beside the bundle of the tests.
    static let path: String = {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let runner = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        return runner.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/bootwatch"
    }()

    /// Runs to the end.
    func run() throws(SystemError) -> Result {
        let input = try Descriptor.temporary(holding: self.input)
        let output = try Descriptor.temporary()
        let errors = try Descriptor.temporary()
        let process = try start(input: input, output: output, errors: errors)
        let status = process.wait()
        return Result(status: status, output: try output.content(), errors: try errors.content())
    }

    /// Starts it with descriptors of the caller's.
    func start(
        input: borrowing Descriptor, output: borrowing Descriptor, errors: borrowing Descriptor
    ) throws(SystemError) -> Child {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in [(0, input.number), (1, output.number), (2, errors.number)] {
            posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
        }
        var variables = environment
        variables["PATH"] = "/usr/bin:/bin"
        // The build's own library path: a toolchain that is not installed system-wide needs it.
        if let path = getenv("LD_LIBRARY_PATH") { variables["LD_LIBRARY_PATH"] = String(cString: path) }
        var words = (launcher + [program] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + settings { free(word) } }
        // A parent that ignores or blocks signals must not hand that down.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var process: pid_t = 0
        let error = Descriptor.startLock.withLock { _ in
            posix_spawn(&process, launcher.first ?? program, &actions, &attributes, &words, &settings)
        }
        guard error == 0 else { throw SystemError(call: "posix_spawn '\(launcher.first ?? program)'", number: error) }
        return Child(process: process)
    }
}

/// A running command.
struct Child {
    let process: pid_t

    func signal(_ number: Int32) {
        kill(process, number)
    }

    /// Waits for the end; see ``Command/Result/status``.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return Self.status(status)
    }

    /// What waitpid(2) gave, as ``Command/Result/status``.
    static func status(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}

/// What the system refused.
struct SystemError: Error, CustomStringConvertible {
    var call: String
    var number: Int32 = errno

    var description: String { "\(call): \(String(cString: strerror(number)))" }
}
