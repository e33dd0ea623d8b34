// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ConsoleService
import ControlInterface
import Logging
import SerialConsole
import TestSupport

/// The control socket of a service with some consoles; commands find it by their environment. A class: it ends with its
/// test, or when it is stopped.
final class ServedConsoles {
    private struct Directory: ConsoleDirectory {
        let all: [KeptConsole]

        func consoles() -> [any ControlledConsole] { all }

        func console(named name: String) -> (any ControlledConsole)? { all.first { $0.port.name == name } }

        var service: ServiceStatus {
            ServiceStatus(version: "0.1.0", started: "2026-11-21T12:00:00Z", pid: 1, configuration: "bench.toml")
        }
    }

    /// Where the socket and the recordings are.
    let folder: Folder
    private let path: String
    private let directory: Directory
    private let loop: ReadinessLoop
    private var running: Task<Void, Never>?
    private let hasEnded = ThreadSemaphore()

    /// Keeps boards, each under its name, and serves.
    init(_ boards: KeyValuePairs<String, WatchedBoard>) throws {
        folder = try Folder()
        path = "\(folder.path)/io.bootwatch"
        let (loop, place) = (try ReadinessLoop(), folder.path)
        self.loop = loop
        directory = Directory(
            all: boards.map { KeptConsole($0.key, node: $0.value.path, folder: place, loop: loop) })
        for console in directory.all { console.open() }
        try serve()
    }

    deinit {
        stop()
        for console in directory.all { console.end() }
        loop.stop()
    }

    /// Answers at the socket; it did before, or does for the first time.
    func serve() throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try ControlServer(directory, on: .path(path), options: ControlOptions(), logger: logger)
        running = Task(executorPreference: TaskThread()) { [hasEnded] in
            // It ends when it is cancelled, ignoring.
            try? await server.run()
            hasEnded.signal()
        }
    }

    /// Nobody answers any more; the consoles stay.
    func stop() {
        guard let running else { return }
        running.cancel()
        _ = hasEnded.wait(nanoseconds: 20_000_000_000)
        self.running = nil
    }

    subscript(name: String) -> KeptConsole? { directory.all.first { $0.port.name == name } }

    /// A command that uses this service.
    func command(_ arguments: String...) -> Command {
        var command = Command()
        command.arguments = arguments
        command.environment["BOOTWATCH_SOCKET"] = path
        return command
    }

    /// Waits until a console has received so many bytes in all.
    func waits(for count: Int, from name: String) -> Bool {
        Self.waits { (self[name]?.received ?? 0) >= count }
    }

    /// Looks again until it is so; false when it is not in some seconds.
    static func waits(for fits: () -> Bool) -> Bool {
        let moment = ThreadSemaphore()
        for _ in 0..<4_000 {
            if fits() { return true }
            _ = moment.wait(nanoseconds: 5_000_000)
        }
        return false
    }
}
