// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// Each kind of evidence moves the cause that it speaks for, and says why.
@Suite struct CauseEvidenceTests {
    /// What a log says of a cause of one of its diagnoses.
    private func cause(_ cause: String, of code: DiagnosisCode, in log: String) throws -> Diagnosis.Cause {
        let diagnosis = try #require(Analysis(log).diagnoses.last { $0.code == code })
        return try #require(diagnosis.causes.first { $0.cause == cause }, "\(diagnosis.causes.map(\.cause))")
    }

    private func first(_ code: DiagnosisCode, in log: String) throws -> Diagnosis.Cause {
        try #require(Analysis(log).diagnoses.last { $0.code == code }?.causes.first)
    }

    private static let loader = """
        U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

        DRAM:  128 MiB
        NAND:  128 MiB

        """
    private static let table = """
        / # cat /proc/mtd
        dev:    size   erasesize  name
        mtd0: 00100000 00020000 "bootloader"
        mtd1: 00040000 00020000 "env"
        mtd2: 00a00000 00020000 "recovery"

        """
    private static let badChecksum = "   Verifying Checksum ... Bad Data CRC\n"

    // MARK: - Reads by hand

    @Test func `a read of the partition that is refused as invalid speaks for damaged flash`() throws {
        let log =
            "Loading recovery image from mtd2...\n!!!! Recovery image verify failed !!!!\nStarting recovery shell...\n"
            + "BusyBox v1.23.2 (built-in)\n" + Self.table
        let refused = log + "/ # hexdump -C /dev/mtd2\nhexdump: /dev/mtd2: Invalid argument\n"
        let before = try cause("flash.worn", of: .verifySignature, in: log)
        let after = try cause("flash.worn", of: .verifySignature, in: refused)
        #expect(after.logOdds > before.logOdds + 0.5)
        #expect(
            after.because.contains {
                $0.hasPrefix("a read or erase of the partition by hand was refused as invalid (line 11)")
            }, "\(after.because)")
    }

    @Test func `a mount that is refused as invalid says nothing of the flash`() throws {
        let log = Self.table + "mount: mounting /dev/mtdblock2 on /mnt failed: Invalid argument\n"
        #expect(Analysis(log).findings.filter { $0.rule == "device.mtd-invalid-argument" } == [])
    }

    // MARK: - Magics that a refusal quotes

    @Test(arguments: [
        ("FFFFFFFF", "flash.not-written", "the range is erased (all ff)"),
        ("3C21444F", "image.corrupt", "the range holds a web page, saved in place of the image"),
        ("00000000", "flash.not-written", "the range holds only zeros"),
    ])
    func `the first bytes that a refusal quotes are read`(magic: String, cause: String, reason: String) throws {
        let first = try first(.imageFormat, in: Self.loader + "Bad Magic Number,\(magic)\n")
        #expect(first.cause == cause)
        #expect(first.because.contains(reason), "\(first.because)")
    }

    @Test(arguments: [
        ("0xffffffff", ImageMagic.erased), ("0x3c21444f", .html), ("0x4f44213c", .html), ("0x27051956", .uImage),
        ("0x56190527", .uImage), ("0x5a3c4f42", .vendor), ("0x12345678", .unknown),
    ])
    func `a quoted word is read in the order that says something`(text: String, magic: ImageMagic) {
        let finding = Finding(
            rule: "r", code: .imageFormat, severity: .error, line: 1, text: "",
            fields: [Finding.Field(name: "actual", value: text)], quality: .clean)
        #expect(PrintedMagic(finding)?.magic == magic)
    }

    @Test(arguments: ["0x1985", "12", "0xfffffffff", "0x5542zz23"])
    func `what is no word of four bytes is no magic`(text: String) {
        let finding = Finding(
            rule: "r", code: .ubiCorrupt, severity: .error, line: 1, text: "",
            fields: [Finding.Field(name: "actual", value: text)], quality: .clean)
        #expect(PrintedMagic(finding) == nil)
    }

    @Test func `a vendor's header in the range speaks for another product or an unpacked package`() throws {
        let log = try FoundingCase(after: FoundingCase.dump("48 57 4e 50 00 00 01 00  00 10 00 00 00 00 00 00"))
            .refusal()
        let cause = try #require(log.causes.first { $0.cause == "image.wrong-packaging" })
        #expect(
            cause.because.contains {
                $0 == "the range starts with a vendor's own header (48 57 4e 50), which only that vendor's update "
                    + "program takes apart"
            }, "\(cause.because)")
    }

    // MARK: - Signatures and clocks

    @Test func `a certificate that is not yet valid is a matter of key and clock`() throws {
        let log = Self.loader + "signature verification failed: Verify error:certificate is not yet valid\n"
        let first = try first(.verifySignature, in: log)
        #expect(first.cause == "image.wrong-key")
        #expect(first.because.contains("the message says that the certificate is not valid at this time"))
    }

    private static let refusedByKey = """
        Failed to verify required signature 'key-dev'

        """
    private static let clock = "[    1.2] rtc-ds1307 0-0068: setting system clock to 1970-01-01T00:00:12 UTC (12)\n"

    @Test func `a clock that was never set speaks for a certificate that is not valid yet`() throws {
        let with = try cause("image.wrong-key", of: .verifySignature, in: Self.loader + Self.clock + Self.refusedByKey)
        #expect(with.because.contains("the clock was never set, so no certificate is valid yet"))
    }

    @Test func `to set the clock is advised only where it was never set`() throws {
        func hasClockStep(_ log: String) throws -> Bool {
            try #require(Analysis(log).diagnosis(.verifySignature)).steps.contains {
                $0.action.hasPrefix("Set the clock")
            }
        }
        #expect(try hasClockStep(Self.loader + Self.clock + Self.refusedByKey))
        #expect(try !hasClockStep(Self.loader + Self.refusedByKey))
    }

    // MARK: - Memory and addresses

    @Test func `a sum that changes while the one it must give stays is memory`() throws {
        let check = "[    1.0] bcm963xx: CFE image tag at 0x20000 CRC invalid (expected 0x11223344, actual "
        let kernel = "[    0.000000] Linux version 4.14.90 (gcc) #0\n"
        let same = kernel + check + "0x55667788)\n" + check + "0x55667788)\n"
        let other = kernel + check + "0x55667788)\n" + check + "0x55667799)\n"
        let unsteady = try cause("memory.fault", of: .verifyChecksum, in: other)
        #expect(
            unsteady.because.first
                == "the calculated sum changes while the one it must give stays: 0x55667788, then 0x55667799")
        #expect(Analysis(same).diagnosis(.verifyChecksum)?.rank(of: "memory.fault") != 1)
    }

    @Test func `a sum that changes from boot to boot is memory, too`() throws {
        let check = "[    1.0] bcm963xx: CFE image tag at 0x20000 CRC invalid (expected 0x11223344, actual "
        let kernel = "[    0.000000] Linux version 4.14.90 (gcc) #0\n"
        let log = Self.loader + kernel + check + "0x1)\n" + Self.loader + kernel + check + "0x2)\n"
        #expect(try first(.verifyChecksum, in: log).cause == "memory.fault")
    }

    private static func unpacking(image: String, to load: String) -> String {
        loader + """
            ## Booting kernel from Legacy Image at \(image) ...
               Image Name:   Linux-4.14
               Image Type:   MIPS Linux Kernel Image (lzma compressed)
               Data Size:    2097152 Bytes = 2 MiB
               Load Address: \(load)
               Entry Point:  \(load)
               Uncompressing Kernel Image ... LZMA: uncompress or overwrite error 1 - must RESET board to recover

            """
    }

    @Test func `an image that is unpacked over itself is told by its addresses`() throws {
        let overlapping = try first(.imageDecompress, in: Self.unpacking(image: "80100000", to: "80000000"))
        #expect(overlapping.cause == "load.overlap")
        #expect(
            overlapping.because.first
                == "the address that the image lies at and the one it is unpacked to (line 5) overlap")
        let apart = try first(.imageDecompress, in: Self.unpacking(image: "82000000", to: "80000000"))
        #expect(apart.cause != "load.overlap")
    }

    @Test func `what is not packed may be moved over itself`() {
        #expect(!LoadedImage(address: 0x8010_0000, loadAddress: 0x8000_0000, isPacked: false).overlaps(size: 0x20_0000))
    }

    @Test(arguments: [
        (UInt64(0x8010_0000), UInt64(0x8000_0000), UInt64(0x20_0000), true),
        (0x8000_0000, 0x8010_0000, 0x20_0000, true),
        (0x8200_0000, 0x8000_0000, 0x20_0000, false),
        (0x8000_0000, 0x8000_0000, 0x20_0000, false),
        (.max, 0, 1, false),
        (0, .max, .max, false),
        (0, 10, 0, false),
    ])
    func `addresses overlap, or overflow without harm`(image: UInt64, load: UInt64, size: UInt64, isOverlap: Bool) {
        #expect(LoadedImage(address: image, loadAddress: load).overlaps(size: size) == isOverlap)
    }

    // MARK: - Boots

    @Test func `a boot that was cut off before the check says nothing about it`() throws {
        let fails = Self.loader + Self.badChecksum + "ERROR: can't get kernel image!\nresetting ...\n"
        let cut = Self.loader + "Hit any key to stop autoboot:  3\n"
        let cause = try cause("memory.fault", of: .verifyChecksum, in: cut + fails)
        #expect(!cause.because.contains("it fails differently from boot to boot"))
    }

    @Test func `three boots that end alike do not fail differently`() throws {
        let boot = Self.loader + Self.badChecksum + "ERROR: can't get kernel image!\nresetting ...\n"
        let loop = try #require(Analysis(boot + boot + boot).diagnosis(.bootLoop))
        #expect(loop.rank(of: "memory.fault") != 1)
        #expect(!loop.causes.contains { $0.because.contains("it fails differently from boot to boot") })
        #expect(
            loop.causes.contains { $0.because.contains("against: every boot ends in the same way") }, "\(loop.causes)")
    }

    // MARK: - Updates and writes

    @Test func `an update that never said that it ended was interrupted`() throws {
        let update = "Performing system upgrade...\nWriting from <stdin> to [firmware] ...\n"
        let failure = Self.loader + Self.badChecksum + "ERROR: can't get kernel image!\n=> "
        let interrupted = try first(.verifyChecksum, in: Self.loader + update + failure)
        #expect(interrupted.cause == "update.interrupted")
        #expect(interrupted.because.contains("an update began in line 6 and never said that it ended"))
        let ended = try first(.verifyChecksum, in: Self.loader + update + "Upgrade completed\n" + failure)
        #expect(ended.cause != "update.interrupted")
    }

    @Test func `a write that failed before the check speaks for the write`() throws {
        let log = Self.loader + "NAND write to offset 240000 failed -5\n" + Self.badChecksum
        #expect(try first(.verifyChecksum, in: log).cause == "flash.write-failed")
    }

    @Test func `bad blocks that leave no room for the image's end are counted`() throws {
        let log = """
            [    0.000000] Linux version 5.4.0 (gcc) #1
            [    0.300000] Creating 2 MTD partitions on "nand0":
            [    0.300000] 0x000000000000-0x000000200000 : "kernel"
            [    0.300000] 0x000000200000-0x000008000000 : "rootfs"
            [    0.400000] Bad eraseblock 3 at 0x000000060000
            / # cat /proc/mtd
            dev:    size   erasesize  name
            mtd0: 00200000 00020000 "kernel"
            mtd1: 07e00000 00020000 "rootfs"
            / # reboot

            U-Boot 2019.01 (Jan 10 2019 - 18:46:34 +0000)

            NAND read: device 0 offset 0x0, size 0x200000
             2097152 bytes read: OK
            ## Booting kernel from Legacy Image at 80060000 ...
               Data Size:    2090000 Bytes = 2 MiB
               Load Address: 82000000
               Verifying Checksum ... Bad Data CRC

            """
        let diagnosis = try #require(Analysis(log).diagnoses.last { $0.code == .verifyChecksum })
        let cause = diagnosis.causes.first { $0.cause == "flash.write-failed" }
        #expect(
            cause?.because.contains(
                "the image nearly fills kernel, and its bad blocks (1) push the end out of the range") == true,
            "\(diagnosis.partition ?? "nowhere"), \(cause?.because ?? [])")
    }

    // MARK: - Loaders

    @Test func `a loader that crashed is no loss of power`() throws {
        let log =
            Self.loader + """
                "Synchronous Abort" handler, esr 0x96000045
                elr: 0000000000080a14 lr : 0000000000080a10
                Resetting CPU ...

                resetting ...

                """
        let cause = try first(.bootReset, in: log)
        #expect(cause.cause == "loader.defect")
        #expect(cause.because.contains("the loader itself crashed"))
    }

    @Test func `a hash that the loader does not know is the loader's limit`() throws {
        let log = Self.loader + "Unsupported hash algorithm for 'hash-1' hash node in 'kernel-1' image node\n"
        #expect(try first(.verifyChecksum, in: log).cause == "loader.limit")
    }

    // MARK: - Flash

    @Test func `an id of all ff is no unknown id`() throws {
        let log =
            "[    0.000000] Linux version 5.4.0 (gcc) #1\n"
            + "[    0.3] spi-nor spi0.0: unrecognized JEDEC id bytes: ff ff ff ff ff ff\n"
        let cause = try cause("hardware.fault", of: .flashNotFound, in: log)
        #expect(cause.because.contains("the id read is all ff or all 00: nothing drives the data line"))
        #expect(!cause.because.contains { $0.contains("a chip answered") })
    }

    @Test func `most headers damaged at once is a matter of layout before wear`() throws {
        let log =
            "[    0.000000] Linux version 5.4.0 (gcc) #1\n"
            + "[    0.3] ubi0 error: check_corruption: too many corrupted PEBs, refusing\n"
        let diagnosis = try #require(Analysis(log).diagnosis(.ubiAttach))
        #expect(diagnosis.causes.first?.cause == "flash.ecc-mismatch")
        #expect(diagnosis.share(of: "flash.worn") < 0.1)
    }

    @Test func `a partition made read-only explains the erase that was refused`() throws {
        let log = """
            [    0.000000] Linux version 5.4.0 (gcc) #1
            [    0.3] mtd: partition "rootfs_data" doesn't start on an erase/write block boundary -- force read-only
            [    3.3] jffs2: Erase at 0x00010000 failed immediately: -EROFS. Is the sector locked?

            """
        #expect(try first(.flashIOError, in: log).cause == "layout.wrong")
    }

    @Test func `an eMMC that says that it is worn is believed`() throws {
        let log = """
            [    0.000000] Linux version 5.4.0 (gcc) #1
            [    3.3] I/O error, dev mmcblk0, sector 2048
            / # mmc extcsd read /dev/mmcblk0
            eMMC Pre EOL information [EXT_CSD_PRE_EOL_INFO]: 0x03

            """
        let cause = try first(.mmcError, in: log)
        #expect(cause.cause == "emmc.failing")
        #expect(cause.because.contains("the eMMC itself says that its life is nearly over"))
    }
}
