// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What a journal tells of one failure, by its signature, on all boards.
package struct SignatureHistory: Sendable, Hashable {
    /// Different causes that are counted.
    private static let maximumCauses = 8

    package let signature: String
    package let code: DiagnosisCode
    package private(set) var partition: String?
    /// The gravest one.
    package private(set) var severity: Severity
    package internal(set) var tally = HistoryTally()
    /// When it was seen for the first time in all of the journal, as far as that was looked up.
    package internal(set) var firstEver: Int64
    /// The line of the latest one, without the console's name where that stands in front.
    package private(set) var message: String
    /// The first of the next steps, of the latest one.
    package private(set) var step: String?
    private var causes: [String: Int] = [:]

    init(_ item: HistoryItem, code: DiagnosisCode) {
        signature = item.signature
        self.code = code
        partition = item.partition
        severity = item.severity
        firstEver = item.time
        message = item.message
    }

    mutating func see(_ item: HistoryItem) {
        if item.time >= tally.last {
            message = item.message
            step = item.step ?? step
        }
        tally.see(at: item.time)
        firstEver = min(firstEver, item.time)
        raise(to: item.severity)
        if let cause = item.cause, causes[cause] != nil || causes.count < Self.maximumCauses {
            causes[cause, default: 0] += 1
        }
    }

    /// The cause that was the likeliest one most often.
    package var cause: String? {
        causes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    mutating func raise(to new: Severity) {
        severity = max(severity, new)
    }
}
