// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// An eraseblock that software reported as bad or as kept for the bad-block table.
public struct BadBlock: Sendable, Hashable {
    /// Bytes from the start of ``device``; nil when only the block's number was printed.
    public var offset: UInt64?
    /// The eraseblock's number on ``device``; nil when it was not printed.
    public var block: UInt64?
    /// The chip or the partition that the offset counts from (`nand0`, `spi-nand0`, `ubi`); nil when not printed.
    public var device: String?
    /// Whether the list says that the block holds the bad-block table (`(bbt reserved)`): not worn, only set aside.
    public var isReservedForTable: Bool
    /// The line of the capture that told it.
    public var line: Int

    public init(
        offset: UInt64? = nil, block: UInt64? = nil, device: String? = nil, isReservedForTable: Bool = false, line: Int
    ) {
        self.offset = offset
        self.block = block
        self.device = device
        self.isReservedForTable = isReservedForTable
        self.line = line
    }
}
