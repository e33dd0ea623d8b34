// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog
@testable import WatchScreen

/// The output that is no terminal.
@Suite struct PlainScreenTests {
    private let time = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

    private func event(_ content: Event.Content) -> Event {
        Event(boot: 1, line: 9, time: time, secondsIntoBoot: nil, content: content)
    }

    private func text(_ screen: inout PlainScreen) -> String {
        String(decoding: screen.takeOutput(), as: UTF8.self)
    }

    @Test func `each line comes once, without escapes`() {
        var screen = PlainScreen()
        screen.receive(
            Array("\u{1B}[32mU-Boot\u{1B}[0m 2024\r\n\u{1B}]0;x\u{07}a\u{202E}b\r\n3 \u{08}\u{08}2".utf8).span, at: time
        )
        #expect(text(&screen) == "U-Boot 2024\na\\u{202e}b\n")
        screen.receive(Array("\r\n".utf8).span, at: time)
        #expect(text(&screen) == "2 \n")
    }

    @Test func `a prompt comes when the port falls silent, and again when something was typed`() {
        var screen = PlainScreen()
        screen.receive(Array("=> ".utf8).span, at: time)
        #expect(text(&screen) == "")
        let idle = time.advanced(byNanoseconds: LineAssembler.idleAllowance)
        #expect(screen.deadline == idle)
        screen.advance(to: idle)
        #expect(text(&screen) == "=> \n")
        #expect(screen.deadline == nil)
        screen.receive(Array("version\r\n=> ".utf8).span, at: time.advanced(byNanoseconds: 1_000_000_000))
        #expect(text(&screen) == "=> version\n")
        screen.finish()
        #expect(text(&screen) == "=> \n")
    }

    @Test func `a prompt that was shown does not come again at its end`() {
        var screen = PlainScreen()
        screen.receive(Array("login: ".utf8).span, at: time)
        screen.advance(to: time.advanced(byNanoseconds: LineAssembler.idleAllowance))
        screen.receive(Array("\r\n".utf8).span, at: time)
        screen.finish()
        #expect(text(&screen) == "login: \n")
    }

    @Test func `diagnoses and the panel have a prefix`() {
        var screen = PlainScreen()
        screen.receive(Array("   Verifying Checksum ... Bad Data CRC\r\n".utf8).span, at: time)
        screen.receive(event(.diagnosis(ScreenSample.diagnosis())))
        screen.receive(
            event(.stage(StageChange(stage: .bootloader, activity: .prompt, product: nil, release: nil))))
        screen.receive(event(.gap(Gap(.unplugged, duration: 3_000_000_000))))
        #expect(
            text(&screen) == """
                   Verifying Checksum ... Bad Data CRC
                bootwatch: error[verify.checksum]: The image's data does not match the checksum in its header (in recovery)
                bootwatch: FAILED  The image's data does not match the checksum in its header
                bootwatch:         verify.checksum, line 5, in partition recovery, at 0x00240000
                bootwatch:     5 │ ## Loading kernel from FIT Image at 81000000
                bootwatch:     6 │    Verifying Checksum ... Bad Data CRC
                bootwatch: why   62 %  The image was written only in part
                bootwatch:             + the checksum of the header is good
                bootwatch:             − against: the size fits the partition
                bootwatch:       31 %  Worn or damaged flash
                bootwatch:             + a bad block lies inside recovery
                bootwatch:        7 %  Another partition layout
                bootwatch: next  1. [read-only] At the loader prompt: `nand bad`
                bootwatch:       2. [writes] Set the clock
                bootwatch:       3. [DESTROYS DATA] Write an authentic image into the recovery partition
                bootwatch: gap: The port was unplugged for 3 s; what the board printed meanwhile is missing here

                """)
    }

    @Test func `time stamps, in ASCII`() {
        var screen = PlainScreen(unicode: false, timestamps: .sinceStart)
        screen.receive(Array("Größe\r\n".utf8).span, at: time)
        screen.receive(Array("zwei\r\n".utf8).span, at: time.advanced(byNanoseconds: 1_500_000_000))
        #expect(text(&screen) == "[00:00:00.000] Gr\\u{f6}\\u{df}e\n[00:00:01.500] zwei\n")
    }

    @Test func `no bytes bring a control into the output`() {
        var random = SplitMix64(seed: 5)
        var screen = PlainScreen()
        screen.receive(random.bytes(200_000).span, at: time)
        screen.finish()
        let output = screen.takeOutput()
        #expect(output.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A })
        #expect(output.count > 100_000)
    }
}
