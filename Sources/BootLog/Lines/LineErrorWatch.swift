// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Makes of the errors that a receiver tells of the few notices that a person wants to read.
///
/// Errors that come close together are one burst: a notice for its first break, one for its first loss of bytes, one
/// when its errors are many. A wrong speed makes an error of every second character.
struct LineErrorWatch: Sendable {
    /// Bytes without an error that end a burst.
    static let cleanBytes = 256
    /// Errors of a burst that are many.
    static let many = 8

    private var start = 0
    private var last: Int?
    private var count = 0
    private var hasBreak = false
    private var hasOverrun = false

    /// Takes an error.
    ///
    /// - Parameter position: the offset in the stream of the byte that it belongs to.
    mutating func receive(_ kind: LineError.Kind, at position: Int) -> [PortNotice] {
        if last.map({ position - $0 > Self.cleanBytes }) ?? true {
            self = LineErrorWatch()
            start = position
        }
        last = position
        count += 1
        var notices: [PortNotice] = []
        if kind == .break, !hasBreak {
            hasBreak = true
            notices.append(
                PortNotice(.breakSeen, "The line was held low: a break, or a board that was switched off or on"))
        }
        if kind == .overrun, !hasOverrun {
            hasOverrun = true
            notices.append(
                PortNotice(
                    .lineErrors,
                    "Bytes were lost before this place: the receiver was full. Lines near it count for less"))
        }
        if count == Self.many {
            let bytes = position - start
            notices.append(
                PortNotice(
                    .lineErrors,
                    "\(count) line errors within \(bytes) \(bytes == 1 ? "byte" : "bytes"): "
                        + "a wrong speed or framing, a wrong level, or noise"))
        }
        return notices
    }
}
