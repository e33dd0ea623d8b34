// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

/// The case that the product began with, and what a technician may find besides.
struct FoundingCase {
    /// Lines of the loader before it loads the image.
    var before = ""
    /// Lines of the loader while it loads the image.
    var loading = ""
    /// What is typed in the shell after `cat /proc/mtd`.
    var after = ""

    static let layout = """
        / # cat /proc/mtd
        dev:    size   erasesize  name
        mtd0: 00100000 00020000 "bootloader"
        mtd1: 00040000 00020000 "env"
        mtd2: 00a00000 00020000 "recovery"
        mtd3: 00800000 00020000 "kernel"
        mtd4: 06cc0000 00020000 "rootfs"

        """

    var log: String {
        """
        U-Boot 2013.07 (Oct 12 2019 - 14:22:13)
        DRAM: 256 MiB
        NAND: SPI NAND 128 MiB
        \(before)Loading recovery image from mtd2...
        \(loading)Verifying signature...
        !!!! Recovery image verify failed repack !!!!
        Starting recovery shell...
        BusyBox v1.23.2 (built-in)
        \(Self.layout)\(after)/ #
        """
    }

    /// The last word on the refused signature.
    func refusal() throws -> Diagnosis {
        try #require(Analysis(log).diagnosis(.verifySignature))
    }

    /// A dump of the partition that begins with these bytes, as `hexdump -C` writes it.
    static func dump(_ row: String) -> String {
        """
        / # hexdump -C /dev/mtd2 | head -n 20
        00000000  \(row)  |................|
        00000010  6b 1f 8c 02 a9 44 d7 e3  90 21 5b c6 7e 38 f0 14  |k....D...![.~8..|
        00000020  d2 4a 99 61 0c f7 83 be  25 d8 46 aa 13 6f e4 59  |.J.a....%.F..o.Y|

        """
    }

    static let erased = """
        / # hexdump -C /dev/mtd2 | head -n 20
        00000000  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff  |................|
        *
        00a00000

        """
}

@Suite struct DiagnosisFoundingTests {
    private static let plain = FoundingCase()
    /// mtd2 lies at 0x140000..<0xb40000.
    private static let badBlocks = FoundingCase(
        loading: "Skipping bad block at  0x00200000\nSkipping bad block at  0x00320000\n")
    private static let errorsInside = FoundingCase(loading: "NAND read from offset 200000 failed -74\n")
    private static let errorsElsewhere = FoundingCase(before: "NAND read from offset 2000000 failed -74\n")
    private static let wrongMagic = FoundingCase(
        after: FoundingCase.dump("5a a5 13 37 00 01 02 03  04 05 06 07 08 09 0a 0b"))

    @Test func `the board went into recovery because a signature check refused its image`() {
        let verdict = Analysis(Self.plain.log).verdict
        #expect(verdict?.outcome == .recovery)
        #expect(verdict?.code == .verifySignature)
        #expect(verdict?.boots == 1)
    }

    @Test func `the refusal is about the recovery partition and quotes its line`() throws {
        let refusal = try Self.plain.refusal()
        #expect(refusal.partition == "recovery")
        #expect(refusal.evidence.map(\.line) == [6])
        #expect(refusal.evidence.map(\.text) == ["!!!! Recovery image verify failed repack !!!!"])
        #expect(refusal.severity >= .error)
    }

    @Test func `without other evidence the image was changed`() throws {
        let refusal = try Self.plain.refusal()
        #expect(refusal.rank(of: "image.modified") == 1)
        #expect(refusal.share(of: "image.modified") > 0.5)
        #expect(refusal.owner == .image)
    }

    @Test func `going into recovery follows from the refusal`() throws {
        let analysis = Analysis(Self.plain.log)
        let refusal = try #require(analysis.diagnosis(.verifySignature))
        #expect(analysis.diagnosis(.bootRecovery)?.consequenceOf == refusal.id)
    }

    @Test func `bad blocks inside the partition speak for worn flash and against a changed image`() throws {
        let (plain, bad) = (try Self.plain.refusal(), try Self.badBlocks.refusal())
        #expect(bad.share(of: "flash.worn") > plain.share(of: "flash.worn"))
        #expect(bad.share(of: "image.modified") < plain.share(of: "image.modified"))
        #expect(bad.rank(of: "flash.worn") == 1)
    }

    @Test func `uncorrectable errors inside the partition speak for worn flash more than bad blocks do`() throws {
        let (bad, errors) = (try Self.badBlocks.refusal(), try Self.errorsInside.refusal())
        #expect(errors.share(of: "flash.worn") > bad.share(of: "flash.worn"))
        #expect(errors.share(of: "image.modified") < bad.share(of: "image.modified"))
        #expect(errors.rank(of: "flash.worn") == 1)
        #expect(errors.owner == .flash)
    }

    @Test func `errors elsewhere do not excuse the image`() throws {
        let (plain, elsewhere) = (try Self.plain.refusal(), try Self.errorsElsewhere.refusal())
        #expect(elsewhere.rank(of: "image.modified") == 1)
        #expect(elsewhere.share(of: "image.modified") >= plain.share(of: "image.modified"))
        #expect(elsewhere.share(of: "flash.worn") <= plain.share(of: "flash.worn"))
    }

    @Test func `a wrong magic speaks for an image of another kind and against a change of a sound one`() throws {
        let (plain, wrong) = (try Self.plain.refusal(), try Self.wrongMagic.refusal())
        #expect(wrong.share(of: "image.modified") < plain.share(of: "image.modified"))
        for cause in ["image.wrong-packaging", "image.wrong-target", "image.corrupt"] {
            #expect(wrong.share(of: cause) > plain.share(of: cause), "\(cause)")
        }
    }

    @Test func `a good magic speaks for a changed image`() throws {
        let good = FoundingCase(after: FoundingCase.dump("27 05 19 56 00 01 02 03  04 05 06 07 08 09 0a 0b"))
        #expect(try good.refusal().share(of: "image.modified") > Self.plain.refusal().share(of: "image.modified"))
    }

    @Test func `an erased partition was never written`() throws {
        let erased = try FoundingCase(after: FoundingCase.erased).refusal()
        #expect(erased.rank(of: "flash.not-written") == 1)
        #expect(erased.share(of: "image.modified") < (try Self.plain.refusal()).share(of: "image.modified"))
    }

    @Test func `a web page in the partition is no image`() throws {
        let page = FoundingCase(after: FoundingCase.dump("3c 21 44 4f 43 54 59 50  45 20 68 74 6d 6c 3e 0a"))
        #expect(try page.refusal().rank(of: "image.corrupt") == 1)
    }

    @Test func `the magic that was found is quoted`() throws {
        let reasons = try Self.wrongMagic.refusal().causes.flatMap(\.because)
        #expect(reasons.contains { $0.contains("5a a5 13 37") })
    }

    @Test func `bad blocks are located in their partition`() throws {
        let blocks = try #require(Analysis(Self.badBlocks.log).diagnosis(.flashBadBlock)).badBlocks
        #expect(blocks.map(\.offset) == [0x20_0000, 0x32_0000])
        #expect(blocks.map(\.partition) == ["recovery", "recovery"])
    }

    @Test(arguments: [FoundingCase(), badBlocks, errorsInside, errorsElsewhere, wrongMagic].map(\.log))
    func `no advice of the case defeats the check, and steps come harmless first`(log: String) {
        for diagnosis in Analysis(log).diagnoses {
            #expect(!diagnosis.steps.isEmpty)
            #expect(diagnosis.steps.map(\.risk) == diagnosis.steps.map(\.risk).sorted())
            #expect(diagnosis.steps.allSatisfy { !$0.action.lowercased().contains("bypass") })
        }
    }
}
