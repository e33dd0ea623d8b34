// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import WatchScreen

/// What is typed, and what it means.
@Suite struct KeyReaderTests {
    private func actions(_ typed: String..., sendsInput: Bool = true, prefix: PrefixKey = .standard) -> [KeyAction] {
        var reader = KeyReader(prefix: prefix, sendsInput: sendsInput)
        return typed.flatMap { reader.receive(Array($0.utf8).span) }
    }

    private func sent(_ text: String) -> KeyAction { .send(Array(text.utf8)) }

    @Test(
        arguments: [
            ("?", .showHelp), ("b", .sendBreak), ("c", .showConfiguration), ("d", .showDiagnosis), ("e", .toggleEcho),
            ("f", .toggleLog), ("F", .flush), ("g0", .toggleLine(.dtr)), ("g1", .toggleLine(.rts)), ("l", .clearScreen),
            ("L", .showLines), ("o", .nextOutputMode), ("p0", .pulseLine(.dtr)), ("p1", .pulseLine(.rts)), ("q", .quit),
            ("s", .showStatistics), ("t", .nextTimestamps), ("v", .showVersion),
        ] as [(String, KeyAction)])
    func `a letter after the prefix is an order`(keys: String, action: KeyAction) {
        #expect(actions("\u{14}" + keys).last == action)
        #expect(actions("\u{14}", keys, sendsInput: false).last == action)
    }

    @Test func `every key of the help is known`() {
        for entry in KeyHelp.entries {
            if case .say(let text)? = actions("\u{14}" + entry.key).last {
                #expect(text.hasSuffix("which line? 0 DTR, 1 RTS"))
            }
        }
        #expect(KeyHelp.rows(prefix: .standard).contains("  ctrl-t b       send a break"))
        #expect(KeyHelp.rows(prefix: .standard).allSatisfy { $0.utf8.count < 76 })
    }

    @Test func `an unknown letter says so and sends nothing`() {
        #expect(actions("\u{14}z") == [.say("ctrl-t z means nothing; ctrl-t ? lists the keys.")])
        #expect(actions("\u{14}\r") == [.say("ctrl-t Enter means nothing; ctrl-t ? lists the keys.")])
        #expect(
            actions("\u{14}g7") == [
                .say("Toggle which line? 0 DTR, 1 RTS"), .say("7 is no line: 0 is DTR, 1 is RTS. Nothing was done."),
            ])
    }

    @Test func `everything else goes to the board as typed`() {
        #expect(actions("printenv\r") == [sent("printenv\r")])
        #expect(actions("ü\u{1B}[A\u{03}\u{01}") == [sent("ü\u{1B}[A\u{03}\u{01}")])
        var reader = KeyReader()
        #expect(reader.receive([0x80, 0xFF, 0x00, 0x7F].span) == [.send([0x80, 0xFF, 0x00, 0x7F])])
        #expect(actions("ab\u{14}bcd") == [sent("ab"), .sendBreak, sent("cd")])
    }

    @Test func `the prefix twice sends it once`() {
        #expect(actions("\u{14}\u{14}") == [sent("\u{14}")])
        #expect(actions("\u{14}", "\u{14}", "x") == [sent("\u{14}"), sent("x")])
    }

    @Test func `a tilde and a dot at the start of a line leave`() {
        #expect(actions("~.") == [.quit])
        #expect(actions("ls\r~.") == [sent("ls\r"), .quit])
        #expect(actions("ls\n", "~", ".") == [sent("ls\n"), .quit])
        #expect(actions("cd ~.") == [sent("cd ~.")])
        #expect(actions("x~.") == [sent("x~.")])
    }

    @Test func `any other tilde is sent`() {
        #expect(actions("~~x") == [sent("~x")])
        #expect(actions("~/bin\r") == [sent("~/bin\r")])
        #expect(actions("~\r~.") == [sent("~\r"), .quit])
        #expect(actions("~", "\u{14}q") == [sent("~"), .quit])
    }

    @Test func `without input only the prefix works`() {
        #expect(actions("reset\r~.", sendsInput: false) == [])
        #expect(actions("\u{14}\u{14}\u{14}q", sendsInput: false) == [.quit])
    }

    @Test func `another prefix key`() throws {
        let prefix = try #require(PrefixKey(letter: "A"))
        #expect(prefix.name == "ctrl-a")
        #expect(actions("\u{14}q", prefix: prefix) == [sent("\u{14}q")])
        #expect(actions("\u{01}q", prefix: prefix) == [.quit])
        for letter in ["m", "j", "i", "h", "1", "ä", " "] { #expect(PrefixKey(letter: Character(letter)) == nil) }
    }

    @Test(arguments: [1, 2, 3, 5])
    func `every split means the same`(portion: Int) {
        let typed = Array("a\u{14}bc\r~~d\r~x\u{14}g0\u{14}\u{14}\u{14}p9end\r~.".utf8)
        var whole = KeyReader()
        var parts = KeyReader()
        var actions: [KeyAction] = []
        for start in stride(from: 0, to: typed.count, by: portion) {
            actions += parts.receive(typed.span.extracting(start..<min(start + portion, typed.count)))
        }
        #expect(joined(actions) == joined(whole.receive(typed.span)))
    }

    private func joined(_ actions: [KeyAction]) -> [KeyAction] {
        actions.reduce(into: []) { result, action in
            if case .send(let more) = action, case .send(let before)? = result.last {
                result[result.count - 1] = .send(before + more)
            } else {
                result.append(action)
            }
        }
    }
}
