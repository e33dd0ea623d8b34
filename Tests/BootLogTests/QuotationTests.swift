// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// What a loader lists when it is asked: words of failures that have not happened.
@Suite struct QuotationTests {
    struct Listing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var log: String
    }

    private static let uBoot = "U-Boot 2016.03 (Jan 10 2018 - 18:46:34 +0000)\n\nDRAM:  128 MiB\n"

    static let listings = [
        Listing(
            testDescription: "U-Boot's printenv with a script that tells of its failure",
            log: uBoot + """
                => printenv
                altbootcmd=echo Bad Data CRC; ubi part ubi; reset
                bootcmd=if nand read 82000000 kernel; then bootm; else echo Wrong Image Format for bootm command; fi
                msg1=ubi0 error: ubi_attach_mtd_dev: failed to attach mtd4, error -22
                msg2=Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
                msg3=resetting ...
                ver=U-Boot 2016.03 (Jan 10 2018 - 18:46:34 +0000)

                Environment size: 412/131068 bytes
                =>

                """),
        Listing(
            testDescription: "a value of several lines",
            log: uBoot + """
                => env print -a
                boot_script=if test ${slot} = a; then
                echo "## ERROR: Verification failed"
                echo Bad Header Checksum
                fi
                bootdelay=3

                Environment size: 180/16380 bytes
                =>

                """),
        Listing(
            testDescription: "one variable, wrapped by the terminal",
            log: uBoot + """
                hisilicon # print bootargs
                bootargs=mem=64M console=ttyAMA0,115200 panic_msg='Kernel panic - not syncing: A
                ttempted to kill init! exitcode=0x00000100'
                hisilicon #

                """),
        Listing(
            testDescription: "the short form of an old loader",
            log: """
                U-Boot 1.1.4 (Aug 20 2010 - 15:02:06)

                DRAM:  32 MB
                ar7100> pri
                bootcmd=bootm 0xbf050000 || echo Verifying Checksum ... Bad Data CRC
                stderr=serial
                ethact=eth0

                Environment size: 201/65532 bytes
                ar7100>

                """),
        Listing(
            testDescription: "CFE's variables in columns",
            log: """
                CFE version 1.0.37-102.9 for BCM96358 (32bit,SP,BE)
                CFE> printenv
                Variable Name        Value
                -------------------- --------------------------------------------------
                BOOT_CONSOLE         uart0
                LAST_ERROR           Image CRC failed, CRC check failed on kernel
                *** command status = 0
                CFE>

                """),
        Listing(
            testDescription: "NVRAM of a router's shell",
            log: """
                BusyBox v1.19.4 (2013-04-25 00:00:00 UTC) built-in shell (ash)

                # nvram show
                last_fail=Kernel panic - not syncing: Fatal exception
                upgrade_state=Verifying Checksum ... Bad Data CRC
                size: 25021 bytes (36419 left)
                #

                """),
        Listing(
            testDescription: "fw_printenv of a running system",
            log: """
                [    6.104219] procd: - init -
                root@OpenWrt:/# fw_printenv
                bootcmd=run boot_a || run boot_b || echo ERROR: can't get kernel image!
                recovery=echo SPL: failed to boot from all boot devices
                root@OpenWrt:/#

                """),
        Listing(
            testDescription: "help that names what may go wrong",
            log: uBoot + """
                => help
                reset     - Perform RESET of the CPU
                imgtest   - tell Bad Data CRC from Bad Header Checksum
                ubifsload - load file, or UBIFS error (pid 0): cannot mount
                => ? nand
                nand - NAND sub-system

                Usage:
                nand read - addr off size
                    NAND read from offset 360000 failed -74
                =>

                """),
        Listing(
            testDescription: "a variable that is set to the words of a failure",
            log: uBoot + """
                => setenv bootcmd 'nand read 82000000 kernel || echo NAND read from offset 360000 failed -74'
                => env set msg Kernel panic - not syncing: Fatal exception
                => echo ERROR: can't get kernel image!
                =>

                """),
    ]

    @Test(arguments: listings)
    func `words that are only quoted are no findings`(listing: Listing) {
        let analysis = Analysis(listing.log)
        #expect(analysis.diagnoses.map(\.summary) == [])
        #expect(analysis.boots.count == 1)
        #expect(analysis.verdict?.code == nil)
    }

    @Test(arguments: listings, [1, 7, 64])
    func `chunks change nothing about it`(listing: Listing, chunk: Int) {
        let bytes = Array(listing.log.utf8)
        #expect(Analysis(bytes, chunk: chunk).events == Analysis(bytes).events)
    }

    @Test func `what is read out of a list is still read`() throws {
        let log =
            Self.uBoot + """
                => printenv
                mtdparts=mtdparts=nand0:1m(u-boot),4m(kernel),-(ubi)

                Environment size: 412/131068 bytes
                =>

                """
        #expect(try #require(Analysis(log).layouts.first).partitions.map(\.name) == ["u-boot", "kernel", "ubi"])
    }

    // MARK: - What is real

    struct Failure: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var log: String
        var code: DiagnosisCode
    }

    private static let list = """
        => printenv
        bootcmd=bootm 82000000
        bootdelay=3

        Environment size: 412/131068 bytes

        """

    static let failures = [
        Failure(
            testDescription: "typed at the next prompt",
            log: uBoot + list
                + "=> bootm 82000000\n   Verifying Checksum ... Bad Data CRC\nERROR: can't get kernel image!\n=>\n",
            code: .verifyChecksum),
        Failure(
            testDescription: "right after one variable, without a prompt",
            log: uBoot + "=> printenv bootcmd\nbootcmd=bootm 82000000\n   Verifying Checksum ... Bad Data CRC\n",
            code: .verifyChecksum),
        Failure(
            testDescription: "after the list's last line, without a prompt",
            log: uBoot + list + "   Verifying Checksum ... Bad Data CRC\n",
            code: .verifyChecksum),
        Failure(
            testDescription: "a command that is run after the list",
            log: uBoot + """
                => printenv bootcmd; bootm 82000000
                bootcmd=bootm 82000000
                Wrong Image Format for bootm command
                ERROR: can't get kernel image!
                =>

                """,
            code: .imageFormat),
        Failure(
            testDescription: "the board that restarts while it lists",
            log: uBoot + """
                => printenv
                bootcmd=bootm 82000000
                U-Boot 2016.03 (Jan 10 2018 - 18:46:34 +0000)

                DRAM:  128 MiB
                Hit any key to stop autoboot:  0
                   Verifying Checksum ... Bad Data CRC

                """,
            code: .verifyChecksum),
        Failure(
            testDescription: "a kernel's line between a shell's variables",
            log: """
                [    6.104219] procd: - init -
                root@OpenWrt:/# fw_printenv
                bootcmd=run boot_a
                [   61.004219] Kernel panic - not syncing: Fatal exception in interrupt
                bootdelay=3

                """,
            code: .kernelPanic),
        Failure(
            testDescription: "a shell's own complaint between its variables",
            log: """
                [    6.104219] procd: - init -
                root@OpenWrt:/# fw_printenv
                Kernel panic - not syncing: Fatal exception
                bootcmd=run boot_a

                """,
            code: .kernelPanic),
        Failure(
            testDescription: "a test of memory that was not asked for as help",
            log: uBoot + "=> help mtest\nmtest - simple RAM read/write test\n=> mtest 80000000 81000000\n"
                + "Mem error @ 0x80001000: found 00001000, expected 00001004\n",
            code: .memoryInit),
    ]

    @Test(arguments: failures)
    func `a failure beside a list is diagnosed`(failure: Failure) throws {
        let diagnosis = try #require(Analysis(failure.log).diagnosis(failure.code))
        #expect(diagnosis.severity >= .warning)
    }

    @Test func `a list that never ends hides nothing for long`() {
        let filler = String(repeating: "some words of a loader\n", count: 2_100)
        let log = Self.uBoot + "=> printenv\n" + filler + "   Verifying Checksum ... Bad Data CRC\n"
        #expect(Analysis(log).diagnosis(.verifyChecksum) != nil)
    }

    @Test(arguments: [
        ("bootcmd=bootm", true), ("eth1addr=02:00:00:00:00:01", true), ("a.b-c_d#1=", true), ("x==y", true),
        ("U-Boot=> printenv", false), ("=>", false), ("=value", false), ("two words=value", false), ("none", false),
        ("", false),
    ])
    func `an assignment is a name without blanks and a value`(line: String, isAssignment: Bool) {
        #expect(QuotationWatch.isAssignment(Array(line.utf8)) == isAssignment)
    }
}
