// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleService
import Glibc
import SerialConsole
import SystemPackage

/// A service with one console and nothing else, for the tests of what survives it: reads a port, and appends what comes
/// to a file.
///
///     KeptConsole NAME PORT FILE
///
/// SIGTERM leaves the port, SIGUSR1 gives it back, SIGHUP reads the configuration that there is not, SIGUSR2 blocks the
/// thread that reads.
@main
struct KeptService {
    private let manager: ServiceManager
    private let link: ConsoleLink
    private let loop: ReadinessLoop

    static func main() throws {
        // Before there are threads, so that they all have them blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGHUP, SIGUSR1, SIGUSR2] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else { exit(2) }
        let service = try KeptService(name: arguments[1], port: arguments[2], file: arguments[3])
        // This thread waits for signals, so the service cannot be its child; the process ends with it.
        Task.detached {
            do {
                try await service.run()
            } catch {
                _ = try? FileDescriptor.standardError.writeAll("\(error)\n".utf8)
                exit(1)
            }
            exit(0)
        }
        while true {
            var number: CInt = 0
            if sigwait(&signals, &number) == 0 { service.obey(number) }
        }
    }

    private init(name: String, port: String, file path: String) throws {
        let manager = ServiceManager { sentence in
            _ = try? FileDescriptor.standardError.writeAll("\(sentence)\n".utf8)
        }
        let file = try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.append, .create], permissions: .ownerReadWrite)
        let sockets = manager.takeDescriptors(named: "control").count
        let isKept = manager.hasKept(console: name)
        manager.giveUpPorts(except: [name])
        var options = ConsoleLink.Options()
        options.keeper = manager.keeper(ofConsole: name)
        loop = try ReadinessLoop()
        link = ConsoleLink(.port(.path(port)), options: options, loop: loop, clock: HostClock()) { item in
            switch item {
            case .chunk(let chunk), .noise(let chunk):
                // A test's file has room.
                _ = try? chunk.bytes.withUnsafeBytes { try file.writeAll($0) }
            case .opened(let notice, _, _):
                manager.ready(status: "\(notice.text) kept=\(isKept) sockets=\(sockets)")
            case .gap(let gap, _): manager.status("gap \(gap.reason.rawValue)")
            case .notice(let notice, _): manager.ready(status: notice.text)
            case .lost(let notice, _): manager.status(notice.text)
            case .answer, .quiet, .rate, .speed: break
            }
        }
        self.manager = manager
    }

    private func run() async throws {
        let pulse = WatchdogPulse(manager, loop: loop)
        try await withTaskExecutorPreference(loop) {
            try await withThrowingTaskGroup { group in
                group.addTask { await pulse?.run() }
                try await link.run()
                group.cancelAll()
            }
        }
        manager.stopping(status: "ended")
        manager.settle(patience: 5_000_000_000)
        manager.finish(patience: 5_000_000_000)
        loop.stop()
    }

    private func obey(_ signal: CInt) {
        switch signal {
        case SIGTERM: link.request(.leave)
        case SIGUSR1: link.request(.close)
        case SIGHUP:
            manager.reloading()
            manager.extendTimeout(nanoseconds: 5_000_000_000)
            for count in 1...100 { manager.status("line \(count)\nof \u{1B}[31m100") }
            manager.ready()
        default:
            // Never ends: that is what it is for.
            Task(executorPreference: loop) { ThreadSemaphore().wait() }
        }
    }
}
