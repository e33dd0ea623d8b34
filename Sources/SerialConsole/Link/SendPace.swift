// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// How fast what is to be sent may go out, for boards that lose what comes faster. Pure: time is a value.
package struct SendPace: Sendable, Hashable {
    /// Nanoseconds after each byte.
    package var byteDelay: Int64
    /// Nanoseconds after each line end.
    package var lineDelay: Int64
    private var earliest: Int64 = .min

    package init(byteDelay: Int64 = 0, lineDelay: Int64 = 0) {
        self.byteDelay = byteDelay
        self.lineDelay = lineDelay
    }

    /// The moment from which something may be sent; nil: now.
    func deadline(at now: Timestamp) -> Timestamp? {
        earliest > now.nanoseconds ? Timestamp(nanoseconds: earliest) : nil
    }

    /// How many of the first bytes may be sent now.
    func allowance(of bytes: [UInt8], at now: Timestamp) -> Int {
        guard deadline(at: now) == nil else { return 0 }
        if byteDelay > 0 { return min(bytes.count, 1) }
        guard lineDelay > 0, let end = bytes.firstIndex(where: Self.isLineEnd) else { return bytes.count }
        return end + 1
    }

    /// Takes note of what was sent.
    mutating func note(_ bytes: ArraySlice<UInt8>, at now: Timestamp) {
        guard let last = bytes.last else { return }
        let delay = byteDelay &+ (Self.isLineEnd(last) ? lineDelay : 0)
        if delay > 0 { earliest = now.advanced(byNanoseconds: delay).nanoseconds }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0D || byte == 0x0A
    }
}
