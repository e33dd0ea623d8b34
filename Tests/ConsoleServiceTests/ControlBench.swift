// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ConsoleRecording
import ControlInterface
import Glibc
import Logging
import SerialConsole
import ServiceLifecycle
import SystemPackage
import Testing

@testable import ConsoleService

/// A control server with consoles on pseudo-terminals.
final class ControlBench: Sendable {
    let folder: String
    let server: ControlServer
    private let consoles: [BenchConsole]

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private struct Directory: ConsoleDirectory {
        var all: [BenchConsole]

        func consoles() -> [any ControlledConsole] { all }
        func console(named name: String) -> (any ControlledConsole)? { all.first { $0.name == name } }
        var service: ServiceStatus {
            ServiceStatus(
                version: "1.2.3", started: "2026-01-31T09:56:41.123456Z", pid: Int(getpid()), configuration: "none")
        }
    }

    private init(_ options: ControlOptions, folder: String, consoles: [BenchConsole]) throws {
        self.folder = folder
        self.consoles = consoles
        let directory = Directory(all: consoles)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        server = try ControlServer(directory, on: .path("\(folder)/socket"), options: options, logger: logger)
    }

    var path: String { "\(folder)/socket" }

    /// The names of the consoles that there are; the first one is recorded.
    static let names = ["rack1", "rack2"]

    func console(_ name: String = "rack1") throws -> BenchConsole {
        guard let console = consoles.first(where: { $0.name == name }) else { throw Failure(description: name) }
        return console
    }

    func client(patience: Duration = .seconds(20)) throws(ControlError) -> ControlClient {
        try ControlClient(path: path, patience: patience)
    }

    /// Runs a server, and on a thread of its own, which may wait, what is to be tried with it.
    static func run(
        _ options: ControlOptions = ControlOptions(), _ body: @escaping @Sendable (ControlBench) throws -> Void
    ) async throws {
        var template = Array("/tmp/bootwatch-control-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        // Other users try too.
        chmod(folder, 0o755)
        defer {
            for name in names {
                for segment in SegmentFolder(path: folder, console: name).segments {
                    for path in [segment.path, "\(segment.path).times"] { unlink(path) }
                }
            }
            rmdir(folder)
        }
        // The threads that tests share may all be waiting for something in a test that is no task.
        try await withTaskExecutorPreference(TaskThread()) {
            try await run(options, in: folder, body)
        }
    }

    private static func run(
        _ options: ControlOptions, in folder: String, _ body: @escaping @Sendable (ControlBench) throws -> Void
    ) async throws {
        let loop = try ReadinessLoop()
        defer { loop.stop() }
        let (links, continuation) = AsyncStream.makeStream(of: ConsoleLink.self)
        let consoles = try names.map {
            try BenchConsole(
                name: $0, folder: $0 == names.first ? folder : nil, loop: loop, links: continuation)
        }
        let bench = try ControlBench(options, folder: folder, consoles: consoles)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.server.run() }
            group.addTask {
                await withDiscardingTaskGroup { tasks in
                    for await link in links {
                        tasks.addTask {
                            do {
                                try await link.run()
                            } catch {
                                Issue.record(error)
                            }
                            for console in consoles { console.noteEnd(of: link) }
                        }
                    }
                }
            }
            let result = await onThread {
                for console in consoles where !console.waitUntilOpen() {
                    throw Failure(description: "\(console.name) was not opened")
                }
                try body(bench)
            }
            for console in consoles { console.close() }
            continuation.finish()
            group.cancelAll()
            try await group.waitForAll()
            try result.get()
        }
    }

    private static func onThread(_ body: @escaping @Sendable () throws -> Void) async -> Result<Void, any Error> {
        await withCheckedContinuation { continuation in
            WorkerThread.start { continuation.resume(returning: Result { try body() }) }
        }
    }

    /// What the service said against something; nil when it was done.
    static func fault(_ body: () throws -> Void) throws -> ControlFault? {
        do {
            try body()
            return nil
        } catch let error as ControlError {
            guard let fault = error.fault else { throw error }
            return fault
        }
    }

    /// Looks until something is so; false when it is not in time.
    static func eventually(_ isSo: () throws -> Bool) rethrows -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(20) {
            if try isSo() { return true }
            usleep(2_000)
        }
        return false
    }
}

extension ControlBench {
    /// A connection that nothing was said on.
    func connect() throws -> FileDescriptor {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        // SAFETY: the address is a sockaddr_un, which connect(2) reads by its family; the size is its own.
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw Failure(description: "connect: errno \(errno)") }
        return FileDescriptor(rawValue: number)
    }
}
