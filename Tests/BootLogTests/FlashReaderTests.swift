// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashReaderTests {
    /// Tables of every kind, the food of the tests that cut and shuffle.
    static let tables = [
        """
        6 cmdlinepart partitions found on MTD device spi0.0
        Creating 2 MTD partitions on "spi0.0":
        0x000000000000-0x000000050000 : "u-boot"
        0x000000050000-0x000001000000 : "firmware"
        2 uimage-fw partitions found on MTD device firmware
        0x000000050000-0x000000180000 : "kernel"
        0x000000180000-0x000001000000 : "rootfs"
        mtd: device 3 (rootfs) set to be root filesystem

        """,
        "bootargs=mtdparts=nor0:0x40000@0(u-boot)ro,-(env);nand0:4m@1g(kernel),-(ubi)lk root=/dev/mtdblock2\n",
        """
        device nand0 <nand0>, # parts = 2
         #: name\t\tsize\t\tnet size\toffset\t\tmask_flags
         0: a-name-of-more-than-20-bytes0x00100000\t0x000e0000 (!)\t0x00000000\t0
         1: ubi                 0x07f00000\t0x07f00000\t0x00100000\t0

        """,
        """
        List of MTD devices:
        * spi-nand0
          - block size: 0x20000 bytes
          - 0x000000000000-0x000008000000 : "spi-nand0"
        \t  - 0x000000000000-0x000000100000 : "bl2"

        """,
        "dev:    size   erasesize  name\nmtd0: 00040000 00010000 \"boot\"\nmtd1: 00fc0000 00010000 \"rest\"\n",
        """
        Partition Map for mmc device 1  --   Partition Type: EFI

        Part\tStart LBA\tEnd LBA\t\tName
          1\t0x00000040\t0x00001f7f\t"idb loader"

        """,
        """
        Part\tStart Sector\tNum Sectors\tUUID\t\tType
          1\t2048      \t131072    \t4c3a2b1d-01\t0c Boot
        Disk /dev/sda: 80.0 GB
        Units = cylinders of 16065 * 512
        Device Boot Start End Blocks Id System
        /dev/sda1 * 1 13 104391+ 83 Linux
        Number  Start   End      Size     File system  Name  Flags
         1      2048s   133119s  131072s  fat32        boot  msftdata

        """,
        """
        Device 0 bad blocks:
          0x00320000
          0x07f80000\t (bbt reserved)
        MTD device ubi bad blocks list:
        \t0x00320000

        """,
        """
        Volume ID:   0 (on ubi0)
        Type:        static
        Size:        30 LEBs (3809280 bytes, 3.6 MiB)
        Name:        kernel
        ubi0: vol_id 3
        ubi0: reserved_pebs 18446744073709551615
        ubi0: usable_leb_size 126976
        ubi0: LEB size: 126976 bytes
        ubi0: volume 2 ("data") re-sized from 9 to 100 LEBs

        """,
        """
        Part[0] name=cferam, size=20000, ofs=0
        Partition:0:MBA, start:20,0x00280000, limit:24,0x00300000:0
        [mmcblk0p01]           bootloader  offset 0x000000000000, size 0x000000400000
        ptn 1 name=bootloader start=1 size=2047
        -name-        -start-       -size-
        env         : 2000000       1000000
        1f00             256 mtdblock0

        """,
        """
        # dd if=/dev/mtd4 | hexdump -C
        00000000  27 05 19 56 de ad be ef  68 65 6c 6c 6f 21 00 ff  |'..V....hello!..|
        *
        ffffffff00
        0000000 0527 5619
        0000020 0527
        Page 00140000 dump:
        \t27 05 19 56 de ad be ef  00 00 00 00 00 00 00 00
        80000000: 56190527 efbeadde

        """,
    ]

    @Test func `nothing is read while nothing is switched on`() {
        for table in Self.tables {
            #expect(FlashTableSample(bytes: Array(table.utf8), kinds: [], at: nil).readings.isEmpty)
        }
    }

    @Test func `a reader that is switched on at every line gives what it gives when switched on once`() {
        let text = """
            Creating 2 MTD partitions on "nor":
            0x00000000-0x00100000 : "a"
            0x00100000-0x00200000 : "b"
            """
        #expect(
            FlashTableSample(text, .kernelPartitions).readings
                == FlashTableSample(text, .kernelPartitions, at: nil).readings)
    }

    @Test func `several readers may be awake at once`() {
        let sample = FlashTableSample(
            """
            Kernel command line: mtdparts=nor:1m(a),1m(b)
            Creating 2 MTD partitions on "nor":
            0x00000000-0x00100000 : "a"
            0x00100000-0x00200000 : "b"
            """, .mtdparts, .kernelPartitions, at: nil)
        #expect(sample.layouts.map(\.origin) == [.mtdparts, .kernel])
    }

    @Test func `a line that is unfinished when the port falls silent is read once`() {
        var reader = FlashReader()
        var line = ConsoleLine(number: 1)
        line.text = Array("mtd0: 00040000 00010000 \"boot\"".utf8)
        line.ending = .idle
        #expect(reader.receive(line, switchedOn: [.procMTD]).isEmpty)
        line.ending = .newline
        line.wasSeenIdle = true
        #expect(reader.receive(line, switchedOn: []).isEmpty)
        let readings = reader.finish()
        #expect(readings.count == 1)
        guard case .layout(let layout)? = readings.first else { return }
        #expect(layout.partitions.count == 1)
    }

    @Test func `a table that a new boot cuts off is handed out`() {
        var reader = FlashReader()
        var line = ConsoleLine(number: 7)
        line.text = Array("0x00000000-0x00100000 : \"a\"".utf8)
        #expect(reader.receive(line, switchedOn: [.kernelPartitions]).isEmpty)
        #expect(reader.finish().count == 1)
        #expect(reader.finish().isEmpty)
        #expect(reader.receive(line, switchedOn: []).isEmpty)
    }

    @Test func `a prefix is passed over whatever it claims to be`() {
        var reader = FlashReader()
        var line = ConsoleLine(number: 1)
        line.text = Array("x".utf8)
        for length in [-1, 0, 1, 2, Int.max] {
            line.prefix = LinePrefix(length: length)
            _ = reader.receive(line, switchedOn: TableKind.allCases)
        }
        _ = reader.finish()
    }

    @Test(arguments: tables)
    func `tables that are cut anywhere never trap`(table: String) {
        let bytes = Array(table.utf8)
        for end in 0...bytes.count {
            _ = FlashTableSample(bytes: Array(bytes[..<end]), kinds: TableKind.allCases, at: nil)
            _ = FlashTableSample(bytes: Array(bytes[end...]), kinds: TableKind.allCases, at: nil)
        }
    }

    @Test(arguments: tables)
    func `tables with random damage never trap`(table: String) {
        var random = FlashTestRandom(state: UInt64(table.utf8.count))
        let bytes = Array(table.utf8)
        let spice = Array("0123456789abcdefx-:\"()@,;|*#= \t\n\r\u{1B}[".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged[index] = spice.randomElement(using: &random) ?? 0
                case 1: damaged.insert(spice.randomElement(using: &random) ?? 0, at: index)
                case 2 where damaged.count > 1: damaged.remove(at: index)
                default: damaged.insert(contentsOf: "ffffffffffffffff".utf8, at: index)
                }
            }
            let sample = FlashTableSample(bytes: damaged, kinds: TableKind.allCases, at: nil)
            var map = FlashMap()
            for layout in sample.layouts { map.add(layout) }
            map.add(sample.badBlocks)
            _ = map.conflicts
            _ = map.partition(containing: UInt64.random(in: 0 ... .max, using: &random), device: "mtd1")
            for partition in sample.layouts.flatMap(\.partitions) { _ = map.badBlocks(in: partition) }
        }
    }

    @Test func `random bytes never trap`() {
        var random = FlashTestRandom(state: 7)
        for _ in 0..<50 {
            let bytes = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = FlashTableSample(bytes: bytes, kinds: TableKind.allCases, at: nil)
        }
    }
}
