// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Testing

/// A healthy boot that says alarming things, and the one line whose change would make it sick.
struct BenignLog: Sendable, CustomTestStringConvertible {
    /// What is alarming in it.
    var name: String
    var text: String
    /// The line that goes wrong in the sick twin, what stands there instead, and what is diagnosed then.
    var twin: (line: String, instead: String, code: DiagnosisCode)
    /// Codes that may be told as a warning: something failed, and the boot went on without it.
    var warnings: Set<DiagnosisCode> = []
    /// Whether the log is healthy at its every line; else a first try fails in it, and a later one works.
    var isHealthyThroughout = true

    var testDescription: String { name }

    static let all = loaders + kernels + people

    private static let uBoot = "U-Boot 2020.04 (Apr 13 2020 - 09:11:02 +0000)\n\nDRAM:  256 MiB\n"

    private static let kernel = """

        Starting kernel ...

        [    0.000000] Linux version 5.4.143 (builder@host) (gcc version 8.4.0) #0 SMP Tue Aug 31 22:20:08 2021

        """

    private static let userSpace = """
        [    6.104219] procd: - init -
        Please press Enter to activate this console.

        """

    private static let goodImage = """
        ## Booting kernel from Legacy Image at 82000000 ...
           Verifying Checksum ... OK
           Loading Kernel Image

        """

    // MARK: - Loaders

    private static let loaders = [
        BenignLog(
            name: "an environment that was never saved",
            text: uBoot + """
                NAND:  128 MiB
                Loading Environment from NAND... *** Warning - bad CRC, using default environment

                In:    serial@1e000c00
                Out:   serial@1e000c00
                Err:   serial@1e000c00
                Net:
                Warning: eth@1e100000 (eth0) using random MAC address - 02:8c:41:5b:7e:13
                eth0: eth@1e100000
                Hit any key to stop autoboot:  0

                """ + goodImage + kernel + userSpace,
            twin: (
                "   Verifying Checksum ... OK",
                "   Verifying Checksum ... Bad Data CRC\nERROR: can't get kernel image!",
                .verifyChecksum
            )),
        BenignLog(
            name: "a search over slots, partitions and file names",
            text: uBoot + """
                Core:  72 devices, 20 uclasses, devicetree: separate
                MMC:   mmc@4020000: 0, mmc@4022000: 1
                Loading Environment from FAT... Unable to use mmc 0:1... In:    serial
                Hit any key to stop autoboot:  0
                MMC: no card present
                switch to partitions #0, OK
                mmc1(part 0) is current device
                Scanning mmc 1:1...
                ** File not found /boot.scr **
                ** File not found /boot/boot.scr.uimg **
                Found /extlinux/extlinux.conf
                Retrieving file: /extlinux/extlinux.conf
                Retrieving file: /Image
                23914504 bytes read in 1011 ms (22.6 MiB/s)
                Retrieving file: /board.dtb
                41873 bytes read in 4 ms (10 MiB/s)
                ## Flattened Device Tree blob at 4fa00000

                """ + kernel + userSpace,
            twin: (
                "41873 bytes read in 4 ms (10 MiB/s)",
                "41873 bytes read in 4 ms (10 MiB/s)\nBad Linux ARM64 Image magic!\n=> ", .imageFormat
            )),
        BenignLog(
            name: "an image header that lies at the second address only",
            text: uBoot + """
                Hit any key to stop autoboot:  0
                ## Booting image at bf060000 ...
                Bad Magic Number,FFFFFFFF
                ## Booting image at bf050000 ...
                   Image Name:   MIPS OpenWrt Linux-5.4.143
                   Data Size:    1752411 Bytes = 1.7 MiB
                   Verifying Checksum ... OK
                   Uncompressing Kernel Image ... OK

                """ + kernel + userSpace,
            twin: (
                "## Booting image at bf050000 ...",
                "## Booting image at bf050000 ...\nBad Magic Number,FFFFFFFF\nMT7621 # \n", .imageFormat
            ), isHealthyThroughout: false),
        BenignLog(
            name: "first stages that look at several copies",
            text: """
                BootROM - 1.73
                BootROM: Bad header at offset 00000000
                BootROM: Bad header at offset 00010000
                BootROM: Image checksum verification PASSED

                """ + uBoot + goodImage + kernel + userSpace,
            twin: ("BootROM: Image checksum verification PASSED", "Trying Uart", .imageMissing),
            isHealthyThroughout: false),
        BenignLog(
            name: "a damaged copy of the loader beside a good one",
            text: """
                DDR Version 1.24 20191016
                In
                OUT
                Boot1 Release Time: May 29 2020 17:36:36, version: 1.26
                SdmmcInit=2 0
                SdmmcInit=0 20
                GPT 0x337a9f0 signature is wrong
                tag:LOADER error,addr:0x2000
                Load OK, addr=0x200000, size=0xde7a4
                No find bl30.bin
                RunBL31 0x40000

                """ + uBoot + goodImage + kernel + userSpace,
            twin: (
                "Load OK, addr=0x200000, size=0xde7a4", "Addr:0x4000 No find trust.img!\nLoadTrustBL error:-3",
                .imageMissing
            ), isHealthyThroughout: false),
        BenignLog(
            name: "a download that stutters and arrives",
            text: uBoot + """
                eth0: eth@1e100000
                => tftpboot 82000000 openwrt.bin
                Using eth@1e100000 device
                TFTP from server 192.168.1.2; our IP address is 192.168.1.1
                Filename 'openwrt.bin'.
                Load address: 0x82000000
                Loading: T T #################################################################
                \t ##########################################
                \t 1.1 MiB/s
                done
                Bytes transferred = 5636096 (560000 hex)
                => bootm 82000000

                """ + goodImage + kernel + userSpace,
            twin: ("done", "TFTP error: 'File not found' (1)\nNot retrying...", .netTransfer),
            isHealthyThroughout: false),
        BenignLog(
            name: "a fallback image that then boots",
            text: uBoot + """
                Hit any key to stop autoboot:  0
                ## Booting kernel from Legacy Image at 80060000 ...
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                Booting the second image

                """ + goodImage + kernel + userSpace,
            twin: (
                "   Verifying Checksum ... OK",
                "   Verifying Checksum ... Bad Data CRC\nERROR: can't get kernel image!",
                .verifyChecksum
            ), isHealthyThroughout: false),
        BenignLog(
            name: "a wrong key that is tried before the right one",
            text: uBoot + """
                Hit any key to stop autoboot:  0
                ## Loading kernel from FIT Image at 46000000 ...
                   Using 'config-1' configuration
                   Verifying Hash Integrity ... sha256,rsa2048:key-2019- sha256,rsa2048:key-2021+ OK
                   Trying 'kernel-1' kernel subimage
                   Verifying Hash Integrity ... sha256+ OK
                   Loading Kernel Image

                """ + kernel + userSpace,
            twin: (
                "   Verifying Hash Integrity ... sha256,rsa2048:key-2019- sha256,rsa2048:key-2021+ OK",
                "   Verifying Hash Integrity ... sha256,rsa2048:key-2019- error!\n"
                    + "Verification failed for '<NULL>' hash node in 'config-1' config node",
                .verifySignature
            )),
    ]

    // MARK: - Kernels

    private static let kernels = [
        BenignLog(
            name: "factory bad blocks and a bad-block table that is found",
            text: uBoot + kernel + """
                [    1.210331] nand: device found, Manufacturer ID: 0xc8, Chip ID: 0xda
                [    1.216802] nand: ESMT NAND 256MiB 3,3V 8-bit
                [    1.223110] Bad block table found at page 131008, version 0x01
                [    1.229518] Bad block table found at page 130944, version 0x01
                [    1.241007] nand_read_bbt: bad block at 0x000005a60000
                [    1.247233] 2 fixed-partitions partitions found on MTD device nand0
                [    1.253611] Creating 2 MTD partitions on "nand0":
                [    1.258340] 0x000000000000-0x000000400000 : "boot"
                [    1.264107] 0x000000400000-0x000010000000 : "ubi"
                [    1.502881] ubi0: attaching mtd1
                [    2.118406] ubi0: attached mtd1 (name "ubi", size 252 MiB)
                [    2.124019] ubi0: good PEBs: 2014, bad PEBs: 2, corrupted PEBs: 0
                [    2.130776] ubi0: max/mean erase counter: 31/12, WL threshold: 4096, image sequence number: 91244

                """ + userSpace,
            twin: (
                "[    2.118406] ubi0: attached mtd1 (name \"ubi\", size 252 MiB)",
                "[    2.118406] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd1, error -22\n"
                    + "[    2.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
                .ubiAttach
            )),
        BenignLog(
            name: "a read error that the second reading does not have",
            text: uBoot + kernel + """
                [    1.502881] ubi0: attaching mtd1
                [    1.713350] ubi0 warning: ubi_io_read: error -74 (ECC error) while reading 64 bytes from PEB 12:0, \
                read only 64 bytes, retry
                [    1.914402] ubi0: fixable bit-flip detected at PEB 12
                [    2.118406] ubi0: attached mtd1 (name "ubi", size 252 MiB)
                [    2.931127] ubi0: scrubbed PEB 12 (LEB 2:11), data moved to PEB 640

                """ + userSpace,
            twin: (
                "[    2.118406] ubi0: attached mtd1 (name \"ubi\", size 252 MiB)",
                "[    2.118406] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd1, error -22\n"
                    + "[    2.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
                .flashECCUncorrectable
            ), warnings: [.flashECCUncorrectable], isHealthyThroughout: false),
        BenignLog(
            name: "a command line that speaks of panics and firmware that is optional",
            text: uBoot + kernel + """
                [    0.000000] Kernel command line: console=ttyS0,115200n8 panic=10 oops=panic root=/dev/mtdblock5 rootwait
                [    0.410233] random: crng init done
                [    3.006114] ath10k_pci 0000:01:00.0: Direct firmware load for ath10k/pre-cal-pci-0000:01:00.0.bin \
                failed with error -2
                [    3.017740] ath10k_pci 0000:01:00.0: Falling back to user helper
                [    3.302811] platform regulatory.0: Direct firmware load for regulatory.db failed with error -2
                [    3.311902] cfg80211: failed to load regulatory.db
                [    3.350021] mt7530 mdio-bus:1f: probe deferral, error -517
                [    3.401115] VFS: Mounted root (squashfs filesystem) readonly on device 31:5.

                """ + userSpace,
            twin: (
                "[    3.401115] VFS: Mounted root (squashfs filesystem) readonly on device 31:5.",
                "[    3.401115] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(31,5)",
                .kernelPanic
            )),
        BenignLog(
            name: "a root file system whose type is found by trying",
            text: uBoot + kernel + """
                [    1.771204] mmc0: new HS200 MMC card at address 0001
                [    1.790417] mmcblk0: mmc0:0001 8GTF4R 7.28 GiB
                [    1.803318]  mmcblk0: p1 p2 p3
                [    2.012210] EXT4-fs (mmcblk0p2): couldn't mount as ext3 due to feature incompatibilities
                [    2.020937] EXT4-fs (mmcblk0p2): couldn't mount as ext2 due to feature incompatibilities
                [    2.031774] F2FS-fs (mmcblk0p2): Magic Mismatch, valid(0xf2f52010) - read(0x0)
                [    2.039120] F2FS-fs (mmcblk0p2): Can't find valid F2FS filesystem in 1th superblock
                [    2.061108] EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode. Opts: (null)
                [    2.070011] VFS: Mounted root (ext4 filesystem) on device 179:2.

                """ + userSpace,
            twin: (
                "[    2.061108] EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode. Opts: (null)",
                "[    2.061108] EXT4-fs (mmcblk0p2): unable to read superblock\n"
                    + "[    2.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(179,2)",
                .fsMount
            )),
        BenignLog(
            name: "an empty card slot and a slower card mode",
            text: uBoot + kernel + """
                [    1.700412] mmc1: Failed to initialize a non-removable card
                [    1.711377] mmc0: cannot verify signal voltage switch
                [    1.720110] mmc0: tuning execution failed: -5
                [    1.771204] mmc0: new high speed MMC card at address 0001
                [    1.790417] mmcblk0: mmc0:0001 8GTF4R 7.28 GiB
                [    2.061108] EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode. Opts: (null)

                """ + userSpace,
            twin: (
                "[    1.771204] mmc0: new high speed MMC card at address 0001",
                "[    1.771204] mmc0: error -110 whilst initialising MMC card\n"
                    + "[    9.8] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
                .mmcError
            ), warnings: [.mmcError], isHealthyThroughout: false),
    ]

    // MARK: - People and planned restarts

    private static let people = [
        BenignLog(
            name: "lists of variables and commands",
            text: uBoot + """
                => printenv
                altbootcmd=echo Boot failed, entering recovery; run boot_recovery
                bootargs=console=ttyS0,115200 panic=5 root=/dev/ubiblock0_1
                bootcmd=run check_sig || echo Signature verification failed; bootm 82000000
                err_hint=no kernel? then run recover
                preboot=if nand bad; then echo no kernel found; fi

                Environment size: 412/131068 bytes
                => help
                bootm     - boot application image from memory
                iminfo    - print header information for application image
                mtest     - simple RAM read/write test
                reset     - Perform RESET of the CPU
                => bootm 82000000

                """ + goodImage + kernel + userSpace,
            twin: ("   Verifying Checksum ... OK", "   Verifying Checksum ... Bad Data CRC", .verifyChecksum)),
        BenignLog(
            name: "a boot menu with a recovery and a download item",
            text: """
                U-Boot 1.1.3 (Aug 10 2018 - 16:32:25)

                DRAM:  64 MB
                flash manufacture id: c2, device id 20 18
                find flash: MX25L12805D
                Please choose the operation:
                   1: Load system code to SDRAM via TFTP.
                   2: Load system code then write to Flash via TFTP.
                   3: Boot system code via Flash (default).
                   4: Entr boot command line interface.
                   7: Load Boot Loader code then write to Flash via Serial.
                   9: Load Boot Loader code then write to Flash via TFTP.

                3: System Boot system code via Flash.

                """ + goodImage + kernel + userSpace,
            twin: (
                "find flash: MX25L12805D", "Warning: un-recognized chip ID, please update bootloader!\nMT7621 # ",
                .flashNotFound
            )),
        BenignLog(
            name: "a restart that somebody wanted",
            text: uBoot + goodImage + kernel + userSpace + """
                root@OpenWrt:/# reboot
                [   61.204417] br-lan: port 1(eth0.1) entered disabled state
                [   65.118802] reboot: Restarting system

                """ + uBoot + goodImage + kernel + userSpace,
            twin: (
                "[   65.118802] reboot: Restarting system",
                "[   65.1] Kernel panic - not syncing: Fatal exception in interrupt\n[   65.2] Rebooting in 3 seconds..",
                .kernelPanic
            )),
        BenignLog(
            name: "file names and words in a shell",
            text: uBoot + goodImage + kernel + userSpace + """
                root@OpenWrt:/# ls /tmp/logs
                kernel_panic.txt     bad-block-table.bin  recovery-verify-failed.log
                root@OpenWrt:/# cat /proc/cmdline
                console=ttyS0,115200 panic=1 ubi.mtd=ubi
                root@OpenWrt:/# nanddump -f /tmp/dump /dev/mtd2
                ECC failed: 0
                ECC corrected: 0
                Number of bad blocks: 0
                Number of bbt blocks: 0
                Block size 131072, page size 2048, OOB size 64

                """,
            twin: (
                "Number of bbt blocks: 0", "ECC: 1 uncorrectable bitflip(s) at offset 0x00140800",
                .flashECCUncorrectable
            )
        ),
    ]
}
