// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashUBIVolumeTests {
    @Test func `ubinfo lists volumes with sizes in bytes`() {
        let sample = FlashTableSample(
            """
            Present UBI devices:            ubi0

            ubi0
            Volumes count:                           2
            Logical eraseblock size:                 126976 bytes, 124.0 KiB
            Present volumes:                         0, 1

            Volume ID:   0 (on ubi0)
            Type:        static
            Alignment:   1
            Size:        30 LEBs (3809280 bytes, 3.6 MiB)
            State:       OK
            Name:        kernel
            Character device major/minor: 247:1
            -----------------------------------
            Volume ID:   1 (on ubi0)
            Type:        dynamic
            Alignment:   1
            Size:        500 LEBs (63488000 bytes, 60.5 MiB)
            State:       OK
            Name:        rootfs
            """, .ubinfo)
        #expect(sample.rows == [["kernel ? 0x3a2000", "rootfs ? 0x3c8c000"]])
        #expect(sample.layouts.first?.origin == .ubi)
        #expect(sample.layouts.first?.device == "ubi0")
        #expect(sample.layouts.first?.partitions.map(\.flags) == [["static"], ["dynamic"]])
    }

    @Test func `U-Boot's dump leaves out UBI's own volume`() {
        let sample = FlashTableSample(
            """
            ubi0: volume information dump:
            ubi0: vol_id          0
            ubi0: reserved_pebs   30
            ubi0: vol_type        3
            ubi0: usable_leb_size 126976
            ubi0: name            kernel
            ubi0: volume information dump:
            ubi0: vol_id          2147479551
            ubi0: reserved_pebs   2
            ubi0: usable_leb_size 126976
            ubi0: name            layout volume
            """, .ubinfo)
        #expect(sample.rows == [["kernel ? 0x3a2000"]])
    }

    @Test func `what the kernel says of volumes is gathered`() {
        let sample = FlashTableSample(
            """
            [    1.9] ubi0: PEB size: 131072 bytes (128 KiB), LEB size: 126976 bytes
            [    2.0] ubi0: volume 2 ("data") re-sized from 9 to 100 LEBs
            [    2.1] block ubiblock0_0: created from ubi0:0(rootfs)
            """, .ubinfo)
        #expect(sample.rows == [["data ? 0xc1c000", "rootfs ? ?"]])
        #expect(sample.layouts.first?.partitions.map(\.index) == [2, 0])
    }
}
