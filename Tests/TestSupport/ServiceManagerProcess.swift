// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A service manager with a real notification socket, a descriptor store and passed sockets, that runs one program: see
/// Fixtures/manager.py for its options, commands and events. A class: it lives as long as its process, and is for one
/// test.
package final class ServiceManagerProcess {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Milliseconds.
    private static let patience: Int32 = 20_000
    private static let python = "/usr/bin/python3"
    private static let script: String = {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/manager.py"
    }()

    private let process: Int32
    private let input: Int32
    private let output: Int32
    private var unread: [UInt8] = []
    /// What it told and nobody has asked for.
    private var waiting: [JSONValue] = []
    /// The process of the program that was started last.
    package private(set) var program: Int32 = 0
    /// The path of the notification socket.
    package private(set) var socket = ""

    /// - Parameters:
    ///   - program: the program by its path, and its arguments.
    ///   - options: of the manager.
    package init(_ program: [String], options: [String] = []) throws {
        var ends: (input: [Int32], output: [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&ends.input) == 0, pipe(&ends.output) == 0 else {
            throw Failure(description: "pipe: errno \(errno)")
        }
        for end in ends.input + ends.output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends.input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, ends.output[1], 1)
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
        var words = ([Self.python, Self.script] + options + ["--"] + program).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: Int32 = 0
        let error = posix_spawn(&process, Self.python, &actions, &attributes, &words, environ)
        close(ends.input[0])
        close(ends.output[1])
        (self.process, input, output) = (process, ends.input[1], ends.output[0])
        guard error == 0 else { throw Failure(description: "\(Self.python): errno \(error)") }
        socket = try event("ready")["socket"]?.string ?? ""
    }

    deinit {
        // By word, so that it removes its socket and ends the program; it waits for nothing then.
        try? perform("quit")
        close(input)
        close(output)
        if process > 0 { waitpid(process, nil, 0) }
    }

    // MARK: - Commands

    package func perform(_ command: String) throws {
        let line = Array("\(command)\n".utf8)
        guard line.withUnsafeBytes({ write(input, $0.baseAddress, $0.count) }) == line.count else {
            throw Failure(description: "the service manager takes no commands: errno \(errno)")
        }
    }

    /// Starts the program, and returns the names of the descriptors that it gets.
    @discardableResult
    package func start() throws -> [String] {
        try perform("start")
        let started = try event("started")
        program = Int32(started["pid"]?.number ?? 0)
        return started["descriptors"]?.array?.compactMap(\.string) ?? []
    }

    /// Sends a signal, such as `TERM`, and waits until the program has ended by it, or at its wish.
    ///
    /// - Returns: how it ended: `SIGKILL`, or the exit status as text.
    @discardableResult
    package func end(by signal: String) throws -> String {
        try perform("signal \(signal)")
        let exited = try event("exited")
        return exited["signal"]?.string ?? "\(Int(exited["status"]?.number ?? -1))"
    }

    /// The names of what is stored, the newest first.
    package func stored() throws -> [String] {
        try perform("store")
        return try event("store")["descriptors"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    // MARK: - Events

    /// Waits for the next event of a kind; others before it are left for later.
    ///
    /// - Throws: `Failure` when it does not come in time, with all that came instead.
    @discardableResult
    package func event(_ kind: String, where fits: (JSONValue) -> Bool = { _ in true }) throws -> JSONValue {
        var looked = 0
        while true {
            while looked < waiting.count {
                let event = waiting[looked]
                if event["event"]?.string == kind, fits(event) { return waiting.remove(at: looked) }
                looked += 1
            }
            guard try read(patience: Self.patience) else {
                throw Failure(description: "the service manager tells no '\(kind)', but: \(waiting)")
            }
        }
    }

    /// Waits for a notification that sets a variable.
    ///
    /// - Returns: all that it sets.
    @discardableResult
    package func notification(_ key: String, _ isMeant: (String) -> Bool = { _ in true }) throws -> [String: String] {
        let event = try event("notified") { $0["fields"]?[key]?.string.map(isMeant) ?? false }
        guard case .object(let fields)? = event["fields"] else { return [:] }
        return fields.compactMapValues(\.string)
    }

    /// Whether an event of a kind comes within so many milliseconds, or has come; it is left for later.
    package func hears(_ kind: String, within patience: Int32) throws -> Bool {
        while !waiting.contains(where: { $0["event"]?.string == kind }) {
            guard try read(patience: patience) else { return false }
        }
        return true
    }

    /// All that came up to now, and was not asked for.
    package func takeAll() throws -> [JSONValue] {
        while try read(patience: 0) {}
        defer { waiting = [] }
        return waiting
    }

    /// Reads some events; false when none come in time.
    private func read(patience: Int32) throws -> Bool {
        var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, patience) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(output, &buffer, buffer.count)
        guard count > 0 else { throw Failure(description: "the service manager has ended; it told: \(waiting)") }
        unread += buffer.prefix(count)
        while let end = unread.firstIndex(of: 0x0A) {
            waiting.append(try JSONValue(unread[..<end]))
            unread.removeSubrange(...end)
        }
        return true
    }
}
