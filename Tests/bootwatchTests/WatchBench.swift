// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport

/// A technician's desk: a shell in a real terminal, and `bootwatch watch` in it.
struct WatchBench: ~Copyable {
    static let prompt = "desk>"

    let terminal: TmuxTerminal

    private init(terminal: consuming TmuxTerminal) {
        self.terminal = terminal
    }

    static func start(rows: Int = 24, columns: Int = 90) throws -> WatchBench {
        let terminal = try TmuxTerminal.start(
            rows: rows, columns: columns, program: "PS1=\"\(prompt) \" exec bash --norc --noprofile")
        try terminal.wait(for: prompt)
        return WatchBench(terminal: terminal)
    }

    /// Types a command into the shell.
    func type(_ command: String) throws {
        try terminal.press(command, "Enter")
    }

    /// Starts watching, and waits until the console is open.
    func watch(_ node: String, _ options: String = "") throws {
        let library = getenv("LD_LIBRARY_PATH").map { "LD_LIBRARY_PATH=\(String(cString: $0)) " } ?? ""
        try type("clear; \(library)\(Command.path) watch \(node) \(options); echo status $?")
        try terminal.wait(for: "is open")
    }

    /// The pid of the process that watches.
    func process(watching node: String) throws -> pid_t {
        guard let entries = opendir("/proc") else { throw SystemError(call: "opendir /proc") }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let pid = pid_t(name), let file = fopen("/proc/\(name)/cmdline", "r") else { continue }
            var buffer = [UInt8](repeating: 0, count: 4_096)
            let count = fread(&buffer, 1, buffer.count, file)
            fclose(file)
            let words = buffer.prefix(count).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if words.first == Command.path, words.contains(node) { return pid }
        }
        throw SystemError(call: "no process watches \(node)", number: ESRCH)
    }
}
