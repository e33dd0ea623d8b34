// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct DiagnosisTests {
    // MARK: - Benign, survived, resolved

    @Test func `a healthy boot has no diagnosis worth a warning`() {
        let analysis = Analysis(BootText.loader + BootText.goodChecksum + BootText.kernel + BootText.userSpace)
        #expect(analysis.diagnoses.filter { $0.severity >= .warning } == [])
    }

    private static let attachError = "[    1.000000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd4, error -22\n"

    @Test func `an error that the boot survived falls in severity and says so`() throws {
        let before = BootText.loader + BootText.kernel + Self.attachError
        #expect(Analysis(before).diagnosis(.ubiAttach)?.severity == .error)
        let analysis = Analysis(before + BootText.userSpace)
        let survived = try #require(analysis.diagnosis(.ubiAttach))
        #expect(survived.severity == .warning)
        #expect(survived.isSurvived)
        #expect(survived.summary.hasSuffix("; the boot survived it"))
        #expect(analysis.verdict?.outcome == .booted)
        #expect(analysis.verdict?.code == nil)
    }

    @Test func `a second try that works resolves the first`() throws {
        let analysis = Analysis(
            BootText.loader
                + BootText.badChecksum.split(separator: "\n").prefix(3).joined(separator: "\n") + "\n"
                + BootText.goodChecksum)
        let checksum = try #require(analysis.diagnosis(.verifyChecksum))
        #expect(checksum.state == .resolved)
        #expect(checksum.severity == .notice)
        #expect(analysis.verdict?.code == nil)
    }

    @Test func `an error after the second try counts anew`() throws {
        let failure = BootText.badChecksum.split(separator: "\n").prefix(3).joined(separator: "\n") + "\n"
        let analysis = Analysis(BootText.loader + failure + BootText.goodChecksum + failure)
        #expect(analysis.diagnosis(.verifyChecksum)?.state == .final)
        #expect(analysis.verdict?.code == .verifyChecksum)
    }

    @Test func `a diagnosis is opened once and its revisions count up`() {
        let revisions = Analysis(BootText.loader + BootText.kernel + Self.attachError + BootText.userSpace).revisions
        #expect(revisions.map(\.revision) == Array(1...revisions.count))
        #expect(revisions.first?.state == .open)
        #expect(revisions.last?.state == .final)
    }

    @Test func `a loader's first boot with the default environment is no failure`() {
        let analysis = Analysis(
            BootText.loader + "*** Warning - bad CRC, using default environment\n\n" + BootText.kernel
                + BootText.userSpace)
        #expect(analysis.diagnosis(.envInvalid)?.severity == .notice)
        #expect(analysis.verdict?.code == nil)
    }

    // MARK: - Cascades

    private static let cascade =
        BootText.loader + BootText.kernel + """
            [    2.000000] ubi0 error: ubi_attach_mtd_dev: failed to attach mtd4, error -22
            [    2.100000] VFS: Cannot open root device "ubi0:rootfs" or unknown-block(0,0): error -19
            [    2.200000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
            [    2.300000] Rebooting in 3 seconds..

            """

    @Test func `a panic for want of a root after an attach error is a UBI problem`() {
        let verdict = Analysis(Self.cascade).verdict
        #expect(verdict?.outcome == .failed)
        #expect(verdict?.code == .ubiAttach)
    }

    @Test func `what follows from the attach error says so`() throws {
        let analysis = Analysis(Self.cascade)
        let attach = try #require(analysis.diagnosis(.ubiAttach))
        #expect(attach.consequenceOf == nil)
        #expect(analysis.diagnosis(.fsMount)?.consequenceOf == attach.id)
        #expect(analysis.diagnosis(.kernelPanic)?.consequenceOf == attach.id)
    }

    @Test func `the capture's verdict is that of the failed boot when the next one is cut off`() {
        let verdict = Analysis(Self.cascade + BootText.loader).verdict
        #expect(verdict?.code == .ubiAttach)
        #expect(verdict?.boots == 2)
    }

    @Test func `a panic alone is a panic`() {
        let log = BootText.loader + BootText.kernel + "[    2.2] Kernel panic - not syncing: Attempted to kill init!\n"
        #expect(Analysis(log).verdict?.code == .kernelPanic)
    }

    // MARK: - Places

    private static let eccError = "NAND read from offset a40000 failed -74\n"
    private static let kernelTable = """
        [    1.000000] 3 fixed-partitions partitions found on MTD device nand0
        [    1.100000] Creating 3 MTD partitions on "nand0":
        [    1.200000] 0x000000000000-0x000000100000 : "bootloader"
        [    1.300000] 0x000000100000-0x000001000000 : "recovery"
        [    1.400000] 0x000001000000-0x000008000000 : "rootfs"

        """

    @Test func `an offset speaks of its partition when the layout is known before`() {
        let log = "mtdparts=nand0:1m(bootloader),15m(recovery),112m(rootfs)\n"
        let analysis = Analysis(BootText.loader + "=> printenv mtdparts\n" + log + Self.eccError)
        #expect(analysis.diagnosis(.flashECCUncorrectable)?.partition == "recovery")
        #expect(analysis.diagnosis(.flashECCUncorrectable)?.offset == 0xA4_0000)
    }

    @Test func `an offset speaks of its partition when the layout comes later`() {
        let analysis = Analysis(BootText.loader + Self.eccError + BootText.kernel + Self.kernelTable)
        #expect(analysis.revisions.first { $0.code == .flashECCUncorrectable }?.partition == nil)
        #expect(analysis.diagnosis(.flashECCUncorrectable)?.partition == "recovery")
    }

    @Test func `a layout that comes later is told of an open diagnosis at once`() throws {
        let rest = String(repeating: "[    2.000000] usb 1-1: new device\n", count: 40)
        let analysis = Analysis(BootText.loader + Self.eccError + BootText.kernel + Self.kernelTable + rest)
        let layout = try #require(
            analysis.events.firstIndex { if case .layout = $0.content { true } else { false } })
        let told = analysis.events[layout...].first { event in
            if case .diagnosis(let diagnosis) = event.content { diagnosis.partition == "recovery" } else { false }
        }
        #expect(try #require(told).line < 20)
    }

    @Test func `an offset that no partition covers has none`() {
        let log = "mtdparts=nand0:1m(bootloader),2m(env)\n"
        let analysis = Analysis(BootText.loader + "=> printenv mtdparts\n" + log + Self.eccError)
        #expect(analysis.diagnosis(.flashECCUncorrectable)?.partition == nil)
    }

    // MARK: - Evidence

    @Test func `evidence names the lines as an editor counts them`() throws {
        let log = "\r\n\r\nU-Boot 2018.03 (Jan 01 2019)\r\n 10%\r 20%\r\n   Verifying Checksum ... Bad Data CRC\r\n"
        let evidence = try #require(Analysis(log).diagnosis(.verifyChecksum)).evidence
        #expect(evidence.map(\.line) == [5])
        #expect(evidence.map(\.text) == ["   Verifying Checksum ... Bad Data CRC"])
    }

    @Test func `much evidence is counted and its first and last lines are kept`() throws {
        let errors = (0..<100).map { "NAND read from offset \(String($0 * 0x20000, radix: 16)) failed -74\n" }.joined()
        let diagnosis = try #require(Analysis(BootText.loader + errors).diagnosis(.flashECCUncorrectable))
        #expect(diagnosis.evidence.count + diagnosis.furtherEvidence == 100)
        #expect(diagnosis.evidence.first?.line == 4)
        #expect(diagnosis.evidence.last?.line == 103)
    }

    @Test func `a damaged line counts for less`() throws {
        let clean = try #require(Analysis("   Verifying Checksum ... Bad Data CRC\n").diagnosis(.verifyChecksum))
        let damaged = Analysis([UInt8](latin1: "   Verifying Checksum ... Bad Data CRC\u{FF}\u{FE}\n"))
        #expect(damaged.findings.first?.quality == .damaged)
        #expect(try #require(damaged.diagnosis(.verifyChecksum)).confidence < clean.confidence)
    }

    @Test func `two messages in one line are both found`() {
        let findings = Analysis(BootText.loader + "   Verifying Checksum ... Bad Data CRC## ERROR: resetting ...\n")
            .findings
        #expect(findings.contains { $0.code == .verifyChecksum })
    }

    @Test func `a message broken over two lines at column 80 is found`() {
        let padding = String(repeating: "x", count: 80 - "Verifying Checksum ... Bad".count - 1)
        let analysis = Analysis(BootText.loader + padding + " Verifying Checksum ... Bad\n Data CRC\n")
        #expect(analysis.findings.map(\.quality) == [.joined])
        #expect(analysis.findings.map(\.code) == [.verifyChecksum])
    }

    @Test func `shares of all causes are shares of one and come in order`() throws {
        for diagnosis in Analysis(Self.cascade).diagnoses {
            let shares = diagnosis.causes.map(\.share)
            #expect(shares == shares.sorted(by: >))
            #expect(shares.reduce(0, +) <= 1.000001)
            #expect(shares.allSatisfy { $0 > 0 })
        }
    }

    // MARK: - Garbage

    /// What a terminal at the wrong speed shows.
    private static func noise(lines: Int) -> [UInt8] {
        var random = SplitMix64(seed: 9)
        let bytes: [UInt8] = [0xFE, 0xFF, 0xE0, 0x80, 0xF8, 0x9C, 0x1C, 0xC0]
        return (0..<lines).flatMap { _ in (0..<40).map { _ in random.pick(bytes) } + [0x0A] }
    }

    @Test func `a capture at the wrong speed is garbled`() {
        let analysis = Analysis(Self.noise(lines: 20))
        #expect(analysis.diagnosis(.consoleGarbled) != nil)
        #expect(analysis.verdict?.outcome == .garbled)
        #expect(analysis.verdict?.code == .consoleGarbled)
    }

    @Test func `a stretch of garbage is told once`() {
        #expect(Analysis(Self.noise(lines: 20)).findings.count { $0.code == .consoleGarbled } == 1)
    }

    @Test func `a console that turns to garbage after the loader is garbled`() {
        let analysis = Analysis(Array(BootText.loader.utf8) + Self.noise(lines: 20))
        #expect(analysis.verdict?.outcome == .garbled)
    }

    @Test func `a glitch at power-up is nothing`() {
        let analysis = Analysis([0xFF, 0xFE, 0x00, 0x80, 0x0A] + Array(BootText.loader.utf8))
        #expect(analysis.diagnosis(.consoleGarbled) == nil)
        #expect(analysis.stages.first == .bootloader)
    }

    @Test func `text in another language is no garbage`() {
        let text = "Überprüfung fehlgeschlagen: 启动失败 загрузка не удалась\n"
        #expect(Analysis(String(repeating: text, count: 20)).diagnosis(.consoleGarbled) == nil)
    }

    @Test func `a summary of garbage never counts more garbage than bytes`() throws {
        let summary = try #require(Analysis(Self.noise(lines: 20)).diagnosis(.consoleGarbled)).summary
        let numbers = summary.split(separator: " ").compactMap { Int($0) }
        #expect(numbers.count == 2)
        #expect(numbers.first.map { $0 <= numbers.last ?? 0 } == true)
    }
}
