// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
package import SerialConsole

/// Tells the service manager that the service is alive, as long as the loop that reads the consoles turns: it is woken by
/// that loop, and runs on its thread.
package struct WatchdogPulse: Sendable {
    private let manager: ServiceManager
    private let loop: ReadinessLoop
    /// Nanoseconds.
    private let interval: Int64

    /// nil when the manager does not watch.
    package init?(_ manager: ServiceManager, loop: ReadinessLoop) {
        guard let watched = manager.watchdogInterval else { return nil }
        self.manager = manager
        self.loop = loop
        // As sd_watchdog_enabled(3) advises.
        interval = max(watched / 2, 1_000_000)
    }

    /// Runs until it is cancelled, which has to be before the loop is stopped.
    package func run() async {
        await withTaskExecutorPreference(loop) {
            let waiter = loop.makeWaiter()
            let clock = HostClock()
            while !Task.isCancelled {
                manager.pulse()
                let next = clock.now.advanced(byNanoseconds: interval)
                _ = await waiter.wait(readable: [], until: clock.monotonic(next))
            }
            waiter.retire()
        }
    }
}
