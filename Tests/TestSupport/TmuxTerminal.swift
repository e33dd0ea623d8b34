// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Synchronization

/// A real terminal: a pane of tmux, to paint on or to run a program in.
///
/// tmux is asked for what its screen shows; nothing of it is imitated here.
package struct TmuxTerminal: ~Copyable {
    /// Whether tmux is not installed.
    package static var isMissing: Bool { access("/usr/bin/tmux", X_OK) != 0 }

    private static let count = Atomic<Int>(0)
    private static let patience = 20.0

    private let server: String
    private let folder: String
    private let input: Int32
    private var syncs = 0

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    private init(server: String, folder: String, input: Int32) {
        self.server = server
        self.folder = folder
        self.input = input
    }

    /// Starts a pane of its own server.
    ///
    /// - Parameter program: what runs in it, as a shell's command; nil copies what is written to it unchanged.
    package static func start(rows: Int = 24, columns: Int = 80, program: String? = nil) throws -> TmuxTerminal {
        let number = count.add(1, ordering: .relaxed).newValue
        var template = Array("/tmp/bootwatch-tmux-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        guard mkfifo("\(folder)/input", 0o600) == 0 else { throw Failure(description: "mkfifo: errno \(errno)") }
        // Opened for reading too, so that opening does not wait and the pane's program sees no end.
        let input = open("\(folder)/input", O_RDWR | O_CLOEXEC)
        guard input >= 0 else { throw Failure(description: "open FIFO: errno \(errno)") }
        write("set -g status off\nset -g history-limit 5000\n", to: "\(folder)/tmux.conf")
        let terminal = TmuxTerminal(server: "bootwatch-test-\(getpid())-\(number)", folder: folder, input: input)
        // Raw: what the program writes reaches the screen as it is.
        let program = program ?? "stty raw -echo; exec cat \(folder)/input"
        try terminal.run("-f \(folder)/tmux.conf new-session -d -x \(columns) -y \(rows) '\(program)'")
        return terminal
    }

    deinit {
        _ = Self.output(of: Self.command(server, "kill-server"))
        close(input)
        unlink("\(folder)/input")
        unlink("\(folder)/tmux.conf")
        rmdir(folder)
    }

    private static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    private static func command(_ server: String, _ arguments: String) -> String {
        "env -i --default-signal PATH=/usr/bin:/bin LC_ALL=C.UTF-8 TERM=xterm-256color HOME=/tmp "
            + "tmux -u -L \(server) \(arguments) 2>&1"
    }

    private static func output(of command: String) -> (text: String, status: Int32) {
        guard let pipe = popen(command, "re") else { return ("popen: errno \(errno)", -1) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return (String(decoding: bytes, as: UTF8.self), pclose(pipe))
    }

    @discardableResult
    private func run(_ arguments: String) throws -> String {
        let (text, status) = Self.output(of: Self.command(server, arguments))
        guard status == 0 else { throw Failure(description: "tmux \(arguments): \(text)") }
        return text
    }

    /// Writes to the terminal, and waits until it has taken all of it.
    package mutating func write(_ bytes: [UInt8]) throws {
        syncs += 1
        // The title tells how far the terminal is; nothing that is tested sets one.
        let all = bytes + Array("\u{1B}]2;sync-\(syncs)\u{1B}\\".utf8)
        var start = 0
        while start < all.count {
            let count = all[start...].withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "write to the pane: errno \(errno)") }
            start += count
        }
        var waited = 0.0
        while try ask("pane_title") != "sync-\(syncs)" {
            guard waited < Self.patience else { throw Failure(description: "tmux does not take what is written") }
            usleep(10_000)
            waited += 0.01
        }
    }

    package mutating func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// A format variable of tmux's.
    package func ask(_ variable: String) throws -> String {
        String(try run("display-message -p '#{\(variable)}'").split(separator: "\n").first ?? "")
    }

    /// The rows of the screen, without blanks at their ends.
    package func rows() throws -> [String] {
        var rows = try run("capture-pane -p").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // Each row is ended by a line feed.
        if rows.last == "" { rows.removeLast() }
        return rows
    }

    /// The rows of the screen without the blank ones at its end.
    package func text() throws -> String {
        var rows = try rows()
        while rows.last == "" { rows.removeLast() }
        return rows.joined(separator: "\n")
    }

    /// The screen with its colours, as escape sequences.
    package func coloredText() throws -> String {
        try run("capture-pane -p -e")
    }

    /// The screen and all that has scrolled off.
    package func history() throws -> String {
        try run("capture-pane -p -S - -E -")
    }

    /// Column and row of the cursor, 0-based.
    package func cursor() throws -> String {
        try "\(ask("cursor_x")),\(ask("cursor_y"))"
    }

    package func resize(rows: Int, columns: Int) throws {
        try run("resize-window -x \(columns) -y \(rows)")
    }

    /// Presses keys, named as tmux names them: `Enter`, `C-t`, `Space`; all else is typed as it stands.
    package func press(_ keys: String...) throws {
        try run("send-keys " + keys.map { "'\($0)'" }.joined(separator: " "))
    }

    /// Pastes text at once.
    package func paste(_ text: String) throws {
        Self.write(text, to: "\(folder)/paste")
        defer { unlink("\(folder)/paste") }
        try run("load-buffer \(folder)/paste")
        try run("paste-buffer -r")
    }

    /// Waits until the screen is as wanted.
    ///
    /// - Throws: `Failure` with the screen when it does not become so within 20 s.
    @discardableResult
    package func wait(for what: String, _ isThere: (String) -> Bool) throws -> String {
        var waited = 0.0
        while true {
            let text = try text()
            if isThere(text) { return text }
            guard waited < Self.patience else { throw Failure(description: "no \(what) on the screen:\n\(text)") }
            usleep(20_000)
            waited += 0.02
        }
    }

    @discardableResult
    package func wait(for text: String) throws -> String {
        try wait(for: "'\(text)'") { $0.contains(text) }
    }
}
