// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Logging
import ServiceLifecycle

/// Runs services as the program does, and a test beside them that may block.
func withServices(
    _ services: [any Service], logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ test: @escaping @Sendable () throws -> Void
) async throws {
    let group = ServiceGroup(services: services, logger: logger)
    // Neither on the pool's threads, which are few, and which other tests may block: a child task would begin there.
    let running = Task(executorPreference: TaskThread()) { try await group.run() }
    let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
        WorkerThread.start { continuation.resume(returning: Result { try test() }) }
    }
    await group.triggerGracefulShutdown()
    try await running.value
    try result.get()
}
