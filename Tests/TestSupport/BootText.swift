// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Pieces of boots, as the software that is named prints them; tests put them together.
package enum BootText {
    /// U-Boot from its banner on.
    package static let loader = """
        U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)

        DRAM:  128 MiB

        """

    /// U-Boot gives control to a kernel, which comes up.
    package static let kernel = """
        Starting kernel ...

        [    0.000000] Linux version 4.14.90 (builder@host) (gcc version 7.3.0) #0 SMP Sun Jan 6 2019
        [    0.500000] NET: Registered protocol family 16

        """

    /// The normal system serves.
    package static let userSpace = """
        [    8.000000] procd: - init -

        OpenWrt login: 

        """

    /// A loader that refuses its image and starts again.
    package static let badChecksum = """
        ## Booting kernel from Legacy Image at 80060000 ...
           Verifying Checksum ... Bad Data CRC
        ERROR: can't get kernel image!
        resetting ...


        """

    package static let goodChecksum = """
        ## Booting kernel from Legacy Image at 81060000 ...
           Verifying Checksum ... OK

        """
}
