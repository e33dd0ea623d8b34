// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Tells which revisions of a diagnosis are worth a person's attention.
package struct DiagnosisNews: Sendable {
    package enum News: Sendable, Hashable {
        case opened
        /// It is graver than was said, or another thing.
        case changed
        /// A later line took it back.
        case resolved
        /// The board booted in spite of it.
        case survived
    }

    private struct Known: Sendable {
        var id: String
        var code: DiagnosisCode
        var severity: Severity
        var summary: String
        /// Whether something was said of it.
        var isTold: Bool
        var isOver: Bool
        var isConsequence: Bool
    }

    /// Diagnoses of one boot; a code has one.
    private static let maximumCount = 128

    private var known: [Known] = []

    package init() {}

    /// The diagnoses of the boot before are no news any more.
    package mutating func beginBoot() {
        known.removeAll(keepingCapacity: true)
    }

    /// Takes a revision. Returns what is to be said of it, if anything.
    package mutating func receive(_ diagnosis: Diagnosis) -> News? {
        let isOver = diagnosis.state == .resolved || diagnosis.isSurvived
        guard let index = known.firstIndex(where: { $0.id == diagnosis.id }) else {
            guard known.count < Self.maximumCount else { return nil }
            let isTold = !isOver && diagnosis.severity >= .warning
            known.append(
                Known(
                    id: diagnosis.id, code: diagnosis.code, severity: diagnosis.severity, summary: diagnosis.summary,
                    isTold: isTold, isOver: isOver, isConsequence: diagnosis.consequenceOf != nil))
            return isTold ? .opened : nil
        }
        let before = known[index]
        known[index].code = diagnosis.code
        known[index].severity = diagnosis.severity
        known[index].summary = diagnosis.summary
        known[index].isOver = isOver
        known[index].isConsequence = diagnosis.consequenceOf != nil
        if isOver {
            guard before.isTold, !before.isOver else { return nil }
            return diagnosis.state == .resolved ? .resolved : .survived
        }
        guard diagnosis.severity >= .warning else { return nil }
        if !before.isTold {
            known[index].isTold = true
            return .opened
        }
        return before.code != diagnosis.code || before.severity < diagnosis.severity || before.isOver ? .changed : nil
    }

    /// The gravest diagnosis that stands, the earliest of equals; nil when nothing is worth a warning. What only follows from
    /// another is not it: a panic is named after its reason, where one is known.
    package var worst: (code: DiagnosisCode, severity: Severity, summary: String)? {
        var standing = known.filter { !$0.isOver && $0.severity >= .warning }
        if standing.contains(where: { !$0.isConsequence }) { standing.removeAll(where: \.isConsequence) }
        guard let severity = standing.map(\.severity).max(),
            let worst = standing.first(where: { $0.severity == severity })
        else { return nil }
        return (worst.code, worst.severity, worst.summary)
    }

    /// Standing diagnoses that are worth a warning.
    package var standingCount: Int { known.count { !$0.isOver && $0.severity >= .warning } }

    /// Those that are only noted.
    package var noticeCount: Int { known.count { $0.severity <= .notice } }
}
