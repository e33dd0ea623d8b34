// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What is wrong, where, why, how sure that is, and what to do next.
public struct Diagnosis: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case open
        /// A later line took it back: a retry worked, the second copy was good.
        case resolved
        /// The boot is over; nothing more will be added.
        case final
    }

    /// A line that speaks for the diagnosis.
    public struct Evidence: Sendable, Hashable {
        public var line: Int
        public var rule: String
        public var text: String
    }

    /// A possible cause with its share of the belief.
    public struct Cause: Sendable, Hashable {
        /// An id of the table of causes: `flash.worn`.
        public var cause: String
        public var title: String
        /// 0...1; the shares of all causes add up to 1.
        public var share: Double
        /// The sum of the weights, in log-odds.
        public var logOdds: Double
        /// What speaks for it, and what against.
        public var because: [String]
    }

    /// Something to do next.
    public struct Step: Sendable, Hashable {
        public var action: String
        public var why: String
        public var risk: Risk

        public init(action: String, why: String, risk: Risk) {
            self.action = action
            self.why = why
            self.risk = risk
        }
    }

    /// What a step may do to the device.
    public enum Risk: String, Sendable, Hashable, CaseIterable, Comparable {
        case readOnly = "read-only"
        case writes
        case destroysData = "destroys data"

        private var rank: Int {
            switch self {
            case .readOnly: 0
            case .writes: 1
            case .destroysData: 2
            }
        }

        public static func < (left: Risk, right: Risk) -> Bool { left.rank < right.rank }
    }

    /// Who can mend it.
    public enum Owner: String, Sendable, Hashable, CaseIterable {
        case board
        case image
        case flash
        case lab
    }

    /// Unique in the capture.
    public var id: String
    /// 1 for the first event of the diagnosis.
    public var revision: Int
    public var state: State
    public var code: DiagnosisCode
    public var severity: Severity
    /// 0...1: how sure it is that the diagnosis is true.
    public var confidence: Double
    public var summary: String
    /// The image, volume, device or address it is about; nil when no line says.
    public var subject: String?
    /// The flash partition it is about; nil when not known.
    public var partition: String?
    /// Byte offset on the device that the evidence names; nil when none.
    public var offset: UInt64?
    public var evidence: [Evidence]
    /// Lines that speak for it beyond those in `evidence`.
    public var furtherEvidence: Int
    public var badBlocks: [LocatedBlock]
    /// Likeliest first.
    public var causes: [Cause]
    /// Harmless first.
    public var steps: [Step]
    public var owner: Owner
    /// The id of the diagnosis that this one follows from; nil when it stands for itself.
    public var consequenceOf: String?
    /// Whether the boot reached user space after it.
    public var isSurvived: Bool
}
