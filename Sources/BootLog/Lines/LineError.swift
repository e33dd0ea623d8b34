// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a receiver complained about at one place of the stream.
public struct LineError: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The stop bit was not where it should be: a wrong speed, noise, or a break cut short.
        case framing
        case parity
        /// A framing or a parity error: the driver did not say which.
        case framingOrParity = "framing-or-parity"
        /// The line was held low for longer than a character.
        case `break`
        /// Bytes were lost before this place: the receiver or the driver was full.
        case overrun
    }

    public var kind: Kind
    /// Index of the byte it belongs to in the portion it came with; the portion's count when no byte follows.
    public var offset: Int

    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
