// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The bytes that a hex dump on the console showed.
public struct HexDump: Sendable, Hashable {
    /// Bytes kept of one dump; more are counted in ``droppedCount`` only.
    public static let maximumLength = 4_096

    /// What a group of digits stands for.
    public enum Grouping: Sendable, Hashable {
        /// One byte after another (`hexdump -C`, `xxd`, `md.b`, `nanddump -c`).
        case bytes
        /// Words of so many bytes, printed as the CPU reads them: a little-endian CPU shows bytes in reverse.
        case words(Int)
    }

    /// What was dumped, as the command above named it (`/dev/mtd2`, `0x80000000`); nil when no command was seen.
    public var source: String?
    /// The address printed with the first row: a file's offset, or a memory address (`md`).
    public var address: UInt64
    /// The first bytes in the order of ``address``. Words are taken apart as the characters beside them show, and as a
    /// little-endian CPU stores them when nothing shows it.
    public var bytes: [UInt8]
    public var grouping: Grouping
    /// Bytes that the dump showed beyond ``maximumLength``.
    public var droppedCount: Int
    /// The lines of the capture that hold the dump.
    public var lines: ClosedRange<Int>

    public init(
        source: String? = nil, address: UInt64, bytes: [UInt8], grouping: Grouping = .bytes, droppedCount: Int = 0,
        lines: ClosedRange<Int>
    ) {
        self.source = source
        self.address = address
        self.bytes = bytes
        self.grouping = grouping
        self.droppedCount = droppedCount
        self.lines = lines
    }
}
