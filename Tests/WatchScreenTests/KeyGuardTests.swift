// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog
@testable import WatchScreen

/// What reaches the board while its loader counts down.
@Suite struct KeyGuardTests {
    private let time = Timestamp(nanoseconds: 1_000_000_000)

    private func passed(_ typed: String...) -> String {
        var keyGuard = KeyGuard()
        keyGuard.windowBegan()
        var bytes = typed.flatMap { keyGuard.receive(Array($0.utf8).span, at: time) }
        bytes += keyGuard.advance(to: time.advanced(byNanoseconds: 1_000_000_000))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "\u{1B}[12;40R", "\u{1B}[?12;40R", "\u{1B}[?62;1;2c", "\u{1B}[>41;354;0c", "\u{1B}[0n", "\u{1B}[?2026;2$y",
        "\u{1B}[8;24;80t", "\u{1B}[I", "\u{1B}[O", "\u{1B}[M !!", "\u{1B}[<0;10;10M", "\u{1B}[<0;10;10m",
        "\u{1B}P1+r544e=787465726d\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", "\u{1B}]11;rgb:0/0/0\u{07}",
        "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[?1u", "\u{1B}P>|tmux 3.3a\u{1B}\\",
    ])
    func `reports of the terminal are taken out`(report: String) {
        #expect(passed("a\(report)b") == "ab")
        let bytes = Array(report.utf8)
        #expect(passed(String(decoding: bytes.prefix(2), as: UTF8.self), String(report.dropFirst(2)), "x") == "x")
    }

    @Test(arguments: [
        " ", "\r", "\u{03}", "printenv\r", "\u{1B}[A", "\u{1B}OP", "\u{1B}[R", "\u{1B}[15~", "\u{1B}[1;5C", "\u{1B}x",
        "\u{1B}",
        "\u{1B}\u{1B}", "ü", "\u{1B}[", "\u{1B}[1;2", "\u{1B}]", "\u{1B}[é",
    ])
    func `what is typed passes`(keys: String) {
        #expect(passed(keys) == keys)
        #expect(passed(keys, "z") == keys + "z" || keys.hasPrefix("\u{1B}"))
    }

    @Test func `the Escape key is sent after a moment`() {
        var keyGuard = KeyGuard()
        keyGuard.windowBegan()
        #expect(keyGuard.receive([0x1B].span, at: time) == [])
        #expect(keyGuard.deadline == time.advanced(byNanoseconds: 50_000_000))
        #expect(keyGuard.advance(to: time.advanced(byNanoseconds: 49_000_000)) == [])
        #expect(keyGuard.advance(to: time.advanced(byNanoseconds: 50_000_000)) == [0x1B])
        #expect(keyGuard.deadline == nil)
    }

    @Test func `outside of a countdown everything passes`() {
        var keyGuard = KeyGuard()
        let report = Array("\u{1B}[12;40R\u{1B}".utf8)
        #expect(keyGuard.receive(report.span, at: time) == report)
        #expect(keyGuard.deadline == nil)
        #expect(keyGuard.reportCount == 0)
    }

    @Test func `reports are counted, and one that is cut off is not sent when the countdown ends`() {
        var keyGuard = KeyGuard()
        keyGuard.windowBegan()
        _ = keyGuard.receive(Array("\u{1B}[I\u{1B}[1;1R\u{1B}]52;c;ab".utf8).span, at: time)
        #expect(keyGuard.windowEnded() == [])
        #expect(keyGuard.receive(Array("x".utf8).span, at: time) == Array("x".utf8))
        #expect(keyGuard.reportCount == 2)
    }

    @Test func `a paste that was queued before is held back and said so`() {
        var keyGuard = KeyGuard()
        keyGuard.windowBegan()
        #expect(keyGuard.heldBack(0) == nil)
        #expect(
            keyGuard.heldBack(11)
                == "Held back 11 bytes that waited to be sent: they would have stopped the countdown. "
                + "Paste them again when the board is ready for them.")
        #expect(keyGuard.heldBackCount == 11)
    }
}
