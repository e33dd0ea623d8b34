// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A partition list as one place of the capture gave it.
///
/// Healthy vendor maps overlap, nest and leave gaps; nothing here assumes otherwise.
public struct FlashLayout: Sendable, Hashable {
    /// Where a layout was read from.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// `mtdparts=` on a kernel command line or in an environment.
        case mtdparts
        /// `cat /proc/mtd`: sizes without offsets.
        case procMTD = "proc_mtd"
        /// The kernel's `0x...-0x... : "name"` lines.
        case kernel
        /// U-Boot's `mtdparts` and `mtd list` tables.
        case mtdList = "mtd_list"
        /// UBI volumes.
        case ubi
        /// GPT and other disk partition tables.
        case gpt
        /// A vendor's own table.
        case vendor
    }

    /// One partition.
    public struct Partition: Sendable, Hashable {
        /// Position in the list, or the number that was printed with it (mtd5: 5).
        public var index: Int
        /// Empty when the list gives no name.
        public var name: String
        /// Bytes from the start of the device; nil when not printed.
        public var offset: UInt64?
        /// Bytes; nil when not printed.
        public var size: UInt64?
        /// What was printed with it: `ro`, `lk`, a mask.
        public var flags: [String]
        /// The kernel's number (mtd5: 5), printed or counted in the order the kernel lists them; nil when unknown.
        public var mtdNumber: Int?

        public init(
            index: Int, name: String, offset: UInt64? = nil, size: UInt64? = nil, flags: [String] = [],
            mtdNumber: Int? = nil
        ) {
            self.index = index
            self.name = name
            self.offset = offset
            self.size = size
            self.flags = flags
            self.mtdNumber = mtdNumber
        }

        /// The bytes from start to end, exclusive; nil when offset or size is unknown or the end overflows.
        public var range: Range<UInt64>? {
            guard let offset, let size else { return nil }
            let (end, overflow) = offset.addingReportingOverflow(size)
            return overflow ? nil : offset..<end
        }
    }

    public var origin: Origin
    /// The device the list speaks of, as printed (`spi0.0`, `nand0`); nil when not printed.
    public var device: String?
    public var partitions: [Partition]
    /// The lines of the capture that the layout was read from.
    public var lines: ClosedRange<Int>
    /// Bytes in an eraseblock, where the list says so (`/proc/mtd`).
    public var eraseblockSize: UInt64?
    /// Where the list's offset 0 lies on the chip, in bytes: 0 for a chip's own list, the start of the partition that
    /// was split for a list that counts from there; nil when the list is a split of something unknown.
    public var startOnChip: UInt64?
    /// Whether ``device`` is a partition that was split (`firmware` into `kernel` and `rootfs`), not a chip.
    public var isSplit: Bool
    /// Partitions that were printed beyond the limit of 512.
    public var droppedCount: Int

    public init(
        origin: Origin, device: String? = nil, partitions: [Partition], lines: ClosedRange<Int>,
        eraseblockSize: UInt64? = nil, startOnChip: UInt64? = 0, isSplit: Bool = false, droppedCount: Int = 0
    ) {
        self.origin = origin
        self.device = device
        self.partitions = partitions
        self.lines = lines
        self.eraseblockSize = eraseblockSize
        self.startOnChip = startOnChip
        self.isSplit = isSplit
        self.droppedCount = droppedCount
    }
}
