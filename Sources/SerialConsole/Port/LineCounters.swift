// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY

/// What a UART's driver has counted. See TIOCGICOUNT, ioctl_tty(2).
package struct LineCounters: Sendable, Hashable {
    package var received = 0
    package var sent = 0
    package var framing = 0
    package var parity = 0
    package var breaks = 0
    /// Characters lost because the UART's FIFO was full.
    package var overrun = 0
    /// Characters lost because the driver's buffer was full.
    package var bufferOverrun = 0

    package init() {}

    init(_ raw: tty_counters) {
        received = Int(raw.received)
        sent = Int(raw.sent)
        framing = Int(raw.framing)
        parity = Int(raw.parity)
        breaks = Int(raw.breaks)
        overrun = Int(raw.overrun)
        bufferOverrun = Int(raw.buffer_overrun)
    }

    /// Field by field, each combined with the other's.
    func combined(with other: LineCounters, _ combine: (Int, Int) -> Int) -> LineCounters {
        var result = LineCounters()
        result.received = combine(received, other.received)
        result.sent = combine(sent, other.sent)
        result.framing = combine(framing, other.framing)
        result.parity = combine(parity, other.parity)
        result.breaks = combine(breaks, other.breaks)
        result.overrun = combine(overrun, other.overrun)
        result.bufferOverrun = combine(bufferOverrun, other.bufferOverrun)
        return result
    }
}
