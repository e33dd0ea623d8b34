// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a table on the console came to, once it was complete.
package enum FlashReading: Sendable, Hashable {
    /// A complete partition list.
    case layout(FlashLayout)
    /// A list of bad blocks (`nand bad`, `mtd bad`).
    case badBlocks([BadBlock])
    /// The first bytes that a hex dump showed.
    case dump(HexDump)
}
