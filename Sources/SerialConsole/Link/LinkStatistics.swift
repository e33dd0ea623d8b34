// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Synchronization

/// What went through a console since the link was made. A class: the link's task counts, others read.
package final class LinkStatistics: Sendable {
    private let receivedBytes = Atomic<Int>(0)
    private let sentBytes = Atomic<Int>(0)

    package var received: Int { receivedBytes.load(ordering: .relaxed) }
    package var sent: Int { sentBytes.load(ordering: .relaxed) }

    func note(received count: Int) {
        receivedBytes.wrappingAdd(count, ordering: .relaxed)
    }

    func note(sent count: Int) {
        sentBytes.wrappingAdd(count, ordering: .relaxed)
    }

    func summary(_ counters: LineCounters?) -> String {
        var text = "\(received) bytes received, \(sent) bytes sent"
        if let counters {
            text += "; \(counters.framing) framing errors, \(counters.parity) parity errors, "
            text += "\(counters.breaks) breaks, "
            text += "\(counters.overrun + counters.bufferOverrun) overruns"
        }
        return text + "."
    }
}
