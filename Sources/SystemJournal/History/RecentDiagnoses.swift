// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The diagnoses, or verdicts, that later entries may speak of again; the oldest ones make place for new ones.
struct RecentDiagnoses: Sendable {
    /// What became of a diagnosis.
    enum Fate: Sendable, Hashable {
        case standing
        case survived
        case resolved
    }

    /// Where a diagnosis was counted.
    struct Known: Sendable {
        var code: DiagnosisCode?
        var severity: Severity
        var time: Int64
        var signature: Int?
        var console: Int?
        fileprivate(set) var fate = Fate.standing

        init(code: DiagnosisCode?, severity: Severity, time: Int64) {
            self.code = code
            self.severity = severity
            self.time = time
        }
    }

    /// An hour, in nanoseconds.
    private static let bootlessTime = 3_600_000_000_000

    private let limit: Int
    private var known: [Int: Known] = [:]
    /// Identities in a ring, by age.
    private var order: [Int] = []
    private var oldest = 0

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// - Parameter time: of an entry that tells no boot: then it is the same one only soon after.
    func contains(_ identity: Int, at time: Int64? = nil) -> Bool {
        guard let entry = known[identity] else { return false }
        return time.map { ($0 - entry.time).magnitude < Self.bootlessTime } ?? true
    }

    mutating func insert(_ entry: Known, for identity: Int) {
        if order.count < limit {
            order.append(identity)
        } else {
            known[order[oldest]] = nil
            order[oldest] = identity
            oldest = (oldest + 1) % limit
        }
        known[identity] = entry
    }

    /// Notes that a diagnosis holds, and is as grave as told or graver.
    ///
    /// - Returns: what was known before; nil when it is not known.
    mutating func revive(_ identity: Int, severity: Severity) -> Known? {
        guard let before = known[identity] else { return nil }
        known[identity]?.severity = max(before.severity, severity)
        known[identity]?.fate = .standing
        return before
    }

    /// Notes what became of a diagnosis. What was taken back stays so; nothing survives what is no trouble.
    ///
    /// - Returns: where it was counted and what was known before; nil when nothing changes.
    mutating func mark(_ identity: Int, _ fate: Fate) -> (known: Known, before: Fate)? {
        guard let entry = known[identity], entry.fate != fate, entry.fate != .resolved else { return nil }
        guard fate != .survived || entry.severity >= .warning else { return nil }
        known[identity]?.fate = fate
        return (entry, entry.fate)
    }
}
