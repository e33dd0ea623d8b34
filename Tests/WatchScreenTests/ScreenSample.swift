// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

@testable import BootLog
@testable import EventSinks
@testable import WatchScreen

/// A screen, what it paints on, and events made by hand.
struct ScreenSample {
    var screen: WatchScreen
    private(set) var time = Timestamp(nanoseconds: 1_700_000_000_000_000_000)
    var line = 6
    var boot = 1

    init(
        rows: Int = 24, columns: Int = 80, color: Bool = false, unicode: Bool = true,
        timestamps: TimestampFormat? = nil
    ) {
        screen = WatchScreen(
            size: ScreenSize(rows: rows, columns: columns), style: Style(color: color, unicode: unicode),
            port: "ttyUSB0", speed: 115_200, timestamps: timestamps)
    }

    mutating func begin() {
        screen.begin(at: time)
    }

    /// The board prints something, half a second later.
    mutating func print(_ text: String) {
        print(Array(text.utf8))
    }

    mutating func print(_ bytes: [UInt8]) {
        pass(500_000_000)
        screen.receive(bytes.span, at: time)
    }

    mutating func pass(_ nanoseconds: Int64) {
        time = time.advanced(byNanoseconds: nanoseconds)
        screen.advance(to: time)
    }

    mutating func send(_ content: Event.Content) {
        screen.receive(Event(boot: boot, line: line, time: time, secondsIntoBoot: nil, content: content))
    }

    mutating func stage(_ stage: BootStage, _ activity: LoaderActivity? = nil) {
        send(.stage(StageChange(stage: stage, activity: activity, product: nil, release: nil)))
    }

    mutating func output() -> [UInt8] {
        screen.takeOutput()
    }

    static func diagnosis(
        _ id: String = "d1", _ code: DiagnosisCode = .verifyChecksum, _ severity: Severity = .error,
        _ summary: String = "The image's data does not match the checksum in its header",
        partition: String? = "recovery"
    ) -> Diagnosis {
        Diagnosis(
            id: id, revision: 1, state: .open, code: code, severity: severity, confidence: 0.92, summary: summary,
            subject: nil, partition: partition, offset: 0x0024_0000,
            evidence: [
                Diagnosis.Evidence(
                    line: 5, rule: "uboot.verifying", text: "## Loading kernel from FIT Image at 81000000"),
                Diagnosis.Evidence(line: 6, rule: "uboot.crc", text: "   Verifying Checksum ... Bad Data CRC"),
            ],
            furtherEvidence: 0, badBlocks: [],
            causes: [
                Diagnosis.Cause(
                    cause: "image.truncated", title: "The image was written only in part", share: 0.62, logOdds: 1,
                    because: ["the checksum of the header is good", "against: the size fits the partition"]),
                Diagnosis.Cause(
                    cause: "flash.worn", title: "Worn or damaged flash", share: 0.31, logOdds: 0,
                    because: ["a bad block lies inside recovery"]),
                Diagnosis.Cause(
                    cause: "layout.wrong", title: "Another partition layout", share: 0.07, logOdds: -1, because: []),
            ],
            steps: [
                Diagnosis.Step(action: "At the loader prompt: `nand bad`", why: "Shows bad blocks", risk: .readOnly),
                Diagnosis.Step(
                    action: "Write an authentic image into the recovery partition", why: "What is in recovery is lost",
                    risk: .destroysData),
                Diagnosis.Step(action: "Set the clock", why: "", risk: .writes),
            ],
            owner: .image, consequenceOf: nil, isSurvived: false)
    }
}
