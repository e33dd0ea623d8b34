// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Data bits, parity and stop bits of a console, in the way that everybody writes them.
public enum ConsoleFraming: String, Sendable, Hashable, CaseIterable {
    /// What nearly every console uses.
    case eightNone = "8N1"
    case sevenEven = "7E1"
    case sevenOdd = "7O1"
    case eightEven = "8E1"
    case eightOdd = "8O1"

    var dataBits: Int {
        switch self {
        case .sevenEven, .sevenOdd: 7
        case .eightNone, .eightEven, .eightOdd: 8
        }
    }

    /// Whether the number of ones, the parity bit included, is odd; nil without parity.
    var isOdd: Bool? {
        switch self {
        case .eightNone: nil
        case .sevenEven, .eightEven: false
        case .sevenOdd, .eightOdd: true
        }
    }
}
