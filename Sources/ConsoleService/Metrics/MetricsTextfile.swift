// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
package import Logging
import ServiceLifecycle
import Synchronization
import SystemPackage

/// Keeps a page for node_exporter's textfile collector up to date while something changes.
///
/// It is written on a thread of its own, for a disk may be slow: at once after a silence, then no more often than once an
/// interval. While nothing changes nothing runs. A class: those who count, the thread and its owner share it.
package final class MetricsTextfile: Service {
    /// Nanoseconds that the end waits for a disk.
    private static let patience: Int64 = 2_000_000_000

    private let file: MetricsFile
    /// Nanoseconds.
    private let interval: Int64
    private let read: @Sendable () -> ServiceMetrics
    private let logger: Logger
    private let isOutdated = Atomic(false)
    private let isStopping = Atomic(false)
    /// Signalled when something changed after the page was written.
    private let isWanted = ThreadSemaphore()
    private let stop = ThreadSemaphore()
    private let isDone = ThreadSemaphore()

    /// - Parameters:
    ///   - path: the page; its name must end in `.prom` for the collector.
    ///   - interval: nanoseconds between two pages at least.
    ///   - read: called on a thread of its own.
    package init(
        path: String, interval: Int64, logger: Logger, read: @escaping @Sendable () -> ServiceMetrics
    ) {
        file = MetricsFile(path: path)
        self.interval = interval
        self.logger = logger
        self.read = read
    }

    /// Some counter has changed. Costs nothing when that is known already; may be called from anywhere.
    package func noteChange() {
        // Looked at first: to read what does not change costs other threads nothing.
        guard !isOutdated.load(ordering: .relaxed) else { return }
        if !isOutdated.exchange(true, ordering: .acquiringAndReleasing) { isWanted.signal() }
    }

    package func run() async throws {
        WorkerThread.start { [self] in
            work()
            isDone.signal()
        }
        noteChange()
        try? await gracefulShutdown()
        isStopping.store(true, ordering: .releasing)
        stop.signal()
        isWanted.signal()
        let isInTime = await withCheckedContinuation { continuation in
            WorkerThread.start { [self] in continuation.resume(returning: isDone.wait(nanoseconds: Self.patience)) }
        }
        if !isInTime {
            logger.warning("metrics are not taken away in time, ignoring", metadata: ["path": "\(file.path)"])
        }
    }

    private func work() {
        var hasFailed = false
        while true {
            isWanted.wait()
            guard !isStopping.load(ordering: .acquiring) else { break }
            // Taken back first: what changes while the page is written makes the next one.
            isOutdated.store(false, ordering: .sequentiallyConsistent)
            do throws(Errno) {
                try file.write(MetricsPage(read()).text)
                if hasFailed { logger.notice("metrics are written again", metadata: ["path": "\(file.path)"]) }
                hasFailed = false
            } catch {
                // Told once; a full disk stays full for a while.
                if !hasFailed {
                    logger.warning(
                        "metrics cannot be written", metadata: ["path": "\(file.path)", "error": "\(error)"])
                }
                hasFailed = true
            }
            if stop.wait(nanoseconds: interval) { break }
        }
        file.remove()
    }
}
