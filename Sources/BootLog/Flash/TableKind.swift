// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The tables that are read line by line once a rule has switched their reader on (`table = "..."` in a pack).
public enum TableKind: String, Sendable, Hashable, CaseIterable {
    /// `Creating N MTD partitions on "x":` and the `0x...-0x... : "name"` lines, in any order and mixed with others.
    case kernelPartitions = "kernel-partitions"
    /// `dev:    size   erasesize  name` and its rows.
    case procMTD = "proc-mtd"
    /// `mtdparts=...` anywhere in a line; the line may be wrapped.
    case mtdparts
    /// U-Boot's `device nand0 <nand0>, # parts = 3` table.
    case mtdpartsTable = "mtdparts-table"
    /// U-Boot's `List of MTD devices:`.
    case mtdList = "mtd-list"
    /// U-Boot's `Partition Map for ...` and the GPT, DOS and LK lists of its kind.
    case mmcPart = "mmc-part"
    /// U-Boot's `Device 0 bad blocks:`.
    case nandBad = "nand-bad"
    /// U-Boot's `MTD device x bad blocks list:`.
    case mtdBad = "mtd-bad"
    /// `ubinfo -a`, U-Boot's `ubi info l` and kernel volume lines.
    case ubinfo
    /// The kernel's list of block devices: `1f00  131072 mtdblock0 (driver?)` of a panic, `/proc/partitions`.
    case blockDevices = "block-devices"
    /// A vendor's own partition table.
    case vendorPartitions = "vendor-partitions"
    /// `hexdump`, `hexdump -C`, `xxd`, `od`, `nanddump -c`, U-Boot's `md`.
    case hexdump
    case md
    /// U-Boot's `printenv`.
    case printenv
    /// Registers and call trace of an oops.
    case oops
}
