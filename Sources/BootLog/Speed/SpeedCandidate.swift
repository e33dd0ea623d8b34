// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// An explanation of what a receiver got, with its share of the belief.
public struct SpeedCandidate: Sendable, Hashable {
    public enum Explanation: Sendable, Hashable {
        /// The board sends at this speed, which may be the one that the port is read at.
        case speed(Int)
        /// The speed is right, and the board frames its characters in another way.
        case framing(ConsoleFraming)
        /// The speed is right, and high and low are swapped: RS-232 against logic level.
        case inverted
        /// No usual speed explains it: noise, a wrong level, or no console at all.
        case noise
    }

    public var explanation: Explanation
    /// 0...1; the shares of all explanations add up to 1.
    public var share: Double
}
