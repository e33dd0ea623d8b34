// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import ControlInterface
import Glibc
import Logging
import ServiceLifecycle
import SystemPackage
import Testing

@testable import ConsoleService

/// The control server's end, and a socket that was handed to it.
@Suite struct ControlShutdownTests {
    private struct NoConsoles: ConsoleDirectory {
        func consoles() -> [any ControlledConsole] { [] }
        func console(named name: String) -> (any ControlledConsole)? { nil }
        var service: ServiceStatus { ServiceStatus(version: "1", started: "", pid: 1, configuration: "") }
    }

    /// What a client saw.
    private struct Sight: Sendable {
        var ports: Int?
        var endsWithoutError = false
    }

    @Test(arguments: [true, false])
    func `a graceful shutdown ends the streams and leaves only a socket that was there before`(isInherited: Bool)
        async throws
    {
        let path = "/tmp/bootwatch-shutdown-\(getpid())-\(isInherited)"
        defer { unlink(path) }
        let listener: ControlListener
        if isInherited {
            listener = .inherited(try Self.listening(at: path))
        } else {
            listener = .path(path)
        }
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let server = try ControlServer(NoConsoles(), on: listener, options: ControlOptions(), logger: logger)
        let group = ServiceGroup(services: [server], logger: logger)
        let sight = try await withTaskExecutorPreference(TaskThread()) {
            async let running: Void = group.run()
            let sight = await withCheckedContinuation { continuation in
                // Connected before the server runs, perhaps: the kernel keeps it.
                WorkerThread.start { continuation.resume(returning: Self.look(path) { Self.shutDown(group) }) }
            }
            try await running
            return sight
        }
        #expect(sight.ports == 0)
        #expect(sight.endsWithoutError)
        #expect((access(path, F_OK) == 0) == isInherited)
    }

    private static func shutDown(_ group: ServiceGroup) {
        let isDone = ThreadSemaphore()
        // Proof that it ends: triggering waits for nothing but the group's own actor.
        Task {
            await group.triggerGracefulShutdown()
            isDone.signal()
        }
        isDone.wait()
    }

    private static func look(_ path: String, then shutDown: () -> Void) -> Sight {
        var sight = Sight()
        do {
            var client = try ControlClient(path: path, patience: .seconds(20))
            sight.ports = try client.call(ListPorts()).ports.count
            var stream = try ControlClient(path: path, patience: .seconds(20)).subscribe(Subscribe())
            _ = try client.call(GetStatus())
            shutDown()
            sight.endsWithoutError = try stream.next(until: .now + .seconds(20)) == nil
        } catch {
            Issue.record(error)
            shutDown()
        }
        return sight
    }

    /// As the service manager does it.
    private static func listening(at path: String) throws -> FileDescriptor {
        var made = try ListeningSocket(path: path, mode: 0o600, group: nil)
        let descriptor = made.giveDescriptor()
        // The name goes with its maker; another keeps the file.
        link(path, "\(path)2")
        _ = consume made
        rename("\(path)2", path)
        return FileDescriptor(rawValue: descriptor)
    }
}
