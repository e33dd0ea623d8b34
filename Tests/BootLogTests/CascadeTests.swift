// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

/// A chain of failures of which the earliest sufficient one is the verdict and the others hang under it.
struct Cascade: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var primary: DiagnosisCode
    var consequences: [DiagnosisCode]
    var log: String
}

@Suite struct CascadeTests {
    @Test(arguments: Cascade.all)
    func `the verdict names the earliest sufficient cause`(cascade: Cascade) {
        #expect(Analysis(cascade.log).verdict?.code == cascade.primary)
    }

    @Test(arguments: Cascade.all)
    func `what follows hangs under it`(cascade: Cascade) throws {
        let analysis = Analysis(cascade.log)
        let primary = try #require(analysis.diagnosis(cascade.primary))
        #expect(primary.consequenceOf == nil)
        for code in cascade.consequences {
            let consequence = try #require(analysis.diagnosis(code), "\(code.rawValue) is not diagnosed")
            #expect(consequence.consequenceOf == primary.id, "\(code.rawValue)")
        }
    }

    private static let blockError =
        "[   17.989180] blk_update_request: I/O error, dev mtdblock5, sector 16 op 0x0:(READ) flags 0x0 phys_seg 1\n"

    @Test func `a read that ECC could not save is told once, though two layers tell of it`() throws {
        let ecc = "[   17.974934] mt7621-nand 1e003000.nand: Uncorrectable ECC error at page 772.2\n"
        let analysis = Analysis(ecc + Self.blockError)
        #expect(analysis.diagnosis(.flashIOError) == nil)
        let diagnosis = try #require(analysis.diagnosis(.flashECCUncorrectable))
        #expect(diagnosis.evidence.map(\.line) == [1, 2])
        #expect(diagnosis.summary == Analysis(ecc).diagnosis(.flashECCUncorrectable)?.summary)
    }

    @Test func `a failed read without a word of ECC is a fault of its own`() {
        let words = String(repeating: "[   18.000000] some words of a driver\n", count: 9)
        let ecc = "[   17.974934] mt7621-nand 1e003000.nand: Uncorrectable ECC error at page 772.2\n"
        #expect(Analysis(Self.blockError).diagnosis(.flashIOError) != nil)
        #expect(Analysis(ecc + words + Self.blockError).diagnosis(.flashIOError) != nil)
    }

    @Test func `a failed load long before an image is refused is not taken for its cause`() {
        let log = """
            U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

            DRAM:  128 MiB
            MMC:   FSL_SDHC: 0, FSL_SDHC: 1
            Hit any key to stop autoboot:  2  1  0
            Card did not respond to voltage select!
            NAND read: device 0 offset 0x200000, size 0x500000
             5242880 bytes read: OK
            ## Booting kernel from Legacy Image at 82000000 ...
               Image Name:   Linux-4.14
            Wrong Image Format for bootm command
            ERROR: can't get kernel image!
            =>
            """
        #expect(Analysis(log).verdict?.code == .imageFormat)
    }
}

extension Cascade {
    static let all: [Cascade] = [
        Cascade(
            testDescription: "UBI does not attach, so there is no root device, so the kernel panics",
            primary: .ubiAttach, consequences: [.fsMount, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.10.0 (gcc) #1 SMP
                [    0.500000] ubi0: attaching mtd5
                [    0.600000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd5, error -22
                [    0.700000] UBI error: cannot attach mtd5
                [    0.800000] UBIFS error (pid 1): cannot open "ubi0:rootfs", error -19
                [    0.900000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
                [    0.950000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        Cascade(
            testDescription: "pages that ECC cannot correct break SquashFS, which kills init",
            primary: .flashECCUncorrectable, consequences: [.fsMount, .kernelPanic, .bootReset],
            log: """
                [    0.000000] Linux version 4.14.0 (gcc) #1 SMP
                [    1.000000] nand: Uncorrectable ECC error at page 772.2
                [    1.000000] ubi0 error: ubi_io_read: error -74 (ECC error) while reading 4096 bytes from PEB 21:8192, read 4096 bytes
                [    1.100000] blk_update_request: I/O error, dev mtdblock4, sector 128
                [    1.100000] Buffer I/O error on dev mtdblock4, logical block 16, async page read
                [    1.200000] SQUASHFS error: xz decompression failed, data probably corrupt
                [    1.200000] SQUASHFS error: squashfs_read_data failed to read block 0x1a2b3c
                [    1.300000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000007
                [    1.400000] Rebooting in 3 seconds..

                """),
        Cascade(
            testDescription: "a TFTP timeout leaves something else in memory",
            primary: .netTransfer, consequences: [.imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                Hit any key to stop autoboot:  2  1  0
                Using eth0 device
                TFTP from server 192.168.1.2; our IP address is 192.168.1.1
                Filename 'uImage'.
                Load address: 0x82000000
                Loading: T T T T T T T T T T
                Retry count exceeded; starting again
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "no Ethernet leaves something else in memory",
            primary: .netTransfer, consequences: [.imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                DRAM:  128 MiB
                Net:
                Error: ethernet@1c30000 address not set.
                No ethernet found.
                Hit any key to stop autoboot:  2  1  0
                *** ERROR: No ethernet found.
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a card that does not answer leaves something else in memory",
            primary: .mmcError, consequences: [.imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                DRAM:  128 MiB
                MMC:   FSL_SDHC: 0, FSL_SDHC: 1
                Hit any key to stop autoboot:  2  1  0
                Card did not respond to voltage select!
                MMC Device 1 not found
                no mmc device at slot 1
                Card did not respond to voltage select!
                ** Bad device mmc 0 **
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "without a chip there is no environment, no table, no UBI and no image",
            primary: .flashNotFound, consequences: [.envInvalid, .flashLayout, .ubiAttach, .imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                NAND:  No NAND device found!!!
                0 MiB
                *** Warning - readenv() failed, using default environment

                Hit any key to stop autoboot:  2  1  0
                Device nand0 not found!
                UBI error: cannot attach mtd1
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a silent SPI flash takes environment and image with it",
            primary: .flashNotFound, consequences: [.envInvalid, .imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                Loading Environment from SPIFlash... unrecognized JEDEC id bytes: ff, ff, ff
                Failed to initialize SPI flash at 0:0 (error -2)
                *** Warning - spi_flash_probe_bus_cs() failed, using default environment

                Hit any key to stop autoboot:  2  1  0
                unrecognized JEDEC id bytes: ff, ff, ff
                Failed to initialize SPI flash at 0:0 (error -2)
                No SPI flash selected. Please run `sf probe'
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a read that ECC ended leaves something else in memory",
            primary: .flashECCUncorrectable, consequences: [.imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                NAND:  128 MiB
                Hit any key to stop autoboot:  2  1  0

                NAND read: device 0 offset 0x200000, size 0x500000
                NAND read from offset 360000 failed -74
                 0 bytes read: ERROR
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a partition behind the end of the chip is missed by all who need it",
            primary: .flashLayout, consequences: [.ubiAttach, .fsMount, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    0.300000] mtd: partition "rootfs" is out of reach -- disabled
                [    0.500000] UBI error: cannot open mtd rootfs, error -19
                [    0.600000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
                [    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        Cascade(
            testDescription: "a flash that does not answer holds no root",
            primary: .flashNotFound, consequences: [.fsMount, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    0.300000] spi-nor spi0.0: unrecognized JEDEC id bytes: ff ff ff ff ff ff
                [    0.310000] spi-nor: probe of spi0.0 failed with error -2
                [    0.600000] VFS: Cannot open root device "mtdblock3" or unknown-block(0,0): error -6
                [    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        Cascade(
            testDescription: "headers of another geometry keep UBI from attaching",
            primary: .ubiAttach, consequences: [.fsMount, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    0.300000] ubi0: attaching mtd2
                [    0.310000] ubi0 error: validate_ec_hdr: bad VID header offset 2048, expected 512
                [    0.320000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd2, error -22
                [    0.400000] UBIFS error (pid: 1): cannot open "ubi0:rootfs", error -19
                [    0.600000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
                [    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        Cascade(
            testDescription: "too many damaged headers keep UBI from attaching",
            primary: .ubiAttach, consequences: [.fsMount, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    0.300000] ubi0: attaching mtd2
                [    0.310000] ubi0 error: check_corruption: too many corrupted PEBs, refusing
                [    0.320000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd2, error -22
                [    0.600000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
                [    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)

                """),
        Cascade(
            testDescription: "the first oops counts, lock-ups and panic follow",
            primary: .kernelOops, consequences: [.bootHang, .kernelPanic],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    3.300000] Unable to handle kernel NULL pointer dereference at virtual address 00000070
                [    3.310000] Internal error: Oops: 817 [#1] SMP ARM
                [    3.400000] Internal error: Oops: 817 [#2] SMP ARM
                [    3.500000] watchdog: BUG: soft lockup - CPU#0 stuck for 23s!
                [    3.600000] Kernel panic - not syncing: Fatal exception in interrupt

                """),
        Cascade(
            testDescription: "an eMMC that does not answer is waited for in vain",
            primary: .mmcError, consequences: [.fsMount],
            log: """
                [    0.000000] Linux version 5.4.0 (gcc) #1
                [    3.300000] mmc0: error -110 whilst initialising MMC card
                [    3.400000] Waiting for root device /dev/mmcblk0p2...

                """),
        Cascade(
            testDescription: "a checksum in the loader comes before a kernel that does not unpack",
            primary: .verifyChecksum, consequences: [.imageDecompress],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                DRAM:  128 MiB
                ## Booting kernel from Legacy Image at 82000000 ...
                   Verifying Checksum ... Bad Data CRC
                ERROR: can't get kernel image!
                Uncompressing Linux...
                XZ-compressed data is corrupt
                 -- System halted

                """),
        Cascade(
            testDescription: "a wrong hash is one fault, whatever is printed after it",
            primary: .verifyChecksum, consequences: [],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                ## Loading kernel from FIT Image at 82000000 ...
                   Using 'conf-1' configuration
                   Trying 'kernel-1' kernel subimage
                   Verifying Hash Integrity ... sha256 error!
                Bad hash value for 'hash-1' hash node in 'kernel-1' image node
                Bad Data Hash
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a wrong signature is one fault, though Bad Data Hash stands below it",
            primary: .verifySignature, consequences: [],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                ## Loading kernel from FIT Image at 82000000 ...
                   Using 'conf-1' configuration
                   Verifying Hash Integrity ... sha256,rsa2048:dev- error!
                Verification failed for '<NULL>' hash node in 'conf-1' config node
                Failed to verify required signature 'key-dev'
                Bad Data Hash
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a certificate that is refused comes before the image that it protects",
            primary: .verifySignature, consequences: [],
            log: """
                NOTICE:  BL2: v2.5(release):
                ERROR:   Failed to load image id 6 (-80)
                ERROR:   BL2: Failed to load image id 3 (-80)

                """),
        Cascade(
            testDescription: "lost variables are benign until the table is missed; then the table is the fault",
            primary: .flashLayout, consequences: [.imageFormat],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

                DRAM:  128 MiB
                NAND:  128 MiB
                Loading Environment from NAND... *** Warning - bad CRC, using default environment

                In:    serial
                Out:   serial
                Err:   serial
                Hit any key to stop autoboot:  2  1  0
                mtdparts variable not set, see 'help mtdparts'
                Partition ubi not found!
                ## Booting kernel from Legacy Image at 82000000 ...
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """),
        Cascade(
            testDescription: "a missing device tree is one fault",
            primary: .imageMissing, consequences: [],
            log: """
                U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)
                DRAM:  128 MiB
                Hit any key to stop autoboot:  2  1  0
                ## Booting kernel from Legacy Image at 82000000 ...
                   Verifying Checksum ... OK
                ERROR: Did not find a cmdline Flattened Device Tree
                Could not find a valid device tree
                =>

                """),
    ]
}
