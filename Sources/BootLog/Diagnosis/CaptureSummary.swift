// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the verdict on a whole capture needs of its boots; bounded, however many there are.
struct CaptureSummary: Sendable {
    /// Ids of diagnoses that a verdict names at most.
    static let maximumDiagnoses = 256

    /// The present boot.
    var boot = BootState(line: 1, banner: "", hasBanner: false)
    /// The verdict on the last boot that is over.
    private(set) var last: Verdict?
    /// The first verdict that names a code.
    private(set) var firstFailure: Verdict?
    private(set) var diagnoses: [String] = []

    mutating func add(_ verdict: Verdict) {
        last = verdict
        if firstFailure == nil, verdict.code != nil { firstFailure = verdict }
        let room = Self.maximumDiagnoses - diagnoses.count
        diagnoses += verdict.diagnoses.prefix(max(room, 0))
    }

    /// The verdict on a capture without a single line.
    static let empty = Verdict(
        scope: .capture, outcome: .incomplete, code: nil, boots: 0, diagnoses: [],
        summary: "The capture is empty")
}
