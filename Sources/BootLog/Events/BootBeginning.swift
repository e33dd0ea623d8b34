// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The beginning of a boot.
public struct BootBeginning: Sendable, Hashable {
    /// What began it, as far as is known; a later event of the same boot may know better.
    public var cause: BootCause
    /// The line that showed it; nil when the capture begins in the middle of a boot.
    public var banner: String?
}
