// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Says what a mark of PARMRK stands for: the kernel marks framing errors, parity errors and breaks alike, but counts
/// them apart, where the driver counts.
///
/// A driver counts an error before it hands on the character, so that the count may run one read ahead of the mark: the
/// last two intervals are looked at. What is not counted proves nothing, since some drivers count no errors at all.
struct MarkJudge: Sendable, Hashable {
    /// Whether the line has a parity bit: without one, no error is a parity error.
    let hasParity: Bool
    private var previous = LineCounters()
    private var latest = LineCounters()

    init(hasParity: Bool) {
        self.hasParity = hasParity
    }

    /// What was counted since the last time.
    mutating func receive(_ counted: LineCounters) {
        previous = latest
        latest = counted
    }

    /// - Parameter byte: the character that was marked; 0 may be a break.
    func kind(ofMarked byte: UInt8) -> LineError.Kind {
        let breaks = previous.breaks > 0 || latest.breaks > 0
        let framing = previous.framing > 0 || latest.framing > 0
        let parity = previous.parity > 0 || latest.parity > 0
        if byte == 0, breaks || !(framing || parity) { return .break }
        guard hasParity else { return .framing }
        switch (framing, parity) {
        case (true, false): return .framing
        case (false, true): return .parity
        default: return .framingOrParity
        }
    }
}
