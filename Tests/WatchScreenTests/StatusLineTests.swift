// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import EventSinks
@testable import WatchScreen

/// What the last row says, and when it is painted.
@Suite struct StatusLineTests {
    private let start = Timestamp(nanoseconds: 5_000_000_000)

    private func line() -> StatusLine {
        var line = StatusLine(port: "ttyUSB0", speed: 115_200, hint: "ctrl-t ? help")
        line.stage = .bootloader
        line.activity = .loading
        line.since = start
        line.boot = 3
        line.worst = (.verifyChecksum, .error, "summary")
        line.othersCount = 2
        line.noticeCount = 1
        return line
    }

    private func text(_ line: StatusLine, _ columns: Int, unicode: Bool = true, seconds: Int64 = 12) -> String {
        let now = start.advanced(byNanoseconds: seconds * 1_000_000_000)
        return String(
            decoding: line.row(at: now, columns: columns, style: Style(color: false, unicode: unicode)), as: UTF8.self)
    }

    @Test(arguments: [
        (
            120,
            "── ttyUSB0 115200 │ boot 3 │ boot loader: loading 12 s │ error[verify.checksum] +2 │ 1 notice ─────────── ctrl-t ? help "
        ),
        (80, "── ttyUSB0 115200 │ boot 3 │ boot loader: loading 12 s │ error[verify.checksum] "),
        (60, "── ttyUSB0 │ boot loader 12 s │ error[verify.checksum] +2 ──"),
        (50, "── ttyUSB0 │ boot loader │ error[verify.checksum] "),
        (40, "── boot loader │ error[verify.checksum] "), (30, "── error[verify.checksum] +2 ─"),
        (22, "── error[verify.chec… "),
    ])
    func `the least important parts are left out first`(columns: Int, expected: String) {
        #expect(text(line(), columns) == expected)
    }

    @Test func `in ASCII`() {
        #expect(
            text(line(), 90, unicode: false)
                == "-- ttyUSB0 115200 | boot 3 | boot loader: loading 12 s | error[verify.checksum] +2 -------")
    }

    @Test(arguments: [true, false], [true, false])
    func `the row is exactly as wide as the screen`(color: Bool, unicode: Bool) {
        var line = line()
        line.port = "端末 \u{1B}[31m/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
        for columns in 20...250 {
            let row = line.row(at: start, columns: columns, style: Style(color: color, unicode: unicode))
            let plain = String(decoding: row, as: UTF8.self).replacing(/\u{1B}\[[0-9;]*m/, with: "")
            #expect(SafeText.width(of: plain) == columns)
            #expect(!plain.contains("\u{1B}"))
            if !unicode { #expect(plain.utf8.allSatisfy { $0 < 0x80 }) }
        }
    }

    @Test(arguments: [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h 0 min"), (90_061, "25 h 1 min"),
    ])
    func `durations`(seconds: Int64, expected: String) {
        #expect(StatusLine.duration(seconds * 1_000_000_000) == expected)
    }

    // MARK: - When it is painted

    /// Paintings in bytes for a terminal: the status line is the only row that is addressed.
    private func paintings(_ bytes: [UInt8]) -> Int {
        String(decoding: bytes, as: UTF8.self).ranges(of: "\u{1B}[24;1H").count
    }

    @Test func `output at speed does not paint it again`() {
        var sample = ScreenSample()
        sample.begin()
        _ = sample.output()
        for number in 0..<1_000 { sample.screen.receive(Array("line \(number)\r\n".utf8).span, at: sample.time) }
        #expect(paintings(sample.output()) == 0)
    }

    @Test func `many changes in a moment are one painting`() {
        var sample = ScreenSample()
        sample.begin()
        _ = sample.output()
        for _ in 0..<50 {
            sample.stage(.bootloader, .loading)
            sample.stage(.bootloader, .verifying)
        }
        #expect(paintings(sample.output()) == 0)
        #expect(sample.screen.deadline == sample.time.advanced(byNanoseconds: WatchScreen.paintInterval))
        sample.pass(WatchScreen.paintInterval)
        let output = sample.output()
        #expect(paintings(output) == 1)
        #expect(String(decoding: output, as: UTF8.self).contains("boot loader: verifying"))
    }

    @Test func `an idle screen wakes each second for a minute, and each minute from there on`() {
        var sample = ScreenSample()
        sample.begin()
        #expect(sample.screen.deadline == nil)
        sample.stage(.kernel)
        var wakes = 0
        let end = sample.time.advanced(byNanoseconds: 3_600_000_000_000)
        while let deadline = sample.screen.deadline, deadline < end {
            sample.screen.advance(to: deadline)
            wakes += 1
        }
        #expect((115...125).contains(wakes), "\(wakes)")
    }

    @Test func `nothing wakes a screen that is stopped or over`() {
        var sample = ScreenSample()
        sample.begin()
        sample.stage(.kernel)
        sample.screen.suspend()
        #expect(sample.screen.deadline == nil)
        sample.screen.resume(.standard, at: sample.time)
        #expect(sample.screen.deadline != nil)
        sample.screen.end()
        #expect(sample.screen.deadline == nil)
        _ = sample.output()
        sample.print("late")
        sample.screen.say("late")
        sample.screen.end()
        #expect(sample.output() == [])
    }

    @Test func `without leave for colours there is no reverse video`() {
        var sample = ScreenSample(color: false)
        sample.begin()
        sample.send(.diagnosis(ScreenSample.diagnosis()))
        sample.pass(1_000_000_000)
        let output = String(decoding: sample.output(), as: UTF8.self)
        #expect(output.ranges(of: /\u{1B}\[[0-9;]*m/).allSatisfy { output[$0] == "\u{1B}[0m" })
    }
}
