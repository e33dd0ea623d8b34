// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A bad block with the partition that it lies in.
public struct LocatedBlock: Sendable, Hashable {
    /// Bytes from the start of the device; nil when only the block's number was printed and its size is not known.
    public var offset: UInt64?
    /// The eraseblock's number on the device; nil when it was not printed.
    public var block: UInt64?
    /// nil when no layout that covers it is known.
    public var partition: String?
}
