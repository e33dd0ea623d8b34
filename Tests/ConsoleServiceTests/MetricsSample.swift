// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleService

extension ServiceMetrics {
    /// A service with one busy console and one that was never there.
    static var sample: ServiceMetrics {
        var busy = ConsoleMetrics(port: "rack3-A50285BI", board: "acme-router-r2")
        busy.isUp = true
        busy.receivedBytes = 9_007_199_254_740_991
        busy.sentBytes = 12
        busy.lines = 4_711
        busy.lineErrors = [.framing: 3, .break: 1]
        busy.boots = 5
        busy.bootsByOutcome = [.booted: 3, .failed: 1]
        busy.diagnoses = [.flashBadBlock: 4, .kernelPanic: 1]
        busy.dropped.viewers = 1_024
        busy.recordingBytes = 65_536
        busy.badBlocks = 7
        busy.viewers = 2
        var metrics = ServiceMetrics(
            version: "0.1.0", started: Timestamp(nanoseconds: 1_795_289_048_123_456_789),
            consoles: [busy, ConsoleMetrics(port: "bench")])
        metrics.journalEntries = 99
        metrics.journalDropped = 1
        return metrics
    }
}
