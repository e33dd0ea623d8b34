// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleRecording
import ControlInterface
import Glibc
import TestSupport

/// `bootwatch serve` under a service manager, beside a journald of its own. A class: it lives as long as its test.
final class RunningService {
    /// A `[[port]]` of the configuration.
    struct Console {
        var name: String
        var path: String
        /// Further lines of it.
        var lines = ""

        init(_ name: String, _ board: WatchedBoard, _ lines: String = "") {
            self.init(name, path: board.path, lines)
        }

        init(_ name: String, path: String, _ lines: String = "") {
            (self.name, self.path, self.lines) = (name, path, lines)
        }

        var text: String { "[[port]]\nmatch = \"\(path)\"\nname = \"\(name)\"\n\(lines)\n" }
    }

    let folder: Folder
    let manager: ServiceManagerProcess
    /// Of the recordings; a folder for each console is in it.
    let recordings: String

    /// - Parameters:
    ///   - journald: what the service writes to.
    ///   - settings: what else stands in the configuration, before the tables.
    ///   - recordings: nil for a place in ``folder``.
    ///   - launcher: words before the service's own.
    ///   - options: of the service manager.
    init(
        _ consoles: [Console], beside journald: borrowing JournaldNamespace, settings: String = "",
        recordings: String? = nil, launcher: [String] = [], options: [String] = []
    ) throws {
        let folder = try Folder()
        self.recordings = recordings ?? "\(folder.path)/recordings"
        let words = [Command.path, "serve", "--config", "\(folder.path)/bootwatch.toml"]
        manager = try ServiceManagerProcess(
            journald.command(launcher + words), options: ["--output", "\(folder.path)/errors"] + options)
        self.folder = folder
        try configure(consoles, settings: settings)
    }

    /// Writes another configuration, which nobody has read yet.
    func configure(_ consoles: [Console], settings: String = "") throws {
        let own = """
            [recording]
            directory = "\(recordings)"
            [control]
            socket = "\(socket)"
            group = ""

            """
        _ = try folder.file("bootwatch.toml", settings + own + consoles.map(\.text).joined())
    }

    var socket: String { "\(folder.path)/io.bootwatch" }

    /// What it has said on standard error.
    var errors: String { folder.text(of: "errors") }

    // MARK: - Its life

    /// Starts it, and returns what it says when it is ready.
    @discardableResult
    func start() throws -> String {
        try manager.start()
        return try manager.notification("READY")["STATUS"] ?? ""
    }

    /// Starts it, and waits until consoles are open.
    func start(open names: String...) throws {
        try start()
        for name in names { try wait(for: "\(name) open") { try self.status(name).port.state == .open } }
    }

    /// Has it read its configuration again, and waits until it has.
    @discardableResult
    func reload() throws -> String {
        try manager.perform("signal HUP")
        try manager.notification("RELOADING")
        return try manager.notification("READY")["STATUS"] ?? ""
    }

    // MARK: - What it says

    func status(_ console: String) throws -> PortStatus {
        var client = try ControlClient(path: socket)
        guard let status = try client.call(GetStatus(port: console)).ports.first else {
            throw WatchedBoard.Stall(description: "no console '\(console)'")
        }
        return status
    }

    /// A command that uses this service.
    func command(_ arguments: String...) -> Command {
        var command = Command()
        command.arguments = arguments
        command.environment["BOOTWATCH_SOCKET"] = socket
        return command
    }

    /// Looks again until it is so; what cannot be asked yet is not so.
    func wait(for what: String, until isSo: () throws -> Bool) throws {
        guard ServedConsoles.waits(for: { (try? isSo()) ?? false }) else {
            throw WatchedBoard.Stall(description: "not in time: \(what)\n\(errors)")
        }
    }

    // MARK: - What it records

    func segments(_ console: String) -> [SegmentFolder.Segment] {
        SegmentFolder(path: "\(recordings)/\(console)", console: console).segments
    }

    /// All that is recorded of a console, one segment behind the other.
    func recorded(_ console: String) -> [UInt8] {
        segments(console).flatMap { Folder.bytes(ofFile: $0.path) }
    }

    func waits(untilRecorded bytes: Int, of console: String) throws {
        try wait(for: "\(bytes) bytes of \(console)") {
            self.segments(console).reduce(0) { $0 + $1.bytes } >= bytes
        }
    }

    /// Holes that the recordings of a console tell of.
    func gaps(_ console: String) throws -> [String] {
        segments(console).flatMap { segment in
            String(decoding: Folder.bytes(ofFile: TimeIndex.path(of: segment.path)), as: UTF8.self)
                .split(separator: "\n").filter { $0.contains(" gap ") }
                .map { $0.split(separator: " ").dropFirst(3).joined(separator: " ") }
        }
    }
}
