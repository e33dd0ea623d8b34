// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc
import Synchronization

/// A real systemd-journald in a mount namespace of its own, and programs beside it.
///
/// libsystemd writes to `/run/systemd/journal/socket` and nowhere else; so whoever is to write to this journald must
/// see this `/run/systemd`: programs by ``run(_:environment:)`` or ``command(_:)``, a part of the test itself by
/// ``inside(_:)``. Files elsewhere are the host's. The journal can be read from everywhere.
package struct JournaldNamespace: ~Copyable {
    /// What is needed and not there; nil when tests can be run.
    package static var obstacle: String? {
        if geteuid() != 0 { return "mounting needs root" }
        let needed = ["/usr/bin/unshare", "/usr/bin/nsenter", "/usr/bin/python3", "/usr/bin/journalctl"]
        return needed.first { access($0, X_OK) != 0 }.map { "\($0) is not installed" }
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// How a program ended that was run.
    package struct Ending: Sendable {
        package var output: String
        package var errors: String
        /// The exit status, 128 and the signal's number, or 124 when it was ended because it took too long.
        package var status: Int32
    }

    /// Whose the sockets are.
    package enum Sockets: Sendable {
        /// Kept over restarts of journald, as on every host with systemd.
        case held
        /// Made by journald itself: they refuse while it does not run.
        case own
    }

    private static let script = "\(folderOfThisFile)/Fixtures/journald.py"
    /// Seconds.
    private static let patience = 60

    private static var folderOfThisFile: String {
        String(#filePath.prefix(#filePath.utf8.count - "/JournaldNamespace.swift".utf8.count))
    }

    /// For what the test wants to keep there; gone at the end.
    package let folder: String
    private let manager: pid_t
    /// Commands go to the manager, answers come back; its end is the manager's.
    private let connection: Int32

    /// Makes the namespace and starts journald in it.
    ///
    /// - Parameters:
    ///   - configuration: lines of journald.conf(5).
    ///   - runs: whether journald is started; else ``start()`` does it.
    package static func start(
        sockets: Sockets = .held, configuration: [String] = [], runs: Bool = true
    ) throws -> JournaldNamespace {
        var template = Array("/tmp/bootwatch-journal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Failure(description: "socketpair: errno \(errno)") }
        defer { close(ends[1]) }
        let words = ["unshare", "--mount", "--propagation", "private", "python3", script, folder] + configuration
        let manager = try spawn(words, environment: [:], input: ends[1], output: ends[1], errors: STDERR_FILENO)
        let namespace = JournaldNamespace(folder: folder, manager: manager, connection: ends[0])
        try namespace.expectOK("the namespace")
        if case .held = sockets { try namespace.hold() }
        if runs { try namespace.start() }
        return namespace
    }

    private init(folder: String, manager: pid_t, connection: Int32) {
        self.folder = folder
        self.manager = manager
        self.connection = connection
    }

    deinit {
        close(connection)
        _ = Self.wait(for: manager)
        _ = try? Self.run(["rm", "-rf", folder], environment: [:], in: "/tmp")
    }

    // MARK: - journald

    /// Where the journal's files are, also for `journalctl -D` and `bootwatch history --journal`.
    package var journal: String { "\(folder)/log/journal" }

    /// Starts journald, and returns when it is ready.
    package func start() throws { try obey("start") }

    /// Ends journald as the service manager does, and returns when it is gone.
    package func stop() throws { try obey("stop") }

    /// Ends journald with SIGKILL, and returns when it is gone.
    package func kill() throws { try obey("kill") }

    package func restart() throws {
        try stop()
        try start()
    }

    /// Lets journald read nothing any more, though it lives.
    package func freeze() throws { try obey("freeze") }

    package func thaw() throws { try obey("thaw") }

    /// Makes the sockets and keeps them over restarts of journald, which must be started afterwards.
    package func hold() throws { try obey("hold") }

    /// Removes the sockets: nobody can write until journald is started again, or ``hold()``.
    package func release() throws { try obey("release") }

    // MARK: - Inside

    /// The words that run a program in the namespace, for a test that starts it itself. All paths must be absolute.
    package func command(_ words: [String]) -> [String] {
        ["/usr/bin/nsenter", "--mount=/proc/\(manager)/ns/mnt", "--"] + words
    }

    /// The same with standard output and error connected with the journal, as the service manager does it.
    package func serviceCommand(_ words: [String]) -> [String] {
        let connect = #"JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); export JOURNAL_STREAM; exec "$@""#
        return command(["/usr/bin/systemd-cat", "/bin/sh", "-c", connect, "sh"] + words)
    }

    /// Runs a program in the namespace until its end, for a minute at most. All paths must be absolute.
    ///
    /// - Parameter isService: whether it speaks to the journal, as by ``serviceCommand(_:)``.
    package func run(
        _ words: [String], environment: [String: String] = [:], isService: Bool = false
    ) throws -> Ending {
        let inside = isService ? serviceCommand(words) : command(words)
        return try Self.run(["/usr/bin/timeout", "\(Self.patience)"] + inside, environment: environment, in: folder)
    }

    /// Runs a part of the test on a thread that sees the namespace; so do threads that this starts.
    package func inside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) throws -> Value {
        let namespace = "/proc/\(manager)/ns/mnt"
        let result = ThreadResult<Value>()
        WorkerThread.start { result.set(Result { try Self.enter(namespace) }.map(body)) }
        return try result.get()
    }

    // MARK: - Reading

    /// The entries that journalctl finds.
    ///
    /// - Parameter matches: `FIELD=value`, as journalctl takes them.
    package func entries(_ matches: String...) throws -> [JournaldEntry] {
        try entries(matching: matches)
    }

    private func entries(matching matches: [String]) throws -> [JournaldEntry] {
        let words = ["journalctl", "-D", journal, "-o", "json", "--all", "--no-pager", "--quiet"] + matches
        let ending = try Self.run(words, environment: [:], in: folder)
        // It fails while there are no files, and one may just be rotated away.
        guard ending.status == 0 else { return [] }
        return try ending.output.split(separator: "\n").map { try JournaldEntry(JSONValue($0.utf8)) }
    }

    /// The entries that journalctl finds, once they are as wanted.
    ///
    /// - Throws: `Failure` with their messages when they do not become so within a minute.
    @discardableResult
    package func wait(
        for what: String, _ matches: String..., until isThere: ([JournaldEntry]) -> Bool
    ) throws -> [JournaldEntry] {
        let start = ContinuousClock.now
        while true {
            let entries = try entries(matching: matches)
            if isThere(entries) { return entries }
            guard ContinuousClock.now - start < .seconds(Self.patience) else {
                throw Failure(
                    description: "no \(what) in the journal:\n" + entries.map(\.message).joined(separator: "\n"))
            }
            usleep(20_000)
        }
    }

    /// What journalctl prints of this journal, with other options than those of ``entries(_:)``.
    package func journalctl(_ options: String..., environment: [String: String] = [:]) throws -> Ending {
        try Self.run(["journalctl", "-D", journal, "--no-pager"] + options, environment: environment, in: folder)
    }

    // MARK: - The manager

    private func obey(_ command: String) throws {
        let line = Array("\(command)\n".utf8)
        guard write(connection, line, line.count) == line.count else {
            throw Failure(description: "\(command): the manager is gone")
        }
        try expectOK(command)
    }

    /// Waits for the manager's answer.
    private func expectOK(_ what: String) throws {
        var answer: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(Self.patience) * 1_000) > 0, read(connection, &byte, 1) == 1 else {
                throw Failure(description: "\(what): no answer")
            }
            if byte == UInt8(ascii: "\n") { break }
            answer.append(byte)
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard text == "ok" else { throw Failure(description: "\(what): \(text)") }
    }

    /// Takes the calling thread into a mount namespace. See setns(2): it must share its root with no other thread.
    private static func enter(_ namespace: String) throws {
        // SAFETY: both are functions of the C library with these types; Swift's module of it leaves them out.
        typealias Unshare = @convention(c) (Int32) -> Int32
        typealias SetNamespace = @convention(c) (Int32, Int32) -> Int32
        guard let first = dlsym(nil, "unshare"), let second = dlsym(nil, "setns") else {
            throw Failure(description: "no setns(2)")
        }
        let (unshare, setns) = (unsafeBitCast(first, to: Unshare.self), unsafeBitCast(second, to: SetNamespace.self))
        let (shareOfFileSystem, mountNamespace): (Int32, Int32) = (0x200, 0x2_0000)  // CLONE_FS, CLONE_NEWNS
        let descriptor = open(namespace, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, unshare(shareOfFileSystem) == 0, setns(descriptor, mountNamespace) == 0 else {
            throw Failure(description: "\(namespace): errno \(errno)")
        }
    }
}

/// What a thread came to. A class: both sides share it.
private final class ThreadResult<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isSet = ThreadSemaphore()

    func set(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    func get() throws -> Value {
        isSet.wait()
        guard let value = result.withLock({ $0 }) else { preconditionFailure("signalled only when set") }
        return try value.get()
    }
}
