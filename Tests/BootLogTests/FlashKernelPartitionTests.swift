// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashKernelPartitionTests {
    @Test func `a list with both headings is one layout of its device`() throws {
        let sample = FlashTableSample(
            """
            [    0.81] 3 cmdlinepart partitions found on MTD device spi0.0
            [    0.82] Creating 3 MTD partitions on "spi0.0":
            [    0.83] 0x000000000000-0x000000040000 : "boot"
            [    0.84] 0x000000040000-0x000000050000 : "env data"
            [    0.85] 0x000000050000-0x000001000000 : "system"
            """, .kernelPartitions)
        #expect(sample.rows == [["boot 0x0 0x40000", "env data 0x40000 0x10000", "system 0x50000 0xfb0000"]])
        let layout = try #require(sample.layouts.first)
        #expect(layout.origin == .kernel)
        #expect(layout.device == "spi0.0")
        #expect(layout.lines == 1...5)
        #expect(layout.partitions.map(\.mtdNumber) == [0, 1, 2])
    }

    @Test func `eight digits, trailing blanks of the device name and text glued in front are read`() {
        let sample = FlashTableSample(
            """
            Creating 2 MTD partitions on "NAND 64MiB 3,3V ":
            n0x00000000-0x00100000 : "loader"
            done0x00100000-0x04000000 : "data"mtd: partition "data" set to be root filesystem
            """, .kernelPartitions)
        #expect(sample.rows == [["loader 0x0 0x100000", "data 0x100000 0x3f00000"]])
        #expect(sample.layouts.first?.device == "NAND 64MiB 3,3V ")
    }

    @Test func `other messages between the rows do not end the list`() {
        let noise = (1...12).map { "[    1.00] driver\($0): probing, this takes a while" }.joined(separator: "\n")
        let sample = FlashTableSample(
            """
            Creating 3 MTD partitions on "nand":
            0x000000000000-0x000000100000 : "a"
            \(noise)
            0x000000100000-0x000000200000 : "b"
            \(noise)
            0x000000200000-0x000000400000 : "c"
            """, .kernelPartitions)
        #expect(sample.rows == [["a 0x0 0x100000", "b 0x100000 0x100000", "c 0x200000 0x200000"]])
    }

    @Test func `an excerpt without a heading is a layout without a device`() {
        let sample = FlashTableSample(
            """
            [    2.1] 0x000000000000-0x000000020000 : "one"
            [    2.2] 0x000000020000-0x000000040000 : "two"
            """, .kernelPartitions, at: nil)
        #expect(sample.rows == [["one 0x0 0x20000", "two 0x20000 0x20000"]])
        #expect(sample.layouts.first?.device == nil)
    }

    @Test func `what U-Boot makes for each ubi part is a list of its own`() {
        let sample = FlashTableSample(
            """
            0x000000100000-0x000008000000 : "mtd=1"
            0x000008000000-0x000010000000 : "mtd=2"
            """, .kernelPartitions, at: nil)
        #expect(sample.rows == [["mtd=1 0x100000 0x7f00000"], ["mtd=2 0x8000000 0x8000000"]])
        #expect(sample.layouts.flatMap(\.partitions).allSatisfy { $0.mtdNumber == nil })
    }

    @Test func `an excerpt that begins again is a second layout`() {
        let copy = "0x000000000000-0x000000020000 : \"one\"\n0x000000020000-0x000000040000 : \"two\"\n"
        #expect(FlashTableSample(copy + copy, .kernelPartitions, at: nil).layouts.count == 2)
    }

    @Test func `two devices give two layouts`() {
        let sample = FlashTableSample(
            """
            Creating 1 MTD partitions on "spi0.0":
            0x000000000000-0x000000400000 : "nor"
            Creating 2 MTD partitions on "nand0":
            0x000000000000-0x000004000000 : "low"
            0x000004000000-0x000008000000 : "high"
            """, .kernelPartitions)
        #expect(sample.layouts.map(\.device) == ["spi0.0", "nand0"])
        #expect(sample.layouts.flatMap(\.partitions).map(\.mtdNumber) == [0, 1, 2])
    }

    @Test func `a row that the driver adds beyond the announced number belongs to the list`() {
        let sample = FlashTableSample(
            """
            Creating 1 MTD partitions on "nor":
            0x000000000000-0x000000400000 : "fs"
            Creating disc partitions!
            0x000000000000-0x000000800000 : "disc"
            """, .kernelPartitions)
        #expect(sample.rows == [["fs 0x0 0x400000", "disc 0x0 0x800000"]])
    }

    @Test func `a split of a partition is a list of its own and the chip's list goes on`() {
        let sample = FlashTableSample(
            """
            3 fixed-partitions partitions found on MTD device spi0.0
            Creating 3 MTD partitions on "spi0.0":
            0x000000000000-0x000000050000 : "u-boot"
            0x000000050000-0x000000f50000 : "firmware"
            2 uimage-fw partitions found on MTD device firmware
            Creating 2 MTD partitions on "firmware":
            0x000000000000-0x000000200000 : "kernel"
            0x000000200000-0x000000f00000 : "rootfs"
            mtd: device 3 (rootfs) set to be root filesystem
            1 squashfs-split partitions found on MTD device rootfs
            0x000000400000-0x000000d00000 : "rootfs_data"
            0x000000f50000-0x000001000000 : "art"
            """, .kernelPartitions)
        #expect(
            sample.rows == [
                ["u-boot 0x0 0x50000", "firmware 0x50000 0xf00000", "art 0xf50000 0xb0000"],
                ["kernel 0x0 0x200000", "rootfs 0x200000 0xd00000"],
                ["rootfs_data 0x400000 0x900000"],
            ])
        #expect(sample.layouts.map(\.isSplit) == [false, true, true])
        // Counted from the start of the partition that was split.
        #expect(sample.layouts.map(\.startOnChip) == [0, 0x50000, 0x250000])
    }

    @Test func `where a split counts from the chip, the parts of its parts are in its list`() {
        let sample = FlashTableSample(
            """
            Creating 2 MTD partitions on "spi0.0":
            0x000000000000-0x000000050000 : "u-boot"
            0x000000050000-0x000001000000 : "firmware"
            2 uimage-fw partitions found on MTD device firmware
            0x000000050000-0x000000180000 : "kernel"
            0x000000180000-0x000001000000 : "rootfs"
            1 squashfs-split partitions found on MTD device rootfs
            0x000000700000-0x000001000000 : "rootfs_data"
            """, .kernelPartitions)
        #expect(
            sample.rows == [
                ["u-boot 0x0 0x50000", "firmware 0x50000 0xfb0000"],
                ["kernel 0x50000 0x130000", "rootfs 0x180000 0xe80000", "rootfs_data 0x700000 0x900000"],
            ])
        #expect(sample.layouts.map(\.startOnChip) == [0, 0])
    }

    @Test func `rootfs_data without a heading stands in the list of its rootfs and is not counted`() {
        let sample = FlashTableSample(
            """
            Creating 3 MTD partitions on "flash":
            0x00000000-0x00100000 : "kernel"
            0x00100000-0x00700000 : "rootfs"
            mtd: partition "rootfs" set to be root filesystem
            0x00300000-0x00700000 : "rootfs_data"
            0x00700000-0x00800000 : "config"
            """, .kernelPartitions)
        #expect(sample.rows.first?.count == 4)
        #expect(sample.layouts.count == 1)
    }

    @Test func `a row that was broken over two lines is put together`() {
        let sample = FlashTableSample(
            """
            Creating 2 MTD partitions on "nand":
            0x000000000000-0x000000100000 : "boo
            tloader"
            0x000000100000-0x0000
            00200000 : "env"
            """, .kernelPartitions)
        #expect(sample.rows == [["bootloader 0x0 0x100000", "env 0x100000 0x100000"]])
    }

    @Test func `a name that the capture cut off is kept as far as it goes`() {
        let sample = FlashTableSample(
            """
            [    1.1] 0x000000000000-0x000000100000 : "very-long-na
            [    1.2] 0x000000100000-0x000000200000 : "env"
            """, .kernelPartitions, at: nil)
        #expect(sample.rows == [["very-long-na 0x0 0x100000", "env 0x100000 0x100000"]])
    }

    @Test func `memory maps and DMA ranges are no partitions`() {
        let sample = FlashTableSample(
            """
            0xcb600000-0xd0000000 : channel1 continuous
                ide0: BM-DMA at 0xc480d000-0xc480d007, BIOS settings: hda:pio
            0x00200000-0x00100000 : "backwards"
            """, .kernelPartitions, at: nil)
        #expect(sample.layouts.isEmpty)
    }

    @Test func `the kernel's own number of a row corrects the count`() {
        let sample = FlashTableSample(
            """
            Creating 2 MTD partitions on "spi0.0":
            0x000000000000-0x000000100000 : "kernel"
            0x000000100000-0x000000800000 : "rootfs"
            mtd: device 4 (rootfs) set to be root filesystem
            """, .kernelPartitions)
        #expect(sample.layouts.first?.partitions.map(\.mtdNumber) == [3, 4])
    }

    @Test func `a list of more than 512 rows is cut and counted`() {
        let rows = (0..<600).map { "0x00000000\(hex($0))000-0x00000000\(hex($0))fff : \"p\($0)\"" }
        let sample = FlashTableSample(
            "Creating 600 MTD partitions on \"x\":\n" + rows.joined(separator: "\n"), .kernelPartitions)
        #expect(sample.layouts.first?.partitions.count == 512)
        #expect(sample.layouts.first?.droppedCount == 88)
    }

    private func hex(_ value: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
}
