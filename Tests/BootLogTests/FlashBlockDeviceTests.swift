// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashBlockDeviceTests {
    @Test func `a panic's list gives sizes of MTD devices without names`() throws {
        let sample = FlashTableSample(
            """
            [    1.70] 1f00             256 mtdblock0
            [    1.71]  (driver?)
            [    1.72] 1f01            7936 mtdblock1
            [    1.73]  (driver?)
            [    1.74] b300         7634944 mmcblk0
            """, .blockDevices)
        #expect(sample.rows == [[" ? 0x40000", " ? 0x7c0000"]])
        #expect(sample.layouts.first?.partitions.map(\.mtdNumber) == [0, 1])
    }

    @Test func `the rows of proc-partitions are decimal`() {
        let sample = FlashTableSample(
            """
              31        0        256 mtdblock0
              31        1       7936 mtdblock1
             179        0    7634944 mmcblk0
            """, .blockDevices)
        #expect(sample.rows == [[" ? 0x40000", " ? 0x7c0000"]])
    }
}
