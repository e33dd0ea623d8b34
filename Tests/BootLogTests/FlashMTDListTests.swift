// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashMTDListTests {
    @Test func `nested partitions are lists of their own, and the device heads its list`() {
        let sample = FlashTableSample(
            """
            List of MTD devices:
            * spi-nand0
              - device: flash@0
              - type: NAND flash
              - block size: 0x20000 bytes
              - 0x000000000000-0x000008000000 : "spi-nand0"
            \t  - 0x000000000000-0x000000100000 : "bl2"
            \t  - 0x000000100000-0x000008000000 : "firmware"
            \t\t  - 0x000000000000-0x000000400000 : "kernel"
            \t\t  - 0x000000400000-0x000007f00000 : "rootfs"
            * nor0
              - type: NOR flash
              - block size: 0x1000 bytes
              - 0x000000000000-0x000000400000 : "nor0"
            \t  - 0x000000000000-0x000000080000 : "u-boot"
            =>
            """, .mtdList)
        #expect(
            sample.rows == [
                ["bl2 0x0 0x100000", "firmware 0x100000 0x7f00000"],
                ["kernel 0x0 0x400000", "rootfs 0x400000 0x7b00000"],
                ["u-boot 0x0 0x80000"],
            ])
        #expect(sample.layouts.map(\.device) == ["spi-nand0", "firmware", "nor0"])
        #expect(sample.layouts.map(\.startOnChip) == [0, 0x100000, 0])
        #expect(sample.layouts.map(\.eraseblockSize) == [0x20000, 0x20000, 0x1000])
    }
}
