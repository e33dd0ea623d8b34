// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct LineEditingTests {
    static let backspaces = [
        LineSample(
            "autoboot countdown",
            "Hit any key to stop autoboot:  3 \u{8}\u{8}\u{8} 2 \u{8}\u{8}\u{8} 1 \u{8}\u{8}\u{8} 0 \n",
            ["Hit any key to stop autoboot:  0 "]),
        LineSample("countdown of one place", "Autoboot in 3\u{8}2\u{8}1\u{8}0\n", ["Autoboot in 0"]),
        LineSample("a typed letter taken back", "=> prinf\u{8} \u{8}tenv\n", ["=> printenv"]),
        LineSample("a propeller", "Loading |\u{8}/\u{8}-\u{8}\\\u{8} done\n", ["Loading  done"]),
        LineSample("more backspaces than letters", "ab\u{8}\u{8}\u{8}\u{8}xy\n", ["xy"]),
        LineSample("a backspace alone moves and erases nothing", "abc\u{8}\n", ["abc"]),
    ]

    @Test(arguments: backspaces)
    func `backspaces move left and what follows overwrites`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    @Test func `one backspace goes over a whole character`() {
        let bytes = Array("caf\u{E9}\u{8}\u{1B}[Ke\n".utf8)
        #expect(LineReading(bytes).lines.map(\.string) == ["cafe"])
    }

    static let escapes = [
        LineSample("colour", "\u{1B}[1;31mERROR\u{1B}[0m: bad\n", ["ERROR: bad"]),
        LineSample("systemd's status", "[\u{1B}[0;32m  OK  \u{1B}[0m] Started\n", ["[  OK  ] Started"]),
        LineSample("cursor and mode", "\u{1B}[2J\u{1B}[H\u{1B}[?25lmenu\u{1B}[?25h\n", ["menu"]),
        LineSample("window title ended by BEL", "\u{1B}]0;root@board\u{7}# ls\n", ["# ls"]),
        LineSample("window title ended by ST", "\u{1B}]0;root@board\u{1B}\\# ls\n", ["# ls"]),
        LineSample("character set", "\u{1B}(Btext\u{1B})0\n", ["text"]),
        LineSample("keypad and save", "\u{1B}=\u{1B}>\u{1B}7text\u{1B}8\n", ["text"]),
        LineSample("device control string", "\u{1B}P1$r0m\u{1B}\\text\n", ["text"]),
        LineSample("asking where the cursor is", "\u{1B}[6nlogin:\n", ["login:"]),
        LineSample("an escape inside an escape", "\u{1B}[1\u{1B}[0mtext\n", ["text"]),
        LineSample("ESC twice", "\u{1B}\u{1B}[0mtext\n", ["text"]),
        LineSample("a tilde key", "a\u{1B}[3~b\n", ["ab"]),
    ]

    @Test(arguments: escapes)
    func `escape sequences vanish`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    static let erasing = [
        LineSample("to the end", "abcdef\u{8}\u{8}\u{8}\u{1B}[K\n", ["abc"]),
        LineSample("to the end, with a zero", "abcdef\u{8}\u{8}\u{1B}[0Kx\n", ["abcdx"]),
        LineSample("the whole line", "abcdef\u{1B}[2Kx\n", ["x"]),
        LineSample("the screen below", "abcdef\u{8}\u{8}\u{8}\u{1B}[J\n", ["abc"]),
        LineSample("to the start is nothing to a reader", "abc\u{1B}[1Kd\n", ["abcd"]),
        LineSample("columns to the left", "abcdef\u{1B}[3DX\n", ["abcXef"]),
        LineSample("far to the left", "abc\u{1B}[999DX\n", ["Xbc"]),
        LineSample("to a column", "abcdef\u{1B}[2GX\n", ["aXcdef"]),
        LineSample("to a column beyond the end", "abc\u{1B}[90GX\n", ["abcX"]),
        LineSample("a huge parameter", "abc\u{1B}[99999999999999999999DX\n", ["Xbc"]),
    ]

    @Test(arguments: erasing)
    func `erasing and moving escapes change the line as on the screen`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    static let unfinished = [
        LineSample("OSC", "\u{1B}]0;title\nnext\n", ["", "next"]),
        LineSample("CSI", "text\u{1B}[12\nnext\n", ["text", "next"]),
        LineSample("ESC", "text\u{1B}\nnext\n", ["text", "next"]),
        LineSample("character set", "text\u{1B}(\nnext\n", ["text", "next"]),
        LineSample("DCS with CR LF", "text\u{1B}Pabc\r\nnext\r\n", ["text", "next"]),
        LineSample("a string after an escape in it", "text\u{1B}]0;a\u{1B}\nnext\n", ["text", "next"]),
        LineSample("at the end of the capture", "text\u{1B}[", ["text"]),
    ]

    @Test(arguments: unfinished)
    func `an unfinished escape does not swallow the next line`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    @Test func `an escape string that does not end is given up`() {
        let text = LineReading("\u{1B}]" + String(repeating: "x", count: 10_000) + "\n").texts.joined()
        #expect(text.count >= 10_000 - EscapeSequence.maximumLength)
        #expect(text.count < 10_000)
    }

    /// What systemd 257 prints before a login: OSC 3008 with a dozen fields.
    private static let context =
        "\u{1B}]3008;start=" + String(repeating: "0a1b2c3d", count: 8) + ";user=root;hostname=board;machineid="
        + String(repeating: "01234567", count: 4) + ";bootid=" + String(repeating: "89abcdef", count: 4)
        + ";pid=612;comm=agetty;type=service;cwd=/" + String(repeating: "var/lib/long/", count: 30) + "\u{1B}\\"

    @Test(arguments: [1, 2, 3, 255, 256, 257, 599])
    func `a long string of a terminal's vanishes, wherever it is split`(portion: Int) {
        let stream = "before\n" + Self.context + "board login: \n"
        #expect(Self.context.utf8.count > 590)
        #expect(LineReading(Array(stream.utf8), portions: [portion]).texts == ["before", "board login: "])
    }

    @Test(arguments: ["\u{1B}]3008;", "\u{1B}P", "\u{1B}_", "\u{1B}]\u{1B}"], [1, 97, 4_096])
    func `an endless string hides only what it is allowed to`(opening: String, portion: Int) {
        let stream = opening + String(repeating: "Kernel panic ", count: 2_000) + "\nnext\n"
        let texts = LineReading(Array(stream.utf8), portions: [portion]).texts
        #expect(texts.last == "next")
        #expect(
            texts.dropLast().joined().count >= stream.utf8.count - 6 - opening.utf8.count - EscapeSequence.maximumLength
        )
    }

    static let caret = [
        LineSample("colour", "^[[0mtext^[[1;32m end\n", ["text end"]),
        LineSample("erase", "text^[[K\n", ["text"]),
        LineSample("private mode", "^[[?25htext\n", ["text"]),
        LineSample("an array index is none", "a^[0] b\n", ["a^[0] b"]),
        LineSample("carets alone stay", "^C ^ ^[ ^[[ end\n", ["^C ^ ^[ ^[[ end"]),
        LineSample("a cut one stays", "text^[[1;3\n", ["text^[[1;3"]),
        LineSample(
            "a long run of digits is none", "^[[" + String(repeating: "1", count: 40) + "m\n",
            [
                "^[[" + String(repeating: "1", count: 40) + "m"
            ]),
    ]

    @Test(arguments: caret)
    func `escapes that a logger wrote with a caret vanish, other carets stay`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    // MARK: - Single bytes

    @Test func `NUL vanishes and is no garbage`() throws {
        let line = try #require(LineReading("\0te\0xt\0\n").lines.first)
        #expect(line.string == "text")
        #expect(line.garbageCount == 0)
    }

    @Test func `BEL, XON and XOFF vanish and are no garbage`() throws {
        let line = try #require(LineReading("\u{7}te\u{11}x\u{13}t\n").lines.first)
        #expect(line.string == "text")
        #expect(line.garbageCount == 0)
    }

    @Test func `other control bytes vanish and are garbage`() throws {
        let line = try #require(LineReading("\u{1}te\u{1F}xt\u{7F}\n").lines.first)
        #expect(line.string == "text")
        #expect(line.garbageCount == 3)
    }

    @Test func `a tab is kept in the text and is a blank of the body`() {
        let reading = LineReading("key\tvalue\t\tend\n")
        #expect(reading.texts == ["key\tvalue\t\tend"])
        #expect(reading.bodies == ["key value end"])
    }

    static let bodies: [(String, String)] = [
        ("", ""), ("   ", ""), ("\t \t", ""), ("a", "a"), ("  a  ", "a"), ("a  b", "a b"), ("a \t b", "a b"),
        ("\ta\tb\t", "a b"), ("a b c", "a b c"), ("a   b\tc    d ", "a b c d"),
    ]

    @Test(arguments: bodies)
    func `a body has single blanks and none at its ends`(text: String, body: String) {
        #expect(LineReading(text + "\n").bodies == [body])
    }

    // MARK: - UTF-8

    static let invalid: [([UInt8], Int)] = [
        ([0x61], 0), (Array("é€𝄞".utf8), 0), ([0xFF], 1), ([0xC3], 1), ([0xC3, 0x28], 1), ([0x80, 0x80], 2),
        ([0xE2, 0x82], 2), ([0xC0, 0x80], 2), ([0xED, 0xA0, 0x80], 3), ([0xF4, 0x90, 0x80, 0x80], 4),
        ([0xF0, 0x80, 0x80, 0x80], 4), ([0xE0, 0x80, 0x80], 3), ([0xEF, 0xBF, 0xBD], 3),
        ([0x61, 0xFE, 0x62, 0xC3, 0xA9], 1),
        ([0xF0, 0x9D, 0x84], 3), ([0xF5, 0x80], 2),
    ]

    @Test(arguments: invalid)
    func `every byte that is no part of UTF-8 counts as garbage`(bytes: [UInt8], count: Int) {
        #expect(LineReading(bytes + [0x0A]).lines.first?.garbageCount == count)
    }

    @Test func `a character that a portion cuts is no garbage`() {
        let bytes = Array("naïve €\n".utf8)
        #expect(LineReading(bytes, portions: [1]).lines.map(\.garbageCount) == [0])
    }

    @Test func `raw bytes stay in the text`() {
        #expect(LineReading("a\u{FE}b\u{80}\n").texts == ["a\u{FE}b\u{80}"])
    }
}
