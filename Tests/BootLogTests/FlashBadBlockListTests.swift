// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashBadBlockListTests {
    @Test func `a chip's list tells the blocks of the bad-block table apart`() {
        let sample = FlashTableSample(
            """
            Device 0 bad blocks:
              0x00320000
              0x07f80000\t (bbt reserved)
            =>
            """, .nandBad)
        #expect(
            sample.badBlocks == [
                BadBlock(offset: 0x320000, device: "nand0", line: 2),
                BadBlock(offset: 0x7f80000, device: "nand0", isReservedForTable: true, line: 3),
            ])
    }

    @Test func `older lists have no 0x`() {
        #expect(
            FlashTableSample("Device 1 bad blocks:\n\n  00320000\n", .nandBad).badBlocks.map(\.offset) == [0x320000])
    }

    @Test func `a list of mtd bad counts from the device that it names`() {
        let sample = FlashTableSample(
            "MTD device ubi bad blocks list:\n\t0x00320000\n\t0x00340000\n=> 0x00360000", .mtdBad)
        #expect(sample.badBlocks.map(\.offset) == [0x320000, 0x340000])
        #expect(sample.badBlocks.map(\.device) == ["ubi", "ubi"])
    }

    @Test func `an empty list gives nothing`() {
        #expect(FlashTableSample("Device 0 bad blocks:\n=> reset\n00320000", .nandBad).readings.isEmpty)
    }
}
