// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How much a finding or a diagnosis matters.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    /// A plain fact, or an alarming line that is known to be benign. Never a diagnosis.
    case info
    /// Worth recording with its place; normal in a healthy life (a factory bad block).
    case notice
    /// Something failed that boots normally survive, or a mere consequence.
    case warning
    /// Something failed that matters; it may be survived.
    case error
    /// This attempt to boot cannot go on from here by itself.
    case fatal

    private var rank: Int {
        switch self {
        case .info: 0
        case .notice: 1
        case .warning: 2
        case .error: 3
        case .fatal: 4
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }
}
