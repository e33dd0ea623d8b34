// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is to be said of a boot, or of the whole capture.
public struct Verdict: Sendable, Hashable {
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        case boot
        case capture
    }

    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// User space runs.
        case booted
        /// A recovery system, a rescue shell, fastboot or a download mode took over.
        case recovery
        case failed
        case hung
        case looping
        /// The capture ends before the boot does, and nothing is wrong so far.
        case incomplete
        case garbled
    }

    public var scope: Scope
    public var outcome: Outcome
    /// The primary diagnosis' code: the earliest sufficient cause; nil when nothing is wrong.
    public var code: DiagnosisCode?
    /// Boots seen so far.
    public var boots: Int
    /// The ids of the diagnoses, the primary one first.
    public var diagnoses: [String]
    /// One sentence.
    public var summary: String
}
