// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks

struct ReportTextTests {
    @Test func `the founding case reads like this`() {
        let text = TextReport(style: Style(width: 72)).render(ReportSample.foundingCase.collector, name: "founding.log")
        #expect(
            text == """
                RECOVERY  The board went into recovery: the loader refused the image
                          founding.log:5, in the boot loader while verifying

                  memory  256 MiB
                  flash   SPI NAND · 128 MiB
                  loader  U-Boot 2013.07
                  course  boot loader (line 1) → fault while verifying (line 5) →
                          recovery (line 7)

                error[verify.signature]: The loader refused the image
                  very likely (90 %); in partition recovery (mtd2), at 0x00240000

                    5 │ Verifying signature...
                    6 │ !!!! Recovery image verify failed repack !!!!

                  Causes
                    ██████▎     62 %  Image changed after signing (image.modified)
                                      + the message itself speaks of a repacked image
                                      − against: a bad block lies inside recovery
                    ███▏        31 %  Worn or damaged flash (flash.worn)
                                      + a bad block lies inside recovery
                                <1 %  Image too old (image.rollback)
                    also possible: layout.wrong 3 %

                  Next steps
                    1. [read-only] At the loader prompt: `nand bad`
                       Shows bad blocks
                    2. [writes] Set the clock
                    3. [DESTROYS DATA] Write an authentic image
                       What is in recovery is lost

                  Follows from it
                    warning  The device opens a recovery shell (boot.recovery, line 7)

                Flash spi0.0, 128 MiB (kernel, lines 10-14)
                    mtd  name        start       end         size
                      0  bootloader  0x00000000  0x00100000  1 MiB
                      1  env         0x00100000  0x00120000  128 KiB
                  ▶   2  recovery    0x00120000  0x01120000  16 MiB     1 bad block
                      3  kernel      0x01120000  0x01920000  8 MiB
                      4  rootfs      0x01920000  0x08000000  102.8 MiB

                  ┌─┬─┬────┬───┬─────────────────────────────────────────────────────┐
                  │0│1│2▒▒▒│3  │rootfs                                               │
                  └─┴─┴────┴───┴─────────────────────────────────────────────────────┘
                       ✗
                       ▲ 0x00240000
                  0                                                            128 MiB
                  ▒ partition of the diagnosis, ✗ 1 bad block

                Also noticed
                  notice   1 bad block is listed (flash.bad-block, line 19)

                """)
    }

    @Test func `in plain ASCII nothing else is printed`() {
        let style = Style(width: 80, unicode: false)
        let text = TextReport(style: style).render(ReportSample.foundingCase.collector, name: "founding.log")
        #expect(text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 < 0x7F })
        #expect(text.contains("  |0|1|2####|3   |rootfs"))
        #expect(text.contains("    5 | Verifying signature..."))
    }

    @Test func `a healthy capture is told in a handful of lines`() {
        var sample = ReportSample()
        sample.stage(.bootloader, "U-Boot", "2024.01", line: 2)
        sample.stage(.kernel, "Linux", "6.6.44", line: 40)
        sample.stage(.userspace, line: 340)
        sample.send(.device(DeviceFact(kind: "board", value: "SK-AM62A")), line: 3)
        sample.verdict(.boot, .booted, nil, [], "The board booted")
        sample.verdict(.capture, .booted, nil, [], "The board booted")
        #expect(
            TextReport(style: Style()).render(sample.collector, name: "ok.log") == """
                BOOTED  The board booted
                        ok.log, 340 lines

                  board   SK-AM62A
                  loader  U-Boot 2024.01
                  kernel  Linux 6.6.44
                  course  boot loader (line 2) → kernel (line 40) → user space (line 340)

                """)
    }

    @Test func `an empty capture has a report`() {
        var sample = ReportSample()
        sample.send(.verdict(CaptureSummary.empty), line: 0)
        #expect(
            TextReport(style: Style()).render(sample.collector, name: "-") == """
                INCOMPLETE  The capture is empty
                            -, 0 lines

                """)
        #expect(
            TextReport(style: Style()).render(ReportCollector(), name: "-").hasPrefix(
                "RUNNING  Nothing is wrong so far\n"))
    }

    @Test func `what was survived or taken back comes last, in a line`() {
        var sample = ReportSample()
        var survived = ReportSample.diagnosis(
            "d1", .envInvalid, .warning, "Bad environment; the boot survived it", [(4, "x")])
        survived.isSurvived = true
        var resolved = ReportSample.diagnosis(
            "d2", .netTransfer, .notice, "A load failed; a later line takes it back", [(5, "y")])
        resolved.state = .resolved
        resolved.furtherEvidence = 4
        sample.send(.diagnosis(resolved), line: 5)
        sample.send(.diagnosis(survived), line: 5)
        sample.verdict(.capture, .booted, nil, ["d2", "d1"], "The board booted")
        #expect(
            TextReport(style: Style(width: 60)).render(sample.collector, name: "a.log") == """
                BOOTED  The board booted
                        a.log, 20 lines

                Also noticed
                  warning  Bad environment; the boot survived it
                           (env.invalid, line 4)
                  notice   A load failed; a later line takes it back
                           (net.transfer, lines 5 and 4 more)

                """)
    }

    @Test func `colour is used only when told, and always ended`() {
        let collector = ReportSample.foundingCase.collector
        let plain = TextReport(style: Style(width: 80)).render(collector, name: "a")
        let colored = TextReport(style: Style(color: true, width: 80)).render(collector, name: "a")
        #expect(!plain.contains("\u{1B}"))
        #expect(colored.hasPrefix("\u{1B}[1;31mRECOVERY"))
        #expect(colored.withoutColor == plain)
        for line in colored.split(separator: "\n") {
            let parts = line.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst()
            #expect(parts.count.isMultiple(of: 2), "\(line)")
        }
    }

    @Test(arguments: [40, 41, 60, 80, 100, 200], [true, false])
    func `no line is wider than the page, and hostile text never comes through`(width: Int, unicode: Bool) {
        let style = Style(width: width, unicode: unicode)
        let text = TextReport(style: style).render(Self.hostile, name: "/tmp/\u{1B}[2Jevil\u{202E}.log")
        for line in text.split(separator: "\n") {
            #expect(SafeText.width(of: String(line)) <= width, "\(line)")
            #expect(String(line).isVisible, "\(line)")
        }
        #expect(text.contains("\\x1b[2J"))
    }

    /// Every text of it tries to escape.
    static var hostile: ReportCollector {
        let poison =
            "\u{1B}[2J\u{9B}1m\u{202E}</td><script>\u{7}\n\r\u{2028}漢字e\u{301}\u{301}\u{301}\u{301}\u{301}\t|`*_"
        let long = poison + String(repeating: "漢字", count: 80) + String(repeating: " word", count: 80)
        var sample = ReportSample.foundingCase
        for kind in ["board", "kernel", poison] { sample.send(.device(DeviceFact(kind: kind, value: long)), line: 2) }
        sample.stage(.firmware, poison, long, line: 2)
        var diagnosis = ReportSample.diagnosis("d1", .fsMount, .fatal, long, (1...30).map { ($0 * 1_000, long) })
        diagnosis.subject = long
        diagnosis.partition = poison
        diagnosis.offset = 0x1000
        diagnosis.causes = [
            Diagnosis.Cause(cause: poison, title: long, share: .nan, logOdds: 0, because: [long, "against: " + poison])
        ]
        diagnosis.steps = [Diagnosis.Step(action: long, why: poison, risk: .destroysData)]
        diagnosis.badBlocks = [LocatedBlock(offset: .max, block: .max, partition: poison)]
        sample.send(.diagnosis(diagnosis), line: 9)
        let partitions = (0..<40).map { index in
            FlashLayout.Partition(
                index: index, name: index == 7 ? poison : long, offset: UInt64(index) * 77_777,
                size: UInt64(index) << 17)
        }
        sample.send(.layout(FlashLayout(origin: .vendor, device: long, partitions: partitions, lines: 1...9)), line: 9)
        sample.verdict(.boot, .failed, .fsMount, ["d1"], long)
        sample.verdict(.capture, .failed, .fsMount, ["d1"], long)
        return sample.collector
    }

    @Test func `a long line is shortened around the word of trouble`() {
        let line = "mtdparts=" + String(repeating: "abc,", count: 40) + " then CRC check failed here"
        let short = Excerpt.of(line, columns: 60, ellipsis: "…")
        #expect(short == "mtdparts=abc,abc,abc … CRC check failed here")
        #expect(Excerpt.of("short", columns: 60, ellipsis: "…") == "short")
        let early = "Error: " + String(repeating: "x", count: 100)
        #expect(Excerpt.of(early, columns: 20, ellipsis: "…") == "Error: xxxxxxxxxxxx…")
    }

    @Test func `of much evidence the first and the last lines are quoted`() {
        var diagnosis = ReportSample.diagnosis("d1", .flashIOError, .error, "x", (1...10).map { ($0, "l\($0)") })
        diagnosis.furtherEvidence = 5
        #expect(
            QuotedEvidence(diagnosis, maximumLines: 6).rows == [
                .line(1, "l1"), .line(2, "l2"), .line(3, "l3"), .line(4, "l4"), .more(9), .line(9, "l9"),
                .line(10, "l10"),
            ])
    }

    @Test(
        arguments: [
            (0, "0 B"), (512, "512 B"), (131_072, "128 KiB"), (1_179_648, "1152 KiB"), (1 << 20, "1 MiB"),
            (107_872_256, "102.8 MiB"), (3 << 30, "3 GiB"), (.max, "16777215.9 TiB"),
        ] as [(UInt64, String)])
    func `sizes are exact where a table is read closely`(bytes: UInt64, expected: String) {
        #expect(Wording.size(bytes) == expected)
    }
}

extension String {
    /// The text without SGR sequences.
    var withoutColor: String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<start]
            rest = rest[start...].drop { $0 != "m" }.dropFirst()
        }
        return result + rest
    }
}
