// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a console prints, as far as its bytes go: words, numbers and line ends as loaders and kernels mix them.
///
/// The text of nobody's board; a model needs the shares of the letters, not what they say.
enum ReferenceText {
    /// Each with its CR LF.
    static let lines: [[UInt8]] = source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        Array(line.utf8) + [.carriageReturn, .lineFeed]
    }

    private static let source = """

        U-Boot SPL 2019.04 (Mar 11 2020 - 09:41:27 +0000)
        Trying to boot from MMC1
        U-Boot 2019.04 (Mar 11 2020 - 09:41:27 +0000)

        CPU:   Quad core at 1200 MHz, rev 1.3
        Model: Evaluation board with 512 MiB
        DRAM:  512 MiB
        NAND:  256 MiB
        MMC:   mmc@ff0f0000: 0, mmc@ff0e0000: 1
        Loading Environment from NAND... OK
        In:    serial
        Out:   serial
        Err:   serial
        Net:   eth0: ethernet@e000b000
        Hit any key to stop autoboot:  3 \u{8}\u{8}\u{8} 2 \u{8}\u{8}\u{8} 1 \u{8}\u{8}\u{8} 0
        ## Booting kernel from Legacy Image at 80800000 ...
           Image Name:   Linux-4.14.90
           Image Type:   ARM Linux Kernel Image (uncompressed)
           Data Size:    3482624 Bytes = 3.3 MiB
           Load Address: 80008000
           Verifying Checksum ... OK
           Loading Kernel Image ... OK
        ## Flattened Device Tree blob at 83000000

        Starting kernel ...

        [    0.000000] Booting Linux on physical CPU 0x0
        [    0.000000] Linux version 4.14.90 (builder@host) (gcc version 7.3.0) #1 SMP
        [    0.000000] Memory policy: Data cache writealloc
        [    0.000000] Kernel command line: console=ttyS0,115200 root=/dev/mtdblock5 rootfstype=squashfs
        [    0.004000] Calibrating delay loop... 1194.59 BogoMIPS (lpj=5972992)
        [    0.112514] pinctrl core: initialized pinctrl subsystem
        [    0.431730] NET: Registered protocol family 16
        [    0.688131] serial8250: ttyS0 at MMIO 0x1e000c00 (irq = 20, base_baud = 1562500) is a 16550A
        [    1.204461] nand: device found, Manufacturer ID: 0xef, Chip ID: 0xda
        [    1.218902] Creating 5 MTD partitions on "nand0":
        [    1.224119] 0x000000000000-0x000000080000 : "u-boot"
        [    1.232280] 0x000000080000-0x000000100000 : "config"
        [    1.940822] usb 1-1: new high-speed USB device number 2 using ehci-platform
        [    2.301544] VFS: Mounted root (squashfs filesystem) readonly on device 31:5.
        [    2.320118] Freeing unused kernel memory: 220K
        procd: - early -
        Starting syslogd: OK
        Starting network: done.
        ##########################################################
             #################################
        => nand read 80800000 kernel
        00000040: 1f 8b 08 00 a2 6c e4 5b 00 03 ec fd 7d 7c 94 d5    .....l.[....}|..

        """
}
