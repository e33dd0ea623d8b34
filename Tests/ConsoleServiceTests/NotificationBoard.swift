// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import Glibc
import TestSupport

/// A board on a pseudo-terminal, and `KeptConsole` that reads it under a service manager. A class: it lives as long as its
/// test.
final class NotificationBoard {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Milliseconds.
    private static let patience = 20_000

    private let far: Int32
    private let near: Int32
    private let folder: String
    let path: String
    let manager: ServiceManagerProcess
    /// All that the board has printed.
    private(set) var printed: [UInt8] = []

    /// - Parameters:
    ///   - options: of the manager.
    ///   - renames: whether each life calls its console otherwise.
    init(options: [String] = [], renames: Bool = false) throws {
        var ends: (far: Int32, near: Int32) = (-1, -1)
        guard openpty(&ends.far, &ends.near, nil, nil, nil) == 0 else {
            throw Failure(description: "openpty: errno \(errno)")
        }
        for end in [ends.far, ends.near] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends.far, F_SETFL, O_RDWR | O_NONBLOCK)
        (far, near) = (ends.far, ends.near)
        var name = [CChar](repeating: 0, count: 64)
        ttyname_r(near, &name, name.count)
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        var template = Array("/tmp/bootwatch-kept-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        let renaming = "echo >> \"$3\"; exec \"$0\" console-$(wc -l < \"$3\") \"$1\" \"$2\""
        let words =
            renames
            ? ["/bin/sh", "-c", renaming, Self.program, path, "\(folder)/recording", "\(folder)/lives"]
            : [Self.program, "rack:1", path, "\(folder)/recording"]
        manager = try ServiceManagerProcess(words, options: options)
    }

    deinit {
        for end in [far, near] { close(end) }
        for name in ["recording", "lives", "control"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    /// `KeptConsole` beside the bundle of the tests.
    private static let program: String = {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let runner = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        return runner.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/KeptConsole"
    }()

    // MARK: - Lives

    /// Starts a life, and returns what it says when it is ready.
    func begin() throws -> String {
        try manager.start()
        return try manager.notification("READY")["STATUS"] ?? ""
    }

    /// Another program that has the port open and reads nothing; whoever starts it ends it.
    func startOther() throws -> Int32 {
        guard let shell = popen("exec 3<\(path); sleep 60 >/dev/null 2>&1 & echo $!", "re") else {
            throw Failure(description: "popen: errno \(errno)")
        }
        defer { pclose(shell) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, CInt(line.count), shell) != nil else { throw Failure(description: "no other program") }
        return Int32(atoi(line))
    }

    // MARK: - The line

    /// The board prints; returns how much the kernel took.
    @discardableResult
    func print(_ bytes: some Sequence<UInt8>) throws -> Int {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(far, $0.baseAddress, $0.count) }
            if count < 0, errno == EAGAIN { break }
            guard count > 0 else { throw Failure(description: "the board cannot print: errno \(errno)") }
            sent += count
        }
        printed += bytes[..<sent]
        return sent
    }

    /// What was recorded over all lives.
    var recorded: [UInt8] {
        let file = open("\(folder)/recording", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Waits until as much is recorded as the board has printed, and returns whether it is the same.
    func isAllRecorded() -> Bool {
        var (known, waited) = (-1, 0)
        while known < printed.count {
            var status = stat()
            let now = stat("\(folder)/recording", &status) == 0 ? Int(status.st_size) : 0
            if now > known { waited = 0 }
            known = now
            guard waited < Self.patience else { break }
            usleep(1_000)
            waited += 1
        }
        return recorded == printed
    }

    var settings: tty_settings {
        var settings = tty_settings()
        tty_get_settings(near, &settings)
        return settings
    }

    func has(_ settings: tty_settings) -> Bool {
        withUnsafePointer(to: settings) { wanted in
            withUnsafePointer(to: self.settings) { tty_settings_equal($0, wanted) }
        }
    }

    var isExclusive: Bool {
        var isExclusive = false
        return tty_get_exclusive(near, &isExclusive) == 0 && isExclusive
    }

    /// Whether somebody else has the lock.
    var isLocked: Bool {
        guard flock(near, LOCK_EX | LOCK_NB) == 0 else { return true }
        flock(near, LOCK_UN)
        return false
    }
}
