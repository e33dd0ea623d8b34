// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import WatchScreen

/// What of the board's bytes reaches the technician's terminal.
@Suite struct EscapeFilterTests {
    private func filtered(
        _ bytes: [UInt8], portion: Int = .max, unicode: Bool = true, lastRow: Int? = nil
    ) -> [UInt8] {
        var filter = EscapeFilter(unicode: unicode)
        filter.lastRow = lastRow
        var output: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = portion == .max ? bytes.count : min(start + portion, bytes.count)
            filter.append(bytes.span.extracting(start..<end), to: &output)
            start = end
        }
        return output
    }

    private func filtered(_ text: String, unicode: Bool = true, lastRow: Int? = nil) -> String {
        String(decoding: filtered(Array(text.utf8), unicode: unicode, lastRow: lastRow), as: UTF8.self)
    }

    // MARK: - What passes

    @Test(arguments: [
        "plain text\r\n", "3 \u{08}\u{08} 2", "a\tb", "\u{07}", "Größe 日本語 ░▒▓ ✓\r\n", "e\u{0301}",
        "\u{1B}[2A\u{1B}[3B\u{1B}[4C\u{1B}[5D", "\u{1B}[7G\u{1B}[2;5H\u{1B}[3d", "\u{1B}[0J\u{1B}[1J\u{1B}[2J",
        "\u{1B}[0K\u{1B}[1K\u{1B}[2K", "\u{1B}[2L\u{1B}[2M\u{1B}[2@\u{1B}[2P\u{1B}[2X\u{1B}[2S\u{1B}[2T",
        "\u{1B}7\u{1B}8", "\u{1B}M", "\u{1B}[?25l\u{1B}[?25h\u{1B}[?7l\u{1B}[?7h", "\u{1B}[2Z\u{1B}[2I", "\u{FFFD}",
    ])
    func `text, movement and erasing pass as they come`(text: String) {
        #expect(filtered(text) == text)
    }

    @Test(arguments: [
        ("\u{1B}[m", ""), ("\u{1B}[1m\u{1B}[m", "\u{1B}[0;1m\u{1B}[0m"), ("\u{1B}[31;1mx", "\u{1B}[0;1;31mx"),
        ("\u{1B}[97;104m", "\u{1B}[0;97;104m"), ("\u{1B}[38;5;208m", "\u{1B}[0;38;5;208m"),
        ("\u{1B}[48;2;1;2;3m", "\u{1B}[0;48;2;1;2;3m"), ("\u{1B}[38:2::1:2:3m", "\u{1B}[0;38;2;1;2;3m"),
        ("\u{1B}[38:5:9m", "\u{1B}[0;38;5;9m"), ("\u{1B}[4:3m", "\u{1B}[0;4m"),
        ("\u{1B}[4m\u{1B}[4:0m", "\u{1B}[0;4m\u{1B}[0m"),
        ("\u{1B}[1;2;3;4;5;7;9m\u{1B}[22;23;24;25;27;29m", "\u{1B}[0;1;2;3;4;5;7;9m\u{1B}[0m"),
        ("\u{1B}[31m\u{1B}[39m", "\u{1B}[0;31m\u{1B}[0m"), ("\u{1B}[8mx", "x"), ("\u{1B}[38;5mx", "x"),
        ("\u{1B}[38;5;999mx", "x"), ("\u{1B}[58;5;1;1mx", "\u{1B}[0;1mx"), ("\u{1B}[11mx", "x"),
    ])
    func `colours pass as one complete sequence`(text: String, expected: String) {
        #expect(filtered(text) == expected)
    }

    @Test func `ESC 8 brings back the colour of ESC 7`() {
        #expect(
            filtered("\u{1B}[31m\u{1B}7\u{1B}[32m\u{1B}8\u{1B}[31mx\u{1B}[1my")
                == "\u{1B}[0;31m\u{1B}7\u{1B}[0;32m\u{1B}8x\u{1B}[0;1;31my")
    }

    @Test(arguments: [
        ("\u{1B}[H", "\u{1B}[1;1H"), ("\u{1B}[;5f", "\u{1B}[1;5H"), ("\u{1B}[`", "\u{1B}[1G"),
        ("\u{1B}[a", "\u{1B}[1C"), ("\u{1B}[e", "\u{1B}[1B"), ("\u{1B}[s\u{1B}[u", "\u{1B}7\u{1B}8"),
        ("\u{1B}D", "\n"), ("\u{1B}E", "\r\n"), ("\u{1B}[99999999999999999999A", "\u{1B}[9999A"),
        ("\u{1B}[0A", "\u{1B}[1A"), ("x\u{1B}[3by", "xxxxy"), ("\u{1B}[3by", "y"), ("a\u{A0}b", "a b"),
    ])
    func `sequences have one spelling`(text: String, expected: String) {
        #expect(filtered(text) == expected)
    }

    @Test func `rows are clamped above the status line`() {
        #expect(filtered("\u{1B}[99;3H\u{1B}[24d\u{1B}[23d", lastRow: 23) == "\u{1B}[23;3H\u{1B}[23d\u{1B}[23d")
    }

    @Test func `a repeated character is bounded`() {
        #expect(filtered("x\u{1B}[9999b").count == 1 + EscapeFilter.maximumRepeats)
    }

    // MARK: - What never passes

    @Test(arguments: [
        // Title, clipboard, files, hyperlinks, colours that are asked for, systemd's context.
        "\u{1B}]0;title\u{07}", "\u{1B}]2;title\u{1B}\\", "\u{1B}]52;c;ZXZpbA==\u{07}",
        "\u{1B}]1337;File=name=eA==:AAAA\u{07}", "\u{1B}]8;;http://x\u{1B}\\", "\u{1B}]10;?\u{07}",
        "\u{1B}]11;?\u{1B}\\",
        "\u{1B}]3008;start=\(String(repeating: "0", count: 500))\u{1B}\\", "\u{1B}kname\u{1B}\\",
        // Strings.
        "\u{1B}P1$r0m\u{1B}\\", "\u{1B}P+q544e\u{1B}\\", "\u{1B}_Ga=T\u{1B}\\", "\u{1B}^pm\u{1B}\\",
        "\u{1B}Xsos\u{1B}\\",
        "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;eA==\u{07}\u{1B}\\",
        // Queries.
        "\u{1B}[6n", "\u{1B}[5n", "\u{1B}[?6n", "\u{1B}[c", "\u{1B}[>c", "\u{1B}[=c", "\u{1B}[0c", "\u{1B}[x",
        "\u{1B}[>q",
        "\u{1B}[?2026$p", "\u{1B}[18t", "\u{1B}[21t", "\u{1B}[8;50;100t", "\u{05}", "\u{1B}Z", "\u{1B}[?u",
        "\u{1B}[>4m",
        "\u{1B}[?4m", "\u{1B}[&w", "\u{1B}[1;1;1;1;1;1*y",
        // Modes and resets.
        "\u{1B}[2;10r", "\u{1B}[r", "\u{1B}c", "\u{1B}[!p", "\u{1B}#8", "\u{1B}[?1049h", "\u{1B}[?47l", "\u{1B}[?1000h",
        "\u{1B}[?1004h", "\u{1B}[?2004h", "\u{1B}=", "\u{1B}>", "\u{1B}[4h", "\u{1B}[20h", "\u{1B}[?6h", "\u{1B}[?3h",
        "\u{1B}[?5h", "\u{1B}[?69h", "\u{1B}[1;5s", "\u{1B}[?1;25h", "\u{1B}[?25;1049h",
        "\u{1B}[3g", "\u{1B}H", "\u{1B}[3J", "\u{1B}[?2J", "\u{1B}[1 q", "\u{1B}[2\"q", "\u{1B}[1;2;3;4;5T",
        // Character sets.
        "\u{0E}", "\u{0F}", "\u{1B}(0", "\u{1B})B", "\u{1B}*A", "\u{1B}n", "\u{1B}o", "\u{1B}N", "\u{1B}%G", "\u{1B} F",
        // Printer.
        "\u{1B}[5i", "\u{1B}[?5i",
        // Controls, also as UTF-8.
        "\u{00}", "\u{0B}", "\u{0C}", "\u{11}", "\u{13}", "\u{18}", "\u{1A}", "\u{1C}", "\u{7F}", "\u{9B}", "\u{9D}",
        "\u{90}",
        "\u{85}",
        // What is not seen, or turns the direction of writing.
        "\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{00AD}", "\u{FE0F}", "\u{2028}", "\u{E0041}",
        "\u{061C}",
    ])
    func `nothing of it reaches the terminal`(text: String) {
        #expect(filtered("<\(text)>") == "<>")
        var filter = EscapeFilter()
        var output: [UInt8] = []
        filter.append(Array("<\(text)>".utf8).span, to: &output)
        #expect(!filter.count.isZero)
    }

    @Test func `bytes of C1 controls are no text, and said so`() {
        #expect(String(decoding: filtered([0x61, 0x9B, 0x36, 0x6E, 0x62]), as: UTF8.self) == "a\u{FFFD}6nb")
    }

    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"), ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xF4, 0x90], "\u{FFFD}\u{FFFD}"),
            ([0xE2, 0xE2, 0x82, 0xAC], "\u{FFFD}€"), ([0xF0, 0x9F, 0x1B, 0x5B, 0x41], "\u{FFFD}\u{1B}[1A"),
        ] as [([UInt8], String)])
    func `what is no UTF-8 becomes a replacement`(bytes: [UInt8], expected: String) {
        #expect(String(decoding: filtered(bytes), as: UTF8.self) == expected)
    }

    @Test func `without Unicode nothing but ASCII is shown`() {
        #expect(filtered("Größe 日本 e\u{0301} \u{202E}✓", unicode: false) == "Gr??e ?? e ?")
        #expect(filtered([0xFF, 0x41], unicode: false) == Array("?A".utf8))
    }

    @Test func `marks are not stacked, and none stands at the start of a line`() {
        #expect(filtered("e\u{0301}\u{0301}\u{0301}\u{0301}") == "e\u{0301}\u{0301}")
        #expect(filtered("\u{0301}x\r\n\u{0301}y") == "x\r\ny")
        #expect(filtered("x\u{1B}[A\u{0301}") == "x\u{1B}[1A")
    }

    // MARK: - What does not end

    @Test func `a string without an end is given up at the line's end`() {
        #expect(filtered("a\u{1B}]0;title\r\nnext\r\n") == "a\nnext\r\n")
        #expect(filtered("a\u{1B}Pdcs\nnext\u{1B}[3\nmore") == "a\nnext\nmore")
    }

    @Test func `a string without an end is given up after its limit`() {
        let shown = filtered("\u{1B}]" + String(repeating: "x", count: 10_000))
        #expect(shown.count == 10_000 - EscapeFilter.maximumStringLength)
        let control = filtered("\u{1B}[" + String(repeating: "1;", count: 1_000) + "mend")
        #expect(control.hasSuffix("mend"))
        #expect(filtered("\u{1B}[" + String(repeating: "1;", count: 50) + "mend") == "end")
    }

    @Test func `a sequence that is cut off by another is dropped alone`() {
        #expect(filtered("\u{1B}[3\u{1B}[2Ax") == "\u{1B}[2Ax")
        #expect(filtered("\u{1B}]0;t\u{1B}[2Ax") == "\u{1B}[2Ax")
        #expect(filtered("\u{1B}\u{1B}[2Ax") == "\u{1B}[2Ax")
        #expect(filtered("\u{1B}[3é") == "é")
        #expect(filtered("\u{1B}[3\u{08}x") == "\u{08}x")
    }

    @Test func `what was dropped is counted by its kind`() {
        var filter = EscapeFilter()
        var output: [UInt8] = []
        filter.append(([0x05, 0x00] + Array("\u{1B}[6n\u{202E}".utf8) + [0xFF]).span, to: &output)
        #expect(filter.count.controls == 3)
        #expect(filter.count.sequences == 1)
        #expect(filter.count.replaced == 1)
    }

    // MARK: - Any bytes

    /// Bytes of which many begin or continue a sequence.
    private func hostile(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] = [
            [0x1B], Array("\u{1B}[".utf8), Array("\u{1B}]".utf8), [0x9B], [0xC2, 0x9B], [0xC2], [0xE2, 0x80, 0xAE],
            Array("?1049h".utf8), Array("6n".utf8), [0x07], [0x0A], [0x0E], Array("\u{1B}\\".utf8),
            Array("38;5;1m".utf8),
            Array("日本".utf8), [0xCC, 0x81], Array("\u{1B}7".utf8), Array("\u{1B}8".utf8), Array("b".utf8),
        ]
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += random.chance(50) ? random.pick(pieces) : random.bytes(Int.random(in: 1...4, using: &random))
        }
        return bytes
    }

    @Test func `a megabyte of chance holds nothing forbidden`() {
        var random = SplitMix64(seed: 3)
        let noise = filtered(random.bytes(1 << 20))
        #expect(TerminalScanner(noise).offences == [])
        #expect(noise.count > 100_000)
        let hostile = filtered(hostile(1 << 20, seed: 4))
        #expect(TerminalScanner(hostile).offences == [])
        #expect(TerminalScanner(filtered(random.bytes(1 << 16), unicode: false)).offences == [])
    }

    @Test func `the scanner finds what it is made for`() {
        for text in [
            "\u{1B}]0;x\u{07}", "\u{1B}[6n", "\u{1B}c", "\u{0E}", "\u{1B}[?1049h", "\u{202E}", "\u{1B}(0", "\u{1B}[3J",
        ] {
            #expect(!TerminalScanner(Array(text.utf8)).offences.isEmpty)
        }
        #expect(!TerminalScanner([0x9B]).offences.isEmpty)
    }

    @Test(arguments: [1, 2, 3, 7, 4096])
    func `every split gives the same bytes`(portion: Int) {
        let bytes = hostile(50_000, seed: 9)
        #expect(filtered(bytes, portion: portion) == filtered(bytes))
    }
}
