// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashDiskTableTests {
    @Test func `U-Boot's GPT ends are inclusive`() throws {
        let sample = FlashTableSample(
            """
            Partition Map for mmc device 1  --   Partition Type: EFI

            Part\tStart LBA\tEnd LBA\t\tName
            \tAttributes
            \tType GUID
            \tPartition GUID
              1\t0x00000040\t0x00001f7f\t"idb loader"
            \tattrs:\t0x0000000000000000
            \ttype:\t8da63339-0007-60c0-c436-083ac8230908
            \tguid:\tb0a1c2d3-0000-4000-8000-000000000001
              2\t0x00004000\t0x00005fff\t"uboot"
            """, .mmcPart)
        #expect(sample.rows == [["idb loader 0x8000 0x3e8000", "uboot 0x800000 0x400000"]])
        #expect(sample.layouts.first?.device == "mmc1")
        #expect(sample.layouts.first?.origin == .gpt)
        #expect(sample.layouts.first?.partitions.map(\.index) == [1, 2])
    }

    @Test func `old U-Boot puts the name first`() {
        let sample = FlashTableSample(
            """
            Partition Map for MMC device 0  --   Partition Type: EFI
            Part\tName\t\t\tStart LBA\tEnd LBA
              1\tboot fs           \t0x00000800\t0x00000FFF
            """, .mmcPart)
        #expect(sample.rows == [["boot fs 0x100000 0x100000"]])
    }

    @Test func `U-Boot's DOS tables give start and count`() {
        let sample = FlashTableSample(
            """
            Partition Map for MMC device 0  --   Partition Type: DOS

            Part\tStart Sector\tNum Sectors\tUUID\t\tType
              1\t2048      \t131072    \t4c3a2b1d-01\t0c Boot
              2\t133120    \t262144    \t4c3a2b1d-02\t83
            """, .mmcPart)
        #expect(sample.rows == [[" 0x100000 0x4000000", " 0x4100000 0x8000000"]])
        #expect(sample.layouts.first?.partitions.map(\.flags) == [["type=0c Boot"], ["type=83"]])
        let old = FlashTableSample(
            """
            Partition     Start Sector     Num Sectors     Type
                1\t\t      2048\t    131072\t c
            """, .mmcPart)
        #expect(old.rows == [[" 0x100000 0x4000000"]])
    }

    @Test func `the same table printed twice is two layouts of the same rows`() {
        let table = """
            Partition Map for MMC device 0  --   Partition Type: EFI
            Part\tStart LBA\tEnd LBA\t\tName
              1\t0x00000040\t0x00001f7f\t"a"

            """
        let sample = FlashTableSample(table + table, .mmcPart)
        #expect(sample.layouts.count == 2)
        #expect(sample.rows.first == sample.rows.last)
    }

    @Test func `fdisk of util-linux and of BusyBox`() {
        let linux = FlashTableSample(
            """
            Disk /dev/mmcblk0: 7.4 GiB, 7948206080 bytes, 15523840 sectors
            Units: sectors of 1 * 512 = 512 bytes
            Sector size (logical/physical): 512 bytes / 512 bytes

            Device         Boot  Start      End  Sectors  Size Id Type
            /dev/mmcblk0p1 *      2048   133119   131072   64M  c W95 FAT32 (LBA)
            /dev/mmcblk0p2      133120 15523839 15390720  7.3G 83 Linux
            """, .mmcPart)
        #expect(linux.rows == [[" 0x100000 0x4000000", " 0x4100000 0x1d5b00000"]])
        #expect(linux.layouts.first?.device == "mmcblk0")
        let busyBox = FlashTableSample(
            """
            Device       Boot StartCHS    EndCHS        StartLBA     EndLBA    Sectors  Size Id Type
            /dev/sda1    *  0,32,33     8,40,32           2048     133119     131072 64.0M  c Win95 FAT32 (LBA)
            """, .mmcPart)
        #expect(busyBox.rows == [[" 0x100000 0x4000000"]])
        #expect(busyBox.layouts.first?.device == "sda")
    }

    @Test func `cylinders tell no offset`() {
        let sample = FlashTableSample(
            """
            Disk /dev/sda: 80.0 GB, 80026361856 bytes
            Units = cylinders of 16065 * 512 = 8225280 bytes

               Device Boot      Start         End      Blocks   Id  System
            /dev/sda1   *           1          13      104391+  83  Linux
            """, .mmcPart)
        #expect(sample.rows == [[" ? 0x65f1c00"]])
    }

    @Test func `sgdisk and parted`() {
        let sgdisk = FlashTableSample(
            """
            Number  Start (sector)    End (sector)  Size       Code  Name
               1            2048         1050623   512.0 MiB   EF00  EFI System
            """, .mmcPart)
        #expect(sgdisk.rows == [["EFI System 0x100000 0x20000000"]])
        let parted = FlashTableSample(
            """
            Number  Start   End      Size     File system  Name  Flags
             1      2048s   133119s  131072s  fat32        boot  msftdata
             2      133120s 264191s  131072s  ext4         data
            """, .mmcPart)
        #expect(parted.rows == [["boot 0x100000 0x4000000", "data 0x4100000 0x4000000"]])
    }

    @Test func `lists of MediaTek's, Qualcomm's and Rockchip's loaders`() {
        let mediaTek = FlashTableSample(
            """
            [311] [GPT_LK][4]name=seccfg, part_id=8, start_sect=0x400, nr_sects=0x100
            [312] [GPT_LK][5]name=lk, start_sect=0x500, nr_sects=0x200, uuid=bece74c8-d8e2-4863-9bfe-5b0b66bb920f
            """, .mmcPart)
        #expect(mediaTek.rows == [["seccfg 0x80000 0x20000", "lk 0xa0000 0x40000"]])
        #expect(mediaTek.layouts.first?.partitions.map(\.index) == [4, 5])
        let qualcomm = FlashTableSample("ptn[3]:Name[boot] Size[32768] Type[0] First[131072] Last[163839]", .mmcPart)
        #expect(qualcomm.rows == [["boot 0x4000000 0x1000000"]])
        let rockchip = FlashTableSample(
            """
            GPT part:  0, name:            uboot, start:0x4000, size:0x2000
            GPT part:  1, name:  boot, start:0x6000, size:0x2000
            """,
            .mmcPart)
        #expect(rockchip.rows == [["uboot 0x800000 0x400000", "boot 0xc00000 0x400000"]])
    }

    @Test func `numbers beyond 64 bits are left out`() {
        let sample = FlashTableSample(
            """
            Part\tStart LBA\tEnd LBA\t\tName
              1\t0x0000000000000000\t0xffffffffffffffff\t"x"
              2\t0x00000040\t0x00000010\t"y"
            """, .mmcPart)
        #expect(sample.layouts.isEmpty)
    }
}
