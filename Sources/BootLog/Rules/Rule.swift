// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One thing that boot software says, and what it means. Rules are data: see the packs.
public struct Rule: Sendable, Hashable {
    /// A line's part in the course of a boot.
    public enum Mark: String, Sendable, Hashable, CaseIterable {
        /// The first line that a stage's program prints; may begin a new boot.
        case banner
        /// A boot loader starts its boot command now, without a person.
        case autoboot
        /// Control goes to the next stage now; in a rule of the stage `spl`, to another core, whose chain has an SPL too.
        case handOver = "hand-over"
        /// User space runs and serves.
        case alive
        /// The program says that it stops here for good.
        case halt
        /// A reset follows now.
        case reset
        /// The line tells why this boot began.
        case bootReason = "boot-reason"
    }

    /// What a finding of this rule takes back.
    public enum Resolution: Sendable, Hashable {
        case code(DiagnosisCode)
        case rule(String)
    }

    /// Unique over all packs: `uboot.legacy.data-crc`.
    public var id: String
    /// The pack the rule came from.
    public var pack: String
    /// Any of them makes the rule match.
    public var templates: [Template]
    /// One of them in the same line makes the rule silent.
    public var exceptions: [Template]
    /// Where the line may appear; empty: anywhere.
    public var stages: Set<BootStage>
    public var code: DiagnosisCode?
    public var severity: Severity
    /// One sentence for a technician; may name captures as `{name}`.
    public var summary: String
    /// The software and file that print the line.
    public var source: String
    /// Lines that must match.
    public var examples: [String]
    /// Near-misses that must not match.
    public var counterExamples: [String]
    /// The stage that the line proves.
    public var stage: BootStage?
    public var activity: LoaderActivity?
    public var mark: Mark?
    public var resetCause: BootCause?
    /// The program that a stage mark names; its release is the capture `release`.
    public var product: String?
    public var resolves: [Resolution]
    /// The table whose reader the line switches on.
    public var table: TableKind?
    /// What the capture `value` proves about the device: `soc`, `board`, `dram`.
    public var fact: String?
    /// What the message is about, where no capture says it.
    public var subject: String?

    public init(id: String, templates: [Template], severity: Severity, summary: String) {
        self.id = id
        pack = ""
        self.templates = templates
        exceptions = []
        stages = []
        self.severity = severity
        self.summary = summary
        source = ""
        examples = []
        counterExamples = []
        resolves = []
    }
}
