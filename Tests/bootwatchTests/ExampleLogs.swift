// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Short captures that the tests of the command share.
enum ExampleLogs {
    /// A recovery image that its loader refuses.
    static let refused = """
        U-Boot 2013.07 (Oct 12 2019 - 14:22:13)

        DRAM:  256 MiB
        NAND:  SPI NAND 128 MiB
        Loading recovery image from mtd2...
        Verifying signature...
        !!!! Recovery image verify failed repack !!!!
        Starting recovery shell...
        BusyBox v1.23.2 (built-in)

        """

    /// A boot without a fault, as far as it goes.
    static let healthy = """
        U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)

        DRAM:  512 MiB
        Hit any key to stop autoboot:  0

        """
}
