// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How the boot that is under way stands at this moment.
public struct BootStanding: Sendable, Hashable {
    /// 1-based; 0 before the first line.
    public var boot: Int
    public var stage: BootStage?
    public var activity: LoaderActivity?
    /// How the boot would be judged if the capture ended now.
    public var outcome: Verdict.Outcome
    /// The primary diagnosis' code; nil when nothing is wrong.
    public var code: DiagnosisCode?
    /// Whether user space of the normal system runs.
    public var isAlive: Bool
    /// Whether a prompt waits for somebody.
    public var isAtPrompt: Bool
    /// Whether the stage has stopped printing.
    public var isSilent: Bool
    /// Whether the boot has failed and nothing more is to be expected of it by itself: it hangs, it halted, a recovery
    /// system took over, or the loader is back at its prompt.
    public var isDecided: Bool
}
