// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@Suite struct BootCauseTests {
    private static let system = BootText.loader + BootText.kernel + BootText.userSpace

    @Test func `the first boot of a capture began for no known reason`() {
        #expect(Analysis(BootText.loader).causes == [.unknown])
    }

    @Test func `a banner out of a running system is somebody's power switch`() {
        #expect(Analysis(Self.system + BootText.loader).causes == [.unknown, .powerOn])
    }

    @Test func `a reboot that the system announces is its own`() {
        let log = Self.system + "[   60.000000] reboot: Restarting system\n" + BootText.loader
        #expect(Analysis(log).causes == [.unknown, .software])
    }

    @Test func `a reset that the loader announces after a failure is its own`() {
        #expect(Analysis(BootText.loader + BootText.badChecksum + BootText.loader).causes == [.unknown, .software])
    }

    @Test func `a panic that reboots began the next boot`() {
        let panic = """
            [    2.200000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
            [    2.300000] Rebooting in 3 seconds..

            """
        #expect(Analysis(BootText.loader + BootText.kernel + panic + BootText.loader).causes == [.unknown, .panic])
    }

    @Test func `a software watchdog that fires began the next boot`() {
        let watchdog = "[   61.000000] softdog: Initiating system reboot\n\n"
        #expect(
            Analysis(BootText.loader + BootText.kernel + watchdog + BootText.loader).causes == [.unknown, .watchdog])
    }

    @Test(arguments: ["Reset cause: WDOG", "Reset cause: POR", "Reset cause: unknown reset"])
    func `what the loader says of the reset's cause counts for the first boot`(line: String) {
        let causes: [String: BootCause] = [
            "Reset cause: WDOG": .watchdog, "Reset cause: POR": .powerOn, "Reset cause: unknown reset": .unknown,
        ]
        #expect(Analysis(BootText.loader + line + "\n").causes.last == causes[line])
    }

    @Test func `what the loader says of a watchdog overrules what silence suggested`() {
        let log = BootText.loader + BootText.kernel + BootText.loader + "Reset cause: WDOG\n"
        #expect(Analysis(log).causes == [.unknown, .watchdog])
    }

    @Test func `reset typed at the prompt is a person's`() {
        let log = BootText.loader + "=> reset\nresetting ...\n\n" + BootText.loader
        #expect(Analysis(log).causes == [.unknown, .typed])
    }

    @Test func `the version command begins no boot`() {
        let log =
            BootText.loader + "=> version\nU-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)\n\narm-linux-gcc 7.3.0\n=> "
        #expect(Analysis(log).boots.count == 1)
    }

    @Test func `a boot event carries its banner`() {
        #expect(Analysis(BootText.loader).boots.map(\.banner) == ["U-Boot 2018.03 (Jan 01 2019 - 00:00:00 +0000)"])
    }

    @Test func `a capture that begins in the middle of a boot has a boot without a banner`() {
        let analysis = Analysis("[   12.000000] usb 1-1: new device\n")
        #expect(analysis.boots.map(\.banner) == [nil])
        #expect(analysis.stages == [.kernel])
    }
}

@Suite struct BootStageTests {
    @Test func `stages follow each other from the SPL to user space in one boot`() {
        let log = """
            U-Boot SPL 2022.01 (Jan 10 2022 - 18:46:34 +0000)
            Trying to boot from MMC1
            NOTICE:  BL31: v2.5(release):v2.5

            U-Boot 2022.01 (Jan 10 2022 - 18:46:34 +0000)

            DRAM:  2 GiB

            """ + BootText.kernel + BootText.userSpace
        let analysis = Analysis(log)
        var stages: [BootStage] = []
        for stage in analysis.stages where stages.last != stage { stages.append(stage) }
        #expect(stages == [.spl, .firmware, .bootloader, .kernel, .userspace])
        #expect(analysis.boots.count == 1)
    }

    @Test func `a stage tells the program and its release`() throws {
        let log = Analysis("U-Boot 2013.07 (Oct 12 2019 - 14:22:13)\n")
        let change = log.events.compactMap { if case .stage(let change) = $0.content { change } else { nil } }.first
        #expect(change?.product == "U-Boot")
        #expect(change?.release == "2013.07")
    }

    @Test func `a hand-over without a kernel's banner goes on to the kernel at its first stamp`() {
        let log = BootText.loader + "Starting kernel ...\n\n[    0.100000] console enabled\n"
        #expect(Analysis(log).stages.last == .kernel)
    }

    @Test func `a loader that speaks between two stages of one boot begins no other`() {
        let log = BootText.loader + BootText.goodChecksum + BootText.kernel + BootText.userSpace
        #expect(Analysis(log).boots.count == 1)
    }

    @Test func `the bootloader's activities are told`() {
        let log = BootText.loader + BootText.goodChecksum + "Starting kernel ...\n"
        let activities = Analysis(log).events.compactMap { event in
            if case .stage(let change) = event.content { change.activity } else { nil }
        }
        #expect(activities == [.memory, .loading, .verifying, .handOver])
    }

    @Test func `a recovery shell is a stage that only a new boot leaves`() {
        let log = "U-Boot 2013.07 (Oct 12 2019 - 14:22:13)\nStarting recovery shell...\nBusyBox v1.23.2 (built-in)\n"
        #expect(Analysis(log).stages.last == .recovery)
        #expect(Analysis(log + BootText.userSpace).stages.last == .recovery)
    }
}

@Suite struct BootVerdictTests {
    private static let failed = BootText.loader + BootText.badChecksum

    @Test func `an empty capture is incomplete and has no boot`() {
        let verdict = Analysis("").verdict
        #expect(verdict?.outcome == .incomplete)
        #expect(verdict?.boots == 0)
        #expect(verdict?.summary == "The capture is empty")
    }

    @Test func `a boot that reaches user space has booted`() {
        let verdict = Analysis(BootText.loader + BootText.kernel + BootText.userSpace).verdict
        #expect(verdict?.outcome == .booted)
        #expect(verdict?.code == nil)
        #expect(verdict?.diagnoses == [])
    }

    @Test func `a boot that is cut off before anything went wrong is incomplete`() {
        let verdict = Analysis(BootText.loader + BootText.kernel).verdict
        #expect(verdict?.outcome == .incomplete)
        #expect(verdict?.code == nil)
    }

    @Test func `a refused image fails the boot`() {
        let verdict = Analysis(Self.failed).verdict
        #expect(verdict?.outcome == .failed)
        #expect(verdict?.code == .verifyChecksum)
    }

    @Test func `every boot has its verdict before the next one begins`() {
        let analysis = Analysis(Self.failed + BootText.loader + BootText.kernel + BootText.userSpace)
        #expect(analysis.bootVerdicts.map(\.outcome) == [.failed, .booted])
        #expect(analysis.bootVerdicts.map(\.boots) == [1, 2])
    }

    @Test func `two boots that fail alike are no loop yet`() {
        #expect(Analysis(Self.failed + Self.failed).verdict?.outcome == .failed)
    }

    @Test func `three boots that fail alike without user space are a loop`() throws {
        let analysis = Analysis(Self.failed + Self.failed + Self.failed)
        #expect(analysis.verdict?.outcome == .looping)
        #expect(analysis.verdict?.code == .verifyChecksum)
        #expect(analysis.verdict?.boots == 3)
        let loop = try #require(analysis.diagnosis(.bootLoop))
        #expect(loop.evidence.map(\.line) == [1, 9, 17])
    }

    @Test func `a loop whose last boot is cut off is a loop`() {
        #expect(Analysis(Self.failed + Self.failed + Self.failed + BootText.loader).verdict?.outcome == .looping)
    }

    @Test func `three boots of which one reached user space are no loop`() {
        let booted = BootText.loader + BootText.kernel + BootText.userSpace
        #expect(Analysis(Self.failed + booted + Self.failed).verdict?.outcome != .looping)
    }

    @Test func `a boot that goes well after two that failed ends the trouble`() {
        let booted = BootText.loader + BootText.kernel + BootText.userSpace
        #expect(Analysis(Self.failed + Self.failed + booted).verdict?.outcome == .booted)
    }

    @Test func `the verdict names its primary diagnosis first and every diagnosis once`() throws {
        let analysis = Analysis(Self.failed + Self.failed)
        let verdict = try #require(analysis.verdict)
        #expect(Set(verdict.diagnoses).count == verdict.diagnoses.count)
        #expect(Set(verdict.diagnoses) == Set(analysis.diagnoses.map(\.id)))
        #expect(analysis.diagnoses.first { $0.id == verdict.diagnoses.first }?.code == verdict.code)
    }
}
