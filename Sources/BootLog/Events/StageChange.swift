// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The boot chain went on to another stage, or a boot loader to another activity.
public struct StageChange: Sendable, Hashable {
    public var stage: BootStage
    /// What the boot loader is doing; nil outside of one.
    public var activity: LoaderActivity?
    /// The program that runs, as its banner names it; nil when no banner was seen.
    public var product: String?
    public var release: String?
}
