// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

/// Events made by hand, for the tests of the reports.
struct ReportSample {
    private(set) var collector = ReportCollector()

    mutating func send(_ content: Event.Content, line: Int, boot: Int = 1) {
        collector.receive(Event(boot: boot, line: line, time: nil, secondsIntoBoot: nil, content: content))
    }

    mutating func stage(
        _ stage: BootStage, _ product: String? = nil, _ release: String? = nil, line: Int, boot: Int = 1
    ) {
        send(
            .stage(StageChange(stage: stage, activity: nil, product: product, release: release)), line: line, boot: boot
        )
    }

    mutating func verdict(
        _ scope: Verdict.Scope, _ outcome: Verdict.Outcome, _ code: DiagnosisCode?, _ ids: [String], _ summary: String,
        boot: Int = 1
    ) {
        let verdict = Verdict(
            scope: scope, outcome: outcome, code: code, boots: boot, diagnoses: ids, summary: summary)
        send(.verdict(verdict), line: 20, boot: boot)
    }

    static func diagnosis(
        _ id: String, _ code: DiagnosisCode, _ severity: Severity, _ summary: String,
        _ evidence: [(line: Int, text: String)]
    ) -> Diagnosis {
        Diagnosis(
            id: id, revision: 1, state: .final, code: code, severity: severity, confidence: 0.9, summary: summary,
            subject: nil, partition: nil, offset: nil,
            evidence: evidence.map { Diagnosis.Evidence(line: $0.line, rule: "rule", text: $0.text) },
            furtherEvidence: 0, badBlocks: [], causes: [], steps: [], owner: .image, consequenceOf: nil,
            isSurvived: false)
    }

    /// The case that the product began with: a recovery image that its loader refuses, and a bad block in its place.
    static var foundingCase: ReportSample {
        var sample = ReportSample()
        sample.send(.boot(BootBeginning(cause: .unknown, banner: "U-Boot 2013.07")), line: 1)
        sample.stage(.bootloader, "U-Boot", "2013.07", line: 1)
        sample.send(.device(DeviceFact(kind: "dram", value: "256 MiB")), line: 2)
        sample.send(.device(DeviceFact(kind: "flash", value: "SPI NAND")), line: 3)
        sample.send(.device(DeviceFact(kind: "flash-size", value: "128 MiB")), line: 3)
        sample.send(
            .stage(StageChange(stage: .bootloader, activity: .verifying, product: "U-Boot", release: "2013.07")),
            line: 5)
        sample.stage(.recovery, line: 7)
        sample.send(.layout(layout), line: 14)
        sample.send(.diagnosis(refusal), line: 6)
        var recovery = diagnosis(
            "d2", .bootRecovery, .warning, "The device opens a recovery shell",
            [
                (7, "Starting recovery shell...")
            ])
        recovery.consequenceOf = "d1"
        sample.send(.diagnosis(recovery), line: 7)
        sample.send(
            .diagnosis(diagnosis("d3", .flashBadBlock, .notice, "1 bad block is listed", [(19, "  00260000")])),
            line: 19)
        sample.verdict(.boot, .recovery, .verifySignature, ["d1", "d2", "d3"], "The board went into recovery")
        sample.verdict(
            .capture, .recovery, .verifySignature, ["d1", "d2", "d3"],
            "The board went into recovery: the loader refused the image")
        return sample
    }

    private static var refusal: Diagnosis {
        var refusal = diagnosis(
            "d1", .verifySignature, .error, "The loader refused the image",
            [
                (5, "Verifying signature..."), (6, "!!!! Recovery image verify failed repack !!!!"),
            ])
        refusal.partition = "recovery"
        refusal.offset = 0x24_0000
        refusal.badBlocks = [LocatedBlock(offset: 0x26_0000, block: 19, partition: "recovery")]
        refusal.causes = [
            Diagnosis.Cause(
                cause: "image.modified", title: "Image changed after signing", share: 0.62, logOdds: 1.2,
                because: ["the message itself speaks of a repacked image", "against: a bad block lies inside recovery"]),
            Diagnosis.Cause(
                cause: "flash.worn", title: "Worn or damaged flash", share: 0.31, logOdds: 0.5,
                because: ["a bad block lies inside recovery"]),
            Diagnosis.Cause(cause: "image.rollback", title: "Image too old", share: 0.004, logOdds: -4, because: []),
            Diagnosis.Cause(cause: "layout.wrong", title: "Table wrong", share: 0.03, logOdds: -2, because: []),
        ]
        refusal.steps = [
            Diagnosis.Step(action: "Write an authentic image", why: "What is in recovery is lost", risk: .destroysData),
            Diagnosis.Step(action: "At the loader prompt: `nand bad`", why: "Shows bad blocks", risk: .readOnly),
            Diagnosis.Step(action: "Set the clock", why: "", risk: .writes),
        ]
        return refusal
    }

    private static var layout: FlashLayout {
        var offset: UInt64 = 0
        let sizes: [(String, UInt64)] = [
            ("bootloader", 0x10_0000), ("env", 0x2_0000), ("recovery", 0x100_0000), ("kernel", 0x80_0000),
            ("rootfs", 0x66E_0000),
        ]
        let partitions = sizes.enumerated().map { index, entry in
            defer { offset += entry.1 }
            return FlashLayout.Partition(
                index: index, name: entry.0, offset: offset, size: entry.1, mtdNumber: index)
        }
        return FlashLayout(origin: .kernel, device: "spi0.0", partitions: partitions, lines: 10...14)
    }
}

struct ReportSampleTests {
    @Test func `the sample's events are all kept`() {
        let collector = ReportSample.foundingCase.collector
        #expect(collector.groups.map(\.diagnosis.id) == ["d1", "d2", "d3"])
        #expect(collector.verdict?.outcome == .recovery)
        #expect(collector.layouts.count == 1)
        #expect(collector.lastLine == 20)
    }
}
