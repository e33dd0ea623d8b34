// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A hole in the stream: bytes that the board may have printed and nobody has read.
public struct Gap: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The adapter was unplugged, or its driver went away.
        case unplugged
        /// The other side of a pseudo-terminal or a socket closed.
        case hungUp = "hung-up"
        /// A queue was full and the reader too slow; `bytes` tells how many were dropped.
        case dropped
        /// The port was lent to another program.
        case released
        /// No recorder ran: between the end of one and the beginning of the next that went on in the same recording.
        case notRecorded = "not-recorded"
        /// The file that was followed was cut or replaced.
        case replaced
    }

    public var reason: Reason
    /// Bytes known to be missing; nil when nobody can know.
    public var bytes: Int?
    /// Nanoseconds between the last byte before and the first moment of reading after the hole; nil when unknown.
    public var duration: Int64?

    public init(_ reason: Reason, bytes: Int? = nil, duration: Int64? = nil) {
        self.reason = reason
        self.bytes = bytes
        self.duration = duration
    }
}
