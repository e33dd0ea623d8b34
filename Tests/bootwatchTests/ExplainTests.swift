// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct ExplainTests {
    @Test func `without a name it lists every code`() throws {
        let result = try Command("explain").run()
        #expect(result.status == 0)
        for code in DiagnosisCode.allCases { #expect(result.output.contains("    \(code.rawValue) ")) }
    }

    @Test(arguments: DiagnosisCode.allCases)
    func `every code has a page with meaning, causes and steps`(code: DiagnosisCode) throws {
        let result = try Command("explain", code.rawValue).run()
        #expect(result.status == 0)
        #expect(result.errors == "")
        for heading in ["What it means", "How it looks", "Usual causes", "What to do", "Found by"] {
            #expect(result.lines.contains(Substring(heading)))
        }
        #expect(result.lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `what destroys data is marked and comes last`() throws {
        let result = try Command("explain", "verify.signature").run()
        let steps = result.lines.filter { $0.contains(#/^    [0-9]+\. /#) }
        let risks = steps.map { $0.contains("DESTROYS DATA.") ? 2 : $0.contains("WRITES.") ? 1 : 0 }
        #expect(risks == risks.sorted())
        #expect(risks.contains(2))
    }

    @Test func `a rule has a page`() throws {
        let result = try Command("explain", "nand.bbt.bad-eraseblock").run()
        #expect(result.status == 0)
        #expect(result.output.contains("    Bad eraseblock {block:dec} at {offset:hex}\n"))
        #expect(result.output.contains("flash.bad-block"))
    }

    @Test func `a kind of device has a page with its way back`() throws {
        let result = try Command("explain", "family.switch").run()
        #expect(result.status == 0)
        #expect(result.errors == "")
        for heading in ["What it is", "How the console shows it", "The way back to an authentic image"] {
            #expect(result.lines.contains(Substring(heading)))
        }
        #expect(result.output.contains("device.switch-menu"))
        #expect(result.output.contains("XMODEM"))
    }

    @Test func `the list names every kind of device`() throws {
        let result = try Command("explain").run()
        for family in ShippedKnowledge.knowledge.families { #expect(result.output.contains("    \(family.id) ")) }
    }

    @Test func `a code that is also concluded says so`() throws {
        let result = try Command("explain", "boot.hang").run()
        #expect(result.output.contains(/[0-9]+ rules, and the course of the boot\./))
    }

    @Test func `a cause has a page`() throws {
        let result = try Command("explain", "flash.worn").run()
        #expect(result.status == 0)
        #expect(result.output.contains("flash.ecc-uncorrectable"))
    }

    @Test(arguments: [
        ("verify.chksum", "Did you mean 'verify.checksum'?"),
        ("nand.bbt.bad-erase-block", "Did you mean 'nand.bbt.bad-eraseblock'?"),
        ("family.uboot-nnd", "Did you mean 'family.uboot-nand'?"),
        ("xyzzy", "'bootwatch explain' lists codes and kinds of devices, 'bootwatch rules list' the rules."),
    ])
    func `an unknown name is answered with a guess`(name: String, remedy: String) throws {
        let result = try Command("explain", name).run()
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.errors == "bootwatch: There is no code, cause, kind of device or rule '\(name)'. \(remedy)\n")
    }
}
