// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// How grave an entry is, as syslog(3) counts; 0 and 1 are for the host itself.
package enum JournalPriority: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7

    package init(_ severity: Severity) {
        self =
            switch severity {
            case .fatal: .critical
            case .error: .error
            case .warning: .warning
            case .notice: .notice
            case .info: .info
            }
    }

    /// A booted board needs nobody; one that ended elsewhere does.
    package init(_ outcome: Verdict.Outcome) {
        self =
            switch outcome {
            case .booted, .incomplete: .info
            case .recovery, .garbled: .warning
            case .failed, .hung, .looping: .error
            }
    }

    /// Graver ones are less, as their numbers are.
    package static func < (left: JournalPriority, right: JournalPriority) -> Bool { left.rawValue < right.rawValue }
}
