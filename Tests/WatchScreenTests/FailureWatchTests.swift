// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks
@testable import WatchScreen

/// Which diagnoses are told, and when a boot counts as failed.
@Suite struct FailureWatchTests {
    private var watch = FailureWatch()
    private let time = Timestamp(nanoseconds: 1_000_000_000)

    private func event(_ content: Event.Content, boot: Int = 1) -> Event {
        Event(boot: boot, line: 1, time: time, secondsIntoBoot: nil, content: content)
    }

    private func stage(_ stage: BootStage, _ activity: LoaderActivity? = nil) -> Event.Content {
        .stage(StageChange(stage: stage, activity: activity, product: nil, release: nil))
    }

    private func verdict(_ outcome: Verdict.Outcome, _ code: DiagnosisCode? = .kernelPanic) -> Event.Content {
        .verdict(Verdict(scope: .boot, outcome: outcome, code: code, boots: 1, diagnoses: ["d1"], summary: ""))
    }

    @Test func `an error and then a prompt`() {
        var watch = watch
        #expect(watch.receive(event(.diagnosis(ScreenSample.diagnosis())), at: time) == nil)
        #expect(watch.receive(event(stage(.bootloader, .prompt)), at: time) == "FAILED")
        #expect(watch.receive(event(stage(.bootloader, .prompt)), at: time) == nil)
        #expect(watch.deadline == nil)
    }

    @Test func `a prompt and then an error`() {
        var watch = watch
        #expect(watch.receive(event(stage(.bootloader, .prompt)), at: time) == nil)
        #expect(watch.receive(event(.diagnosis(ScreenSample.diagnosis())), at: time) == "FAILED")
    }

    @Test(arguments: [
        (Severity.fatal, FailureWatch.fatalSilence, "FAILED"), (.error, FailureWatch.errorSilence, "STUCK"),
    ])
    func `a grave diagnosis and then silence`(severity: Severity, silence: Int64, word: String) {
        var watch = watch
        _ = watch.receive(event(.diagnosis(ScreenSample.diagnosis("d1", .kernelPanic, severity))), at: time)
        #expect(watch.deadline == time.advanced(byNanoseconds: silence))
        watch.receiveBytes(at: time.advanced(byNanoseconds: 1_000))
        #expect(watch.advance(to: time.advanced(byNanoseconds: silence)) == nil)
        #expect(watch.advance(to: time.advanced(byNanoseconds: silence + 1_000)) == word)
        #expect(watch.advance(to: time.advanced(byNanoseconds: silence * 9)) == nil)
    }

    @Test func `what was survived or taken back is no failure`() {
        var watch = watch
        var diagnosis = ScreenSample.diagnosis()
        _ = watch.receive(event(.diagnosis(diagnosis)), at: time)
        diagnosis.isSurvived = true
        diagnosis.severity = .warning
        #expect(watch.receive(event(.diagnosis(diagnosis)), at: time) == nil)
        #expect(watch.deadline == nil)
        #expect(watch.receive(event(stage(.bootloader, .prompt)), at: time) == nil)
    }

    @Test func `a hang and a recovery`() {
        var hung = watch
        #expect(hung.receive(event(.diagnosis(ScreenSample.diagnosis("d1", .bootHang, .fatal))), at: time) == "HUNG")
        var recovered = watch
        _ = recovered.receive(event(.diagnosis(ScreenSample.diagnosis())), at: time)
        #expect(recovered.receive(event(stage(.recovery)), at: time) == "RECOVERY")
    }

    @Test func `a verdict tells of what was not told, once a boot`() {
        var watch = watch
        #expect(watch.receive(event(verdict(.failed)), at: time) == "FAILED")
        #expect(watch.receive(event(verdict(.failed)), at: time) == nil)
        #expect(watch.receive(event(verdict(.looping), boot: 2), at: time) == "LOOPING")
        #expect(watch.receive(event(verdict(.booted), boot: 3), at: time) == nil)
        #expect(watch.receive(event(verdict(.failed, nil), boot: 4), at: time) == nil)
    }

    // MARK: - News

    @Test func `only what a person would act on is news`() {
        var news = DiagnosisNews()
        var diagnosis = ScreenSample.diagnosis("d1", .flashBadBlock, .notice)
        #expect(news.receive(diagnosis) == nil)
        #expect(news.noticeCount == 1)
        diagnosis.severity = .warning
        #expect(news.receive(diagnosis) == .opened)
        diagnosis.confidence = 0.1
        diagnosis.summary = "other words"
        #expect(news.receive(diagnosis) == nil)
        diagnosis.severity = .error
        #expect(news.receive(diagnosis) == .changed)
        diagnosis.code = .flashECCUncorrectable
        #expect(news.receive(diagnosis) == .changed)
        diagnosis.state = .final
        #expect(news.receive(diagnosis) == nil)
        diagnosis.isSurvived = true
        #expect(news.receive(diagnosis) == .survived)
        #expect(news.receive(diagnosis) == nil)
        #expect(news.worst == nil)
    }

    @Test func `the worst is the gravest and of those the first`() {
        var news = DiagnosisNews()
        _ = news.receive(ScreenSample.diagnosis("d1", .envInvalid, .warning))
        _ = news.receive(ScreenSample.diagnosis("d2", .verifyChecksum, .error))
        _ = news.receive(ScreenSample.diagnosis("d3", .imageMissing, .error))
        #expect(news.worst?.code == .verifyChecksum)
        var panic = ScreenSample.diagnosis("d4", .kernelPanic, .fatal)
        panic.consequenceOf = "d2"
        _ = news.receive(panic)
        #expect(news.worst?.code == .verifyChecksum)
        #expect(news.standingCount == 4)
        news.beginBoot()
        #expect(news.worst == nil)
    }

    // MARK: - The panel

    @Test func `a panel fits every screen`() {
        var collector = ReportCollector()
        var diagnosis = ScreenSample.diagnosis()
        diagnosis.summary = String(repeating: "a long sentence about 日本語 \u{1B}[2J ", count: 20)
        diagnosis.steps = Array(repeating: diagnosis.steps[1], count: 9)
        collector.receive(event(.diagnosis(diagnosis)))
        for rows in [1, 4, 7, 8, 10, 14, 24, 60] {
            for columns in [2, 5, 18, 20, 30, 43, 80, 200] {
                for color in [true, false] {
                    let size = ScreenSize(rows: rows, columns: columns)
                    let panel = Insertion.panel(collector, word: "FAILED")
                        .rows(on: size, style: Style(color: color), hint: "ctrl-t d shows all of it")
                    #expect(panel.count <= max(min(16, rows - 6), 0))
                    for row in panel {
                        let plain = row.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                        #expect(SafeText.width(of: plain) <= max(columns, 2), "\(rows)x\(columns): \(plain)")
                        #expect(!plain.contains("\u{1B}"))
                    }
                }
            }
        }
    }

    @Test func `a boot that ends as the one before gets a line, not a panel`() {
        var sample = ScreenSample()
        sample.begin()
        for boot in 1...3 {
            sample.boot = boot
            sample.send(.boot(BootBeginning(cause: boot > 1 ? .watchdog : .unknown, banner: "U-Boot")))
            sample.send(.diagnosis(ScreenSample.diagnosis("d\(boot)")))
            sample.send(verdict(.failed, .verifyChecksum))
        }
        let output = String(decoding: sample.output(), as: UTF8.self)
        #expect(output.ranges(of: "▌ FAILED  ").count == 1)
        #expect(output.contains("▌ Boot 2, begun by the watchdog"))
        #expect(output.contains("▌ error[verify.checksum]: Boot 2 ends as boot 1 did"))
        #expect(output.contains("▌ error[verify.checksum]: Boot 3 ends as boot 2 did"))
    }
}
