// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleService
import Glibc
import Logging
import Synchronization
import Testing

struct MetricsTextfileTests {
    /// Nanoseconds.
    private static let patience: Int64 = 20_000_000_000

    /// What is counted, and how often it was looked at. A class: the textfile's thread and the test share it.
    private final class Counts: Sendable {
        let metrics = Mutex(ServiceMetrics.sample)
        let reads = ThreadSemaphore()

        func read() -> ServiceMetrics {
            defer { reads.signal() }
            return metrics.withLock { $0 }
        }

        func receive(_ bytes: Int) {
            metrics.withLock { $0.consoles[0].receivedBytes += bytes }
        }
    }

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `the page is there at once, everybody may read it, and it goes with the service`() async throws {
        let folder = try MetricsFolder()
        let (path, counts) = ("\(folder.path)/bootwatch.prom", Counts())
        let textfile = MetricsTextfile(path: path, interval: Self.patience, logger: Self.silent) { counts.read() }
        try await withServices([textfile]) {
            #expect(MetricsClient.waits { MetricsFolder.content(of: path) == MetricsPage(.sample).text })
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o644)
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `a change makes a page, and silence makes none`() async throws {
        let folder = try MetricsFolder()
        let (path, counts) = ("\(folder.path)/bootwatch.prom", Counts())
        let textfile = MetricsTextfile(path: path, interval: 1_000_000, logger: Self.silent) { counts.read() }
        try await withServices([textfile]) {
            #expect(counts.reads.wait(nanoseconds: Self.patience))
            #expect(!counts.reads.wait(nanoseconds: 100_000_000))
            counts.receive(1)
            textfile.noteChange()
            #expect(counts.reads.wait(nanoseconds: Self.patience))
            #expect(MetricsClient.waits { MetricsFolder.content(of: path)?.contains("9007199254740992\n") == true })
            #expect(!counts.reads.wait(nanoseconds: 100_000_000))
        }
    }

    @Test func `however much changes, there is one page an interval`() async throws {
        let folder = try MetricsFolder()
        let (path, counts) = ("\(folder.path)/bootwatch.prom", Counts())
        let textfile = MetricsTextfile(path: path, interval: Self.patience, logger: Self.silent) { counts.read() }
        try await withServices([textfile]) {
            #expect(counts.reads.wait(nanoseconds: Self.patience))
            for _ in 0..<100_000 { textfile.noteChange() }
            #expect(!counts.reads.wait(nanoseconds: 100_000_000))
        }
    }

    @Test func `the collector never sees half a page`() async throws {
        let folder = try MetricsFolder()
        let (path, counts) = ("\(folder.path)/bootwatch.prom", Counts())
        let textfile = MetricsTextfile(path: path, interval: 1, logger: Self.silent) { counts.read() }
        let lines = MetricsPage(.sample).text.split(separator: "\n").count
        let folderPath = folder.path
        try await withServices([textfile]) {
            #expect(MetricsClient.waits { MetricsFolder.content(of: path) != nil })
            for round in 0..<500 {
                counts.receive(-round)
                textfile.noteChange()
                let page = try #require(MetricsFolder.content(of: path))
                #expect(page.split(separator: "\n").count == lines)
                #expect(page.hasSuffix("\n"))
            }
            #expect(access("\(folderPath)/bootwatch.prom", R_OK) == 0)
        }
    }

    @Test func `a folder that is not there is told once, and the page comes when it is`() async throws {
        let folder = try MetricsFolder()
        let (inner, counts, log) = ("\(folder.path)/later", Counts(), LogLines())
        let path = "\(inner)/bootwatch.prom"
        let textfile = MetricsTextfile(path: path, interval: 1_000_000, logger: log.logger) { counts.read() }
        try await withServices([textfile], logger: Self.silent) {
            for _ in 0..<3 {
                #expect(counts.reads.wait(nanoseconds: Self.patience))
                textfile.noteChange()
            }
            #expect(mkdir(inner, 0o755) == 0)
            #expect(
                MetricsClient.waits {
                    textfile.noteChange()
                    return MetricsFolder.content(of: path) != nil
                })
            #expect(
                MetricsClient.waits {
                    log.lines == [
                        "warning: metrics cannot be written error=No such file or directory path=\(path)",
                        "notice: metrics are written again path=\(path)",
                    ]
                }, "\(log.lines)")
        }
        #expect(rmdir(inner) == 0)
    }
}
