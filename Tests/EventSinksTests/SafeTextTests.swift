// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import Testing

struct SafeTextTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("\u{1B}[2J\u{1B}]0;owned\u{07}", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("a\u{0}b\u{7F}c\r\n", "a\\x00b\\x7fc\\x0d\\x0a"),
        ("\u{9B}31m\u{85}", "\\x9b31m\\x85"),
        ("user\u{202E}txt.exe\u{2066}\u{2069}", "user\\u{202e}txt.exe\\u{2066}\\u{2069}"),
        ("\u{FEFF}a\u{200B}b\u{200D}c\u{AD}d", "\\u{feff}a\\u{200b}b\\u{200d}c\\u{ad}d"),
        ("line\u{2028}par\u{2029}", "line\\u{2028}par\\u{2029}"),
        ("no\u{A0}break\u{3000}", "no\\u{a0}break\\u{3000}"),
        ("\u{E0041}\u{FE0F}\u{E000}\u{FFFE}", "\\u{e0041}\\u{fe0f}\\u{e000}\\u{fffe}"),
        ("caf\u{E9} \u{6F22}", "caf\u{E9} \u{6F22}"),
        ("a\tb", "a       b"),
        ("12345678\tb", "12345678        b"),
    ])
    func `what is not visible becomes an escape, what is visible stays`(text: String, expected: String) {
        #expect(SafeText.visible(text) == expected)
    }

    @Test func `a stack of combining marks is taken apart, and none sits on what stands before it`() {
        let tower = "a" + String(repeating: "\u{301}", count: 6)
        #expect(SafeText.visible(tower) == "a\u{301}\u{301}\u{301}\\u{301}\\u{301}\\u{301}")
        #expect(SafeText.visible("\u{301}x") == "\\u{301}x")
    }

    @Test(
        arguments: [
            ([0x41, 0xFF, 0x42], "A\\xffB"),
            ([0xC3, 0xA9], "\u{E9}"),
            ([0xC3], "\\xc3"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF0, 0x9F, 0x98], "\\xf0\\x9f\\x98"),
            ([0xC0, 0xAF, 0x1B], "\\xc0\\xaf\\x1b"),
            ([], ""),
        ] as [([UInt8], String)])
    func `bytes that are no UTF-8 are shown one by one`(bytes: [UInt8], expected: String) {
        #expect(SafeText.visible(bytes: bytes) == expected)
    }

    @Test func `plain ASCII has an escape or a sign for everything else`() {
        #expect(SafeText.visible("caf\u{E9} … – “x”", ascii: true) == "caf\\u{e9} ... - \"x\"")
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("漢字漢字", 6, "漢字…"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
    func `text is cut at a column, never within a character`(text: String, columns: Int, expected: String) {
        let result = SafeText.truncated(text, to: columns)
        #expect(result == expected)
        #expect(SafeText.width(of: result) <= columns)
    }

    @Test func `no byte string gets through with anything that is not visible`() {
        var generator = SplitMix(state: 7)
        for _ in 0..<500 {
            let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            for text in [SafeText.visible(bytes: bytes), SafeText.visible(String(decoding: bytes, as: UTF8.self))] {
                #expect(text.isVisible)
            }
            #expect(SafeText.visible(bytes: bytes, ascii: true).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        }
    }
}

/// A generator whose numbers are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension String {
    /// Whether nothing in the text hides, moves or changes anything.
    var isVisible: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }
}
