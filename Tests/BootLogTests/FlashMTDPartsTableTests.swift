// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashMTDPartsTableTests {
    @Test func `the size stands before the offset`() throws {
        let sample = FlashTableSample(
            """
            device nand0 <mx-nand>, # parts = 2
             #: name\t\tsize\t\toffset\t\tmask_flags
             0: boot                0x00180000\t0x00000000\t0
             1: file system         0x07e80000\t0x00180000\t1

            active partition: nand0,0 - (boot) 0x00180000 @ 0x00000000
            """, .mtdpartsTable)
        #expect(sample.rows == [["boot 0x0 0x180000", "file system 0x180000 0x7e80000"]])
        let layout = try #require(sample.layouts.first)
        #expect(layout.origin == .mtdList)
        #expect(layout.device == "nand0")
        #expect(layout.lines == 1...4)
        #expect(layout.partitions.map(\.flags) == [[], ["mask_flags=1"]])
    }

    @Test func `the column of net sizes is not taken for the offset`() {
        let sample = FlashTableSample(
            """
            device nand0 <nand0>, # parts = 2
             #: name\t\tsize\t\tnet size\toffset\t\tmask_flags
             0: boot                0x00100000\t0x000e0000 (!)\t0x00000000\t0
             1: ubi                 0x07f00000\t0x07f00000\t0x00100000\t0
            """, .mtdpartsTable)
        #expect(sample.rows == [["boot 0x0 0x100000", "ubi 0x100000 0x7f00000"]])
    }

    @Test func `a long name touches the size`() {
        let sample = FlashTableSample(
            """
            device nand0 <nand0>, # parts = 1
             0: a-name-of-more-than-20-bytes0x00100000\t0x00200000\t0
            """, .mtdpartsTable)
        #expect(sample.rows == [["a-name-of-more-than-20-bytes 0x200000 0x100000"]])
    }

    @Test func `two devices in one listing are two layouts, and blank lines between rows do no harm`() {
        let sample = FlashTableSample(
            """
            device nor0 <spi0.0>, # parts = 2
             #: name                size            offset          mask_flags
             0: boot                0x00040000      0x00000000      0

             1: env                 0x00010000      0x00040000      0
            device nand0 <nand0>, # parts = 1
             #: name                size            offset          mask_flags
             0: fs                  0x08000000      0x00000000      0
            """, .mtdpartsTable, at: nil)
        #expect(sample.rows == [["boot 0x0 0x40000", "env 0x40000 0x10000"], ["fs 0x0 0x8000000"]])
    }
}
