// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

struct ReportCollectorTests {
    @Test func `equal failures of several boots are one, with the boots named`() {
        var sample = ReportSample()
        for boot in 1...37 {
            sample.stage(.bootloader, "U-Boot", "2020.01", line: boot * 10, boot: boot)
            sample.send(
                .diagnosis(
                    ReportSample.diagnosis(
                        "d\(boot)", .ubiAttach, .fatal, "UBI cannot attach",
                        [(boot * 10 + 3, "UBI error: cannot attach")])),
                line: boot * 10 + 3, boot: boot)
            sample.verdict(.boot, .failed, .ubiAttach, ["d\(boot)"], "UBI cannot attach", boot: boot)
        }
        sample.verdict(.capture, .looping, .ubiAttach, ["d37", "d1"], "37 boots in a row end alike", boot: 37)
        let groups = sample.collector.groups
        #expect(groups.count == 1)
        #expect(groups.first?.bootCount == 37)
        #expect(sample.collector.outcomes == [.failed: 37])
        #expect(
            TextReport(style: Style()).render(sample.collector, name: "loop.log") == """
                LOOPING  37 boots in a row end alike
                         loop.log:13, in the boot loader, boot 1 of 37

                  loader  U-Boot 2020.01
                  course  boot loader (line 10) → fault (line 13)
                  boots   37: 37 failed

                fatal[ubi.attach]: UBI cannot attach
                  very likely (90 %), in 37 boots: 1, 2, 3, 4, 5, 6, 7, 8 … 37

                   13 │ UBI error: cannot attach

                """)
    }

    @Test func `the last revision of a diagnosis counts`() {
        var sample = ReportSample()
        var diagnosis = ReportSample.diagnosis("d1", .fsMount, .warning, "early", [(1, "x")])
        sample.send(.diagnosis(diagnosis), line: 1)
        diagnosis.revision = 2
        diagnosis.summary = "late"
        sample.send(.diagnosis(diagnosis), line: 2)
        #expect(sample.collector.groups.map(\.diagnosis.summary) == ["late"])
    }

    @Test func `of endless different failures the first and the last are kept, the others counted`() {
        var sample = ReportSample()
        for boot in 1...200 {
            let evidence = (1...40).map { ($0, String(repeating: "x", count: 2_000)) }
            let diagnosis = ReportSample.diagnosis("d\(boot)", .kernelPanic, .fatal, "panic \(boot)", evidence)
            sample.send(.diagnosis(diagnosis), line: boot, boot: boot)
            sample.stage(.kernel, line: boot, boot: boot)
            sample.verdict(.boot, .failed, .kernelPanic, ["d\(boot)"], "panic", boot: boot)
        }
        let collector = sample.collector
        let kept = collector.groups.map(\.boot)
        #expect(kept == Array(1...32) + Array(169...200))
        #expect(collector.droppedDiagnoses == 136)
        #expect(collector.courses.count == 64)
        #expect(collector.course(of: 1) != nil && collector.course(of: 200) != nil)
        #expect(collector.groups.allSatisfy { $0.diagnosis.evidence.allSatisfy { $0.text.utf8.count < 1_000 } })
        #expect(collector.groups.first?.diagnosis.furtherEvidence == 8)
        let text = TextReport(style: Style()).render(collector, name: "a")
        #expect(text.hasSuffix("136 diagnoses more, not shown\n"))
    }

    @Test func `a grave failure is not given up for notices`() {
        var sample = ReportSample()
        for boot in 1...200 {
            let isGrave = boot == 50
            let diagnosis = ReportSample.diagnosis(
                "d\(boot)", .flashBadBlock, isGrave ? .fatal : .notice, "thing \(boot)", [(boot, "x")])
            sample.send(.diagnosis(diagnosis), line: boot, boot: boot)
        }
        #expect(sample.collector.groups.contains { $0.boot == 50 })
    }

    @Test func `facts and layouts are bounded`() {
        var sample = ReportSample()
        for number in 0..<100 {
            sample.send(.device(DeviceFact(kind: "soc", value: "s\(number)")), line: 1)
            sample.send(.device(DeviceFact(kind: "kind\(number)", value: "v")), line: 1)
            let layout = FlashLayout(origin: .vendor, device: "d\(number)", partitions: [], lines: 1...1)
            sample.send(.layout(layout), line: 1)
        }
        #expect(sample.collector.fact("soc")?.values == ["s0", "s1", "s2"])
        #expect(sample.collector.fact("soc")?.droppedCount == 97)
        #expect(sample.collector.facts.count == 24)
        #expect(sample.collector.layouts.count == 16)
        #expect(sample.collector.droppedLayouts == 84)
    }

    @Test func `the boots are told by how they ended and what began them`() {
        var sample = ReportSample()
        for (boot, outcome) in [Verdict.Outcome.failed, .failed, .booted].enumerated() {
            let cause: BootCause = boot == 0 ? .unknown : .watchdog
            sample.send(.boot(BootBeginning(cause: cause, banner: nil)), line: boot + 1, boot: boot + 1)
            sample.verdict(.boot, outcome, nil, [], "x", boot: boot + 1)
        }
        #expect(ReportOutline(sample.collector).boots == "3: 1 booted (boot 3), 2 failed; 2 begun by the watchdog")
    }
}
