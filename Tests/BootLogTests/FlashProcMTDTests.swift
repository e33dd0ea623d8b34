// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashProcMTDTests {
    @Test func `sizes come without offsets, with the kernel's numbers`() throws {
        let sample = FlashTableSample(
            """
            # cat /proc/mtd
            dev:    size   erasesize  name
            mtd0: 00040000 00010000 "boot"
            mtd1: 00fc0000 00010000 "the rest"
            #
            """, .procMTD, at: 2)
        #expect(sample.rows == [["boot ? 0x40000", "the rest ? 0xfc0000"]])
        let layout = try #require(sample.layouts.first)
        #expect(layout.origin == .procMTD)
        #expect(layout.eraseblockSize == 0x10000)
        #expect(layout.partitions.map(\.mtdNumber) == [0, 1])
    }

    @Test func `rows without the heading are read, and a second list is a second layout`() {
        let list = "mtd0: 00040000 00010000 \"a\"\nmtd1: 00040000 00010000 \"b\"\n"
        #expect(FlashTableSample(list + list, .procMTD, at: nil).layouts.count == 2)
    }
}
