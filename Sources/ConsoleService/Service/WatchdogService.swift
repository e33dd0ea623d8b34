// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SerialConsole
import ServiceLifecycle

/// Keeps the service manager sure that the loop that reads still turns, to the very end.
struct WatchdogService: Service {
    let pulse: WatchdogPulse

    func run() async throws {
        await cancelWhenGracefulShutdown { await pulse.run() }
    }
}
