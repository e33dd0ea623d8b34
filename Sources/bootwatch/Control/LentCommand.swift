// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// Runs a command in the foreground while this process waits for it and outlives it.
struct LentCommand: ~Copyable {
    /// Signals that end a process; the command gets them, and this one goes on until it has ended.
    private static let endings = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
    /// The status of a command that cannot be run, and of one that is not found; as shells have it.
    private static let (cannotRun, notFound): (Int32, Int32) = (126, 127)

    private let signals: SignalSet

    /// From here on nothing but the worst kills this process.
    init() {
        signals = SignalSet(Self.endings)
        signals.block()
    }

    deinit {
        signals.unblock()
    }

    /// Runs the command to its end, in this terminal and with this environment.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments; `{}` in them stands for the node.
    ///   - node: where the port is; nil where there is none.
    /// - Returns: its exit status; 128 and the number for a signal.
    func run(_ words: [String], console: String, node: String?) -> Int32 {
        let words = node.map { node in words.map { Self.filled($0, with: node) } } ?? words
        setenv("BOOTWATCH_CONSOLE", console, 1)
        if let node { setenv("BOOTWATCH_NODE", node, 1) } else { unsetenv("BOOTWATCH_NODE") }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (SignalSet([]).set, SignalSet(Self.endings + [SIGPIPE]).set)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let error = posix_spawnp(&process, words[0], nil, &attributes, &arguments, environ)
        guard error == 0 else {
            StandardError.write("bootwatch: Cannot run '\(words[0])': \(Errno(rawValue: error)).\n")
            return error == ENOENT ? Self.notFound : Self.cannotRun
        }
        return wait(for: process)
    }

    private func wait(for process: pid_t) -> Int32 {
        // A child that ends is told by a signal, too; so one wait is for both.
        let wanted = SignalSet(Self.endings + [SIGCHLD])
        wanted.block()
        while true {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process {
                // See wait(2): the signal's number is in the low bits.
                let signal = status & 0x7F
                return signal == 0 ? status >> 8 & 0xFF : 128 + signal
            }
            var information = siginfo_t()
            let signal = wanted.wait(&information)
            // The terminal's keys reach the command by themselves.
            if signal != SIGCHLD, signal > 0, information.si_code <= 0 { kill(process, signal) }
        }
    }

    private static func filled(_ word: String, with node: String) -> String {
        var (result, rest) = ("", word[...])
        while let brace = rest.firstIndex(of: "{") {
            let next = rest.index(after: brace)
            guard next < rest.endIndex, rest[next] == "}" else {
                result += rest[...brace]
                rest = rest[next...]
                continue
            }
            result += rest[..<brace] + node
            rest = rest[rest.index(after: next)...]
        }
        return result + rest
    }
}
