// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// One model name, S7721U, stands in published advice for a fibre terminal, a switch, a set-top box and a tablet: the
/// way back must follow from the console.
@Suite struct DeviceFamilyTests {
    private static let refusal = "!!!! Recovery image verify failed repack !!!!\n"

    private static let uBoot = """
        U-Boot 2013.07 (Oct 12 2019 - 14:22:13)
        DRAM: 256 MiB
        NAND: SPI NAND 128 MiB
        Loading recovery image from mtd2...
        Verifying signature...

        """
    private static let tablet = """
        [10] welcome to lk

        [20] platform_init()
        [20] target_init()
        [120] SDHC Running in HS200 mode
        [160] Done initialization of the card

        """
    private static let bootMenu = """
        BIOS LOADING ...
        (Ver107, Jun  4 2011, 04:10:31)
        Press Ctrl+B to enter BootROM menu ... 0
        Auto-booting...

        """

    private func steps(_ console: String) throws -> [Diagnosis.Step] {
        try #require(Analysis(console + Self.refusal).diagnosis(.verifySignature)).steps
    }

    @Test func `U-Boot on SPI NAND is written from its prompt, around bad blocks`() throws {
        let steps = try steps(Self.uBoot)
        #expect(steps.contains { $0.action.contains("tftpboot") && $0.action.contains("nand write") })
        #expect(steps.contains { $0.action.hasPrefix("Start the other copy") })
        #expect(steps.contains { $0.action.contains("nand erase.part <name of mtd2>") })
        #expect(!steps.contains { $0.action.contains("dload") || $0.action.contains("BootROM menu") })
        #expect(!steps.contains { $0.action.contains("If it is") })
    }

    @Test func `the way back says which lines show the family`() throws {
        let way = try #require(try steps(Self.uBoot).first { $0.action.hasPrefix("Start the other copy") })
        #expect(way.why.hasSuffix("The console shows a board with U-Boot and NAND or SPI NAND flash (lines 1 and 3)"))
    }

    @Test func `LK and eMMC are restored as a tablet is`() throws {
        let steps = try steps(Self.tablet)
        for way in ["UPDATE.APP", "eRecovery", "PC suite"] { #expect(steps.contains { $0.action.contains(way) }) }
        for command in ["tftpboot", "nand", "iminfo", "printenv", "/dev/mtd", "If it is"] {
            #expect(!steps.contains { $0.action.contains(command) })
        }
    }

    @Test func `a switch is restored from its BootROM menu`() throws {
        let steps = try steps(Self.bootMenu)
        #expect(steps.contains { $0.action.contains("BootROM menu") && $0.action.contains("TFTP") })
        #expect(steps.contains { $0.action.contains("BootROM menu") && $0.action.contains("XMODEM") })
        for word in ["dload", "nand", "tftpboot", "If it is"] {
            #expect(!steps.contains { $0.action.contains(word) })
        }
    }

    @Test func `where nothing tells the family, that is said and each way is offered`() throws {
        let steps = try steps("Verifying signature...\n")
        let look = try #require(steps.first { $0.action.hasPrefix("Find out what kind of device this is") })
        #expect(look.risk == .readOnly)
        #expect(look.why.hasPrefix("Nothing on this console tells it for sure"))
        for family in ["a phone or tablet", "a network switch", "a set-top box", "a board with U-Boot"] {
            #expect(steps.contains { $0.action.hasPrefix("If it is \(family)") })
        }
    }

    @Test func `NAND alone leaves the families open that have it`() throws {
        let steps = try steps("[    1.0] spi-nand spi0.0: Winbond SPI NAND was found.\n")
        let look = try #require(steps.first { $0.action.hasPrefix("Find out what kind of device this is") })
        #expect(look.why.hasSuffix("line 1 leaves several kinds open"))
        #expect(steps.contains { $0.action.hasPrefix("If it is a board with U-Boot and NAND") })
        #expect(steps.contains { $0.action.hasPrefix("If it is a Huawei or HiSilicon fibre terminal") })
        #expect(!steps.contains { $0.action.hasPrefix("If it is a phone") })
    }

    @Test func `a kernel that works with UBI is no tablet and no switch`() throws {
        let log = """
            [    0.000000] Linux version 5.4.0 (gcc) #1
            [    1.0] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd4, error -22

            """
        let steps = try #require(Analysis(log).diagnosis(.ubiAttach)).steps
        #expect(steps.contains { $0.action.hasPrefix("If it is a board with U-Boot and NAND") })
        #expect(!steps.contains { $0.action.contains("phone") || $0.action.contains("switch or router with") })
    }

    @Test func `what an earlier boot showed of the device still holds`() throws {
        let log = Self.uBoot + "resetting ...\n\n\nVerifying signature...\n" + Self.refusal
        let diagnosis = try #require(Analysis(log).diagnoses.last { $0.code == .verifySignature })
        #expect(diagnosis.steps.contains { $0.action.contains("nand write") })
    }

    @Test(arguments: [
        ("CFE version 1.0.38-112.70 for BCM96362 (32bit,SP,BE)", "192.168.1.1"),
        ("---RealTek(RTL8196E)at 2014.03.20-18:18+0800 v1.4 [16bit](400MHz)", "tftp 192.168.1.6"),
        ("HuaWei StartCode 2012.02 (May 20 2014 - 02:00:00)", "Ask the operator"),
        ("GXL:BL1:9ac50e:bb16dc;FEAT:ADFC318C:0;POC:3;RCY:0;EMMC:800;NAND:0;READ:0;0.0;CHK:0;", "burning card"),
        ("DDR Version 1.16 20210128", "rkdeveloptool"),
        ("[24]HELLO! BOOT0 is starting!", "sunxi-fel"),
        ("[BLDR] Build Time: 20190315-103012", "download tool"),
        ("CPU:   Freescale i.MX6Q rev1.5 at 792 MHz", "uuu"),
        ("RedBoot(tm) bootstrap and debug environment [ROMRAM]", "fis create"),
        ("recovery: no UPDATE.APP in /sdcard/dload/", "eRecovery"),
    ])
    func `a family's first lines lead to its own way back`(line: String, way: String) throws {
        // A rule that is asked in boot loaders only must be asked there.
        let loader = line.hasPrefix("CPU:") ? "U-Boot 2020.04 (Oct 05 2020 - 12:00:31 +0000)\n" : ""
        let steps = try steps(loader + line + "\n")
        #expect(steps.contains { $0.action.contains(way) })
        #expect(!steps.contains { $0.action.hasPrefix("If it is") })
    }

    @Test func `facts about the device are events`() {
        let log = """
            U-Boot 2013.07 (Oct 12 2019 - 14:22:13)
            DRAM: 256 MiB
            NAND: SPI NAND 128 MiB

            """
        let facts: [DeviceFact] = Analysis(log).events.compactMap { event in
            if case .device(let fact) = event.content { fact } else { nil }
        }
        #expect(facts.contains(DeviceFact(kind: "dram", value: "256 MiB")))
        #expect(facts.contains(DeviceFact(kind: "flash-size", value: "128 MiB")))
    }

    private func families(_ log: String) -> [(boot: Int, line: Int, title: String)] {
        Analysis(log).events.compactMap { event in
            guard case .device(let fact) = event.content, fact.kind == "family" else { return nil }
            return (event.boot, event.line, fact.value)
        }
    }

    @Test func `the family is an event as soon as all that proves it has shown`() {
        let families = families(Self.uBoot)
        #expect(families.map(\.line) == [1, 3])
        #expect(families.map(\.title) == ["a board with U-Boot", "a board with U-Boot and NAND or SPI NAND flash"])
    }

    @Test func `the family is told once in a boot, after the boot itself`() throws {
        let log = Self.tablet + Self.tablet + Self.refusal
        let families = families(log)
        #expect(Set(families.map(\.title)) == ["a phone or tablet with LK or fastboot"])
        #expect(Set(families.map(\.boot)).count == families.count)
        let events = Analysis(Self.uBoot).events
        guard case .boot? = events.first?.content else {
            Issue.record("the first event is \(String(describing: events.first))")
            return
        }
    }

    @Test func `what leaves several families open tells none`() {
        #expect(families("[    1.0] spi-nand spi0.0: Winbond SPI NAND was found.\n").isEmpty)
        #expect(families("Verifying signature...\n" + Self.refusal).isEmpty)
    }

    // MARK: - Android behind U-Boot

    private static let loaderOnCard = """
        U-Boot 2022.04 (May 11 2023 - 08:20:31 +0000)
        DRAM:  2 GiB
        MMC:   FSL_SDHC: 1, FSL_SDHC: 2

        """

    @Test(arguments: [
        "## Booting Android Image at 0x40400000 ...\n",
        "ANDROID: Attempting slot a, tries remaining 6\n",
        "## Android Verified Boot 2.0 version 1.1.0\n",
        "Starting kernel ...\n\n[    0.000000] Kernel command line: androidboot.hardware=nxp init=/init\n",
    ])
    func `Android that U-Boot starts has the ways of both`(words: String) throws {
        let steps = try steps(Self.loaderOnCard + words)
        #expect(steps.contains { $0.action.contains("fastboot flash") })
        #expect(steps.contains { $0.action.contains("maker's signed update package") })
        #expect(steps.contains { $0.why.contains("a device with Android that U-Boot starts") })
        for way in ["nand", "dload", "If it is"] { #expect(!steps.contains { $0.action.contains(way) }) }
    }

    @Test func `U-Boot that waits for fastboot keeps its own ways`() throws {
        let steps = try steps(Self.loaderOnCard + "Listening for fastboot command on 192.168.1.10\n")
        #expect(steps.contains { $0.action.contains("fastboot flash") })
        #expect(steps.contains { $0.action.contains("to an SD card on a PC") })
        #expect(steps.contains { $0.action.contains("tftpboot") })
    }

    @Test func `fastboot without U-Boot is a tablet, and U-Boot without Android a board`() throws {
        #expect(try steps(Self.tablet).contains { $0.action.contains("UPDATE.APP") })
        #expect(try !steps(Self.loaderOnCard).contains { $0.action.contains("fastboot") })
    }

    // MARK: - The knowledge

    private static let knowledge = ShippedKnowledge.knowledge

    @Test func `every family has a way back, and every way back tells what is lost`() {
        let faulty = Self.knowledge.families.filter { family in
            let steps = family.steps.compactMap { Self.knowledge.steps[$0] }
            return steps.isEmpty || steps.count != family.steps.count || steps.contains { $0.risk == .readOnly }
        }
        #expect(faulty.map(\.id) == [])
    }

    @Test func `every trait is proven by rules that exist, and is of use`() {
        let used = Set(Self.knowledge.families.flatMap { $0.shownBy + $0.fits + $0.unlike })
        let faulty = Self.knowledge.traits.filter { trait in
            !used.contains(trait.id)
                || trait.rules.contains { name in
                    name.hasSuffix(".*")
                        ? !ShippedKnowledge.rules.contains { $0.id.hasPrefix(name.dropLast()) }
                        : ShippedKnowledge.ruleSet.index(of: name) == nil
                }
        }
        #expect(faulty.map(\.id) == [])
    }

    @Test func `what is said of families never leads round a signature check`() {
        let words = ["bypass", "unlock the", "disable", "without verification", "patch", "verify=n", "skip"]
        let faulty = Self.knowledge.families.filter { family in
            words.contains { (family.title + " " + family.meaning).lowercased().contains($0) }
        }
        #expect(faulty.map(\.id) == [])
    }

    @Test func `families name traits and steps that exist`() {
        let traits = Set(Self.knowledge.traits.map(\.id))
        for family in Self.knowledge.families {
            #expect(Set(family.shownBy + family.fits + family.unlike).subtracting(traits) == [])
            #expect(family.without.filter { Self.knowledge.steps[$0] == nil } == [])
        }
    }

    /// An earlier family whose traits are all among a later one's would always be taken in its place.
    @Test func `no family is hidden by one that stands before it`() {
        var hidden: [String] = []
        for (index, family) in Self.knowledge.families.enumerated() {
            for earlier in Self.knowledge.families[..<index]
            where Set(earlier.shownBy).isSubset(of: family.shownBy) && earlier.unlike.isEmpty {
                hidden.append(family.id)
            }
        }
        #expect(hidden == [])
    }

    @Test func `hostile families do no harm`() throws {
        let knowledge = Knowledge(
            codes: [], causes: [], steps: [:], weights: [],
            traits: [.init(id: "t", title: "t", rules: ["none"])],
            families: [
                .init(id: "a", title: "a", meaning: "", shownBy: [], steps: []),
                .init(id: "b", title: "b", meaning: "", shownBy: ["unknown"], isUsual: true, steps: ["none"]),
            ])
        let model = CauseModel(knowledge, rules: RuleSet([]))
        #expect(WayBack(model.families, seen: [7: 1]).steps.isEmpty)
    }
}
