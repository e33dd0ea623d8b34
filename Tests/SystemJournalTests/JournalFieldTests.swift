// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemJournal
import TestSupport
import Testing

@Suite struct JournalFieldTests {
    @Test(arguments: [
        ("BOOTWATCH_PORT", "BOOTWATCH_PORT"), ("baud", "BAUD"), ("usb-path", "USB_PATH"), ("_PID", "X__PID"),
        ("1st", "X_1ST"), ("", "X_"), ("grün", "GR__N"), ("A=B\n", "A_B_"),
    ])
    func `a name becomes one that journald takes`(name: String, expected: String) {
        #expect(JournalField(name, "x").name == expected)
    }

    @Test func `a long name is cut`() {
        #expect(JournalField(String(repeating: "n", count: 200), "x").name.utf8.count == 64)
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a\nb", "a\\x0ab"), ("\u{1B}[2J", "\\x1b[2J"), ("a\0b", "a\\x00b"),
        ("\u{202E}evil", "\\u{202e}evil"), ("grün", "grün"), ("x\ty", "x       y"),
    ])
    func `a value is visible text on one line`(value: String, expected: String) {
        #expect(JournalField("BOOTWATCH_EVIDENCE", value).value == expected)
    }

    @Test(arguments: ["a", "ü", "€", "𝄞", "\n", "\t", "\u{301}", "\u{E0001}"])
    func `a long value is cut at a character and says so`(piece: String) {
        for count in [1_000, 2_036, 4_000, 4_085, 4_086, 4_087, 4_100, 300_000] {
            let field = JournalField("MESSAGE", String(repeating: piece, count: count))
            let length = field.name.utf8.count + 1 + field.value.utf8.count
            #expect(length <= JournalField.maximumLength)
            if piece.utf8.count * count > JournalField.maximumLength {
                #expect(field.value.hasSuffix("…"))
                #expect(length > JournalField.maximumLength - 16)
            }
            #expect(!field.value.contains("\u{FFFD}"))
        }
    }

    @Test func `what just fits is not cut`() {
        let room = JournalField.maximumLength - "MESSAGE=".utf8.count
        let text = String(repeating: "x", count: room)
        #expect(JournalField("MESSAGE", text).value == text)
        #expect(JournalField("MESSAGE", text + "x").value == String(repeating: "x", count: room - 3) + "…")
    }

    @Test func `whatever bytes a board sends, the field is fit`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...6_000, using: &random)).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0x41
            }
            let field = JournalField("BOOTWATCH_EVIDENCE", String(decoding: bytes, as: UTF8.self))
            #expect(field.name.utf8.count + 1 + field.value.utf8.count <= JournalField.maximumLength)
            #expect(!field.value.utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
    }
}
