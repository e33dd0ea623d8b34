// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashVendorTableTests {
    @Test(arguments: [
        (
            "Part[0] name=cferam, size=20000, ofs=0\nPart[1] name=image, size=a0000, ofs=20000",
            ["cferam 0x0 0x20000", "image 0x20000 0xa0000"]
        ),
        ("bcm63xxpart: Partition 0 is CFE offset 0 and length 20000", ["CFE 0x0 0x20000"]),
        (
            """
            B -    457683 - Partition:0:MBA, start:20,0x00280000, limit:24,0x00300000:0
            B - 457699 - Partition:0:APPS, start:24,0x00300000, limit:44,0x00580000:0
            """,
            ["MBA 0x280000 0x80000", "APPS 0x300000 0x280000"]
        ),
        (
            """
            No.: Name             Attributes            Start             Size
              0: 0:SBL1           0x0000ffff              0x0          0x40000
              1: rootfs           0x0000ffff          0x40000        0x1000000
            """,
            ["0:SBL1 0x0 0x40000", "rootfs 0x40000 0x1000000"]
        ),
        (
            """
            [I/FAL] | name | flash_dev |   offset   |    length  |
            [I/FAL] -------------------
            [I/FAL] | easyflash | norflash0 | 0x00000000 | 0x00100000 |
            [I/FAL] | download  | norflash0 | 0x00100000 | 0x00100000 |
            """,
            ["easyflash 0x0 0x100000", "download 0x100000 0x100000"]
        ),
        (
            "ptn 1 name=bootloader start=1 size=2047\nptn 2 name=env start=2048 size=128",
            ["bootloader 0x200 0xffe00", "env 0x100000 0x10000"]
        ),
        (
            """
            Partition table get from SPL is : 
                    name                        offset              size              flag
            ====================================
               0: bootloader                         0            400000                  0
               1: reserved                     2400000           4000000                  0
            """,
            ["bootloader 0x0 0x400000", "reserved 0x2400000 0x4000000"]
        ),
        (
            "parts: 2\n00:      logo\t0000000002000000 1\n01:      data\tffffffffffffffff 4",
            ["logo ? 0x2000000", "data ? ?"]
        ),
        (
            "[mmcblk0p01]           bootloader  offset 0x000000000000, size 0x000000400000",
            ["bootloader 0x0 0x400000"]
        ),
        (
            """
            -name-        -start-       -size-      
            bootloader  : 1000000       1000000     
            env         : 2000000       1000000     
            """,
            ["bootloader 0x1000000 0x1000000", "env 0x2000000 0x1000000"]
        ),
        (
            """
            Name              FLASH addr  Mem addr    Length      Entry point
            RedBoot           0xBFC00000  0xBFC00000  0x00030000  0x00000000
            RedBoot config    0xBFFEF000  0xBFFEF000  0x00001000  0x00000000
            """,
            ["RedBoot 0xbfc00000 0x30000", "RedBoot config 0xbffef000 0x1000"]
        ),
        (
            """
            I (57) boot: ## Label            Usage          Type ST Offset   Length
            I (64) boot:  0 nvs              WiFi data        01 02 00009000 00006000
            I (72) boot:  1 factory          factory app      00 00 00010000 00100000
            """,
            ["nvs 0x9000 0x6000", "factory 0x10000 0x100000"]
        ),
        (
            """
            [PART] [0x0000000000000000-0x000000000003FFFF] "PRELOADER" (512 blocks)
            [PART] [0x0000000000040000-0x000000000005FFFF] "LK" (256 blocks)
            """,
            ["PRELOADER 0x0 0x40000", "LK 0x40000 0x20000"]
        ),
        (
            """
            Part_Name\tSize\tStartAddr\tType\tMapTo
            preloader    0x0000000000040000   0x0000000000000000   2   /dev/misc-sd
            uboot        0x0000000000060000   0x0000000000040000   2   /dev/block/mmcblk0
            """,
            ["preloader 0x0 0x40000", "uboot 0x40000 0x60000"]
        ),
    ])
    func `a vendor's table is read as its software prints it`(text: String, rows: [String]) {
        let sample = FlashTableSample(text, .vendorPartitions)
        #expect(sample.rows == [rows])
        #expect(sample.layouts.first?.origin == .vendor)
    }

    @Test func `a table that spans several devices names none`() {
        let sample = FlashTableSample(
            """
            [I/FAL] | name | flash_dev |   offset   |    length  |
            [I/FAL] | app | onchip | 0x00000000 | 0x00100000 |
            [I/FAL] | download  | norflash0 | 0x00000000 | 0x00100000 |
            """, .vendorPartitions)
        #expect(sample.layouts.first?.device == nil)
        #expect(sample.layouts.first?.partitions.count == 2)
    }

    @Test func `RedBoot's addresses are the CPU's, not the chip's`() {
        let sample = FlashTableSample(
            """
            Name  FLASH addr  Mem addr    Length      Entry point
            RedBoot 0xBFC00000  0xBFC00000  0x00030000  0x00000000
            """,
            .vendorPartitions)
        #expect(sample.layouts.map(\.startOnChip) == [nil])
    }

    @Test func `a table that is printed again is a second layout`() {
        let table = "ptn 0 name=a start=0 size=8\nptn 1 name=b start=8 size=8\n"
        #expect(FlashTableSample(table + table, .vendorPartitions, at: nil).layouts.count == 2)
    }
}
