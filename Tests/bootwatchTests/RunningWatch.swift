// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import TestSupport

/// A running `bootwatch watch`: its standard input and output are pipes. A class: it ends with its test at the latest.
final class RunningWatch {
    /// Milliseconds.
    private static let patience: Int32 = 20_000

    let child: Child
    private var input: Descriptor?
    private var output: Descriptor?
    /// Their numbers; -1 when they are closed.
    private var (typing, reading): (Int32, Int32)
    private let errors: Descriptor
    private var hasEnded = false
    /// What standard output has given.
    private(set) var seen: [UInt8] = []
    /// Where the next search in it begins.
    private var searched = 0

    convenience init(_ arguments: String...) throws {
        var command = Command()
        command.arguments = ["watch"] + arguments
        try self.init(command)
    }

    init(_ command: Command) throws {
        let keys = try Descriptor.pipe()
        let lines = try Descriptor.pipe()
        errors = try Descriptor.temporary()
        child = try command.start(input: keys.reader, output: lines.writer, errors: errors)
        _ = fcntl(keys.writer.number, F_SETFL, O_NONBLOCK)
        (typing, reading) = (keys.writer.number, lines.reader.number)
        input = consume keys.writer
        output = consume lines.reader
    }

    deinit {
        guard !hasEnded else { return }
        child.signal(SIGKILL)
        _ = child.wait()
    }

    // MARK: - Input

    /// Puts bytes on its standard input.
    func type(_ bytes: [UInt8]) throws {
        try WatchedBoard.write(bytes, to: typing)
    }

    /// As many of the bytes as are taken at once.
    func typeSome(_ bytes: ArraySlice<UInt8>) -> Int {
        max(bytes.withUnsafeBytes { write(typing, $0.baseAddress, $0.count) }, 0)
    }

    /// Whether its standard input takes more, within so many milliseconds.
    func accepts(within patience: Int32) -> Bool {
        var request = pollfd(fd: typing, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, patience) > 0
    }

    /// Nothing more will be typed.
    func closeInput() {
        input = nil
        typing = -1
    }

    // MARK: - Output

    /// Reads what comes; returns false at the end, or when nothing comes in time.
    private func read(patience: Int32) -> Bool {
        guard reading >= 0 else { return false }
        let some = WatchedBoard.some(from: reading, patience: patience)
        seen += some
        return !some.isEmpty
    }

    /// Waits for a text behind the one that was waited for before; false when it does not come.
    func shows(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        while true {
            if let place = Self.place(of: wanted, in: seen[searched...]) {
                searched = place + wanted.count
                return true
            }
            guard read(patience: Self.patience) else { return false }
        }
    }

    /// Waits for an event, the next one that fits; nil when none comes.
    func event(_ fits: (JSONValue) -> Bool) throws -> JSONValue? {
        while true {
            while let end = seen[searched...].firstIndex(of: 0x0A) {
                let event = try JSONValue(seen[searched..<end])
                searched = end + 1
                if fits(event) { return event }
            }
            guard read(patience: Self.patience) else { return nil }
        }
    }

    /// Waits for something that is told of the port.
    func notice(_ kind: String) throws -> JSONValue? {
        try event { $0["event"]?.string == "port" && $0["notice"]?.string == kind }
    }

    /// Whether output lies in the pipe that was not looked at.
    var hasUnreadOutput: Bool {
        var request = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 20_000) > 0
    }

    /// Nobody reads the output any more.
    func closeOutput() {
        output = nil
        reading = -1
    }

    private static func place(of text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, bytes.count >= text.count else { return nil }
        return bytes.indices.dropLast(text.count - 1).first { index in
            bytes[index] == first && bytes[index..<index + text.count].elementsEqual(text)
        }
    }

    // MARK: - The end

    /// Waits for the end; what it prints up to then is part of the result.
    ///
    /// - Parameter signal: what ends it; nil when it ends by itself.
    func end(by signal: Int32? = nil) throws -> Command.Result {
        if let signal { child.signal(signal) }
        while read(patience: 3 * Self.patience) {}
        var waited: Int32 = 0
        var status: Int32 = 0
        while waitpid(child.process, &status, WNOHANG) == 0 {
            guard waited < Self.patience else { throw WatchedBoard.Stall(description: "the command does not end") }
            usleep(2_000)
            waited += 2
        }
        hasEnded = true
        return Command.Result(
            status: Child.status(status), output: String(decoding: seen, as: UTF8.self),
            errors: try errors.content())
    }
}

extension Command.Result {
    /// Standard output as events.
    var events: [JSONValue] {
        get throws { try lines.map { try JSONValue($0.utf8) } }
    }
}
