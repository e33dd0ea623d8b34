// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog
@testable import WatchScreen

/// The same output on a bare terminal and through the screen, with insertions at any moment.
@Suite(.serialized, .enabled(if: !TmuxTerminal.isMissing, "tmux is not installed: apt-get install tmux"))
struct ScreenRandomTests {
    /// Output of a board that edits its present line in all ways but leaves it only by line feeds.
    ///
    /// - Parameter isWide: wide characters, and then no editing: of what becomes of half of one, terminals have different ideas.
    private func pieces(_ random: inout SplitMix64, columns: Int, isWide: Bool) -> [String] {
        if isWide {
            return (0..<60).map { _ in random.pick(["日本語", "w", "ä", "\u{1B}[31m", "\u{1B}[0m", "語", "\r\n", "é text"])
            }
        }
        return (0..<60).map { _ in
            let number = Int.random(in: 1...columns, using: &random)
            return switch Int.random(in: 0..<16, using: &random) {
            case 0: "\r\n"
            case 1: "\r"
            case 2: "\u{08}"
            case 3: "\u{1B}[K"
            case 4: "\u{1B}[\(number % 5)P"
            case 5: "\u{1B}[\(number % 5)@"
            case 6: "\u{1B}[\(number)G"
            case 7: "\u{1B}[\(number % 7)D"
            case 8: "\u{1B}[\(number % 7)C"
            case 9: "\u{1B}[3\(number % 8)m"
            case 10: "\u{1B}[0m"
            case 11: "\u{1B}[1K"
            case 12: "\u{1B}[\(number % 5)X"
            case 13: "ä░"
            case 14: String(repeating: "w", count: number)
            default: random.pick(["text ", "e\u{0301}", "\t", "=> ", "ä"])
            }
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `insertions never change the board's lines`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let columns = random.pick([20, 33, 80])
        var bare = try TmuxTerminal.start(rows: 24, columns: columns)
        var terminal = try TmuxTerminal.start(rows: 24, columns: columns)
        // The same filter and pane, and nothing put in: where terminals differ, both do the same.
        var plain = ScreenSample(rows: 24, columns: columns, color: true)
        var sample = ScreenSample(rows: 24, columns: columns, color: true)
        plain.begin()
        sample.begin()
        for piece in pieces(&random, columns: columns, isWide: seed.isMultiple(of: 3)) {
            plain.print(piece)
            sample.print(piece)
            if random.chance(25) { sample.screen.say("own words") }
            if random.chance(10) { sample.stage(random.pick([.spl, .kernel])) }
        }
        let gap = "\u{1B}[0m$"
        plain.print(gap)
        sample.print(gap)
        plain.screen.end()
        sample.screen.end()
        try bare.write(plain.output())
        try terminal.write(sample.output())
        let own = try terminal.history().split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("▌") }.joined(separator: "\n")
        let expected = try bare.history()
        // Rows above and below are blank in other numbers.
        #expect(trimmed(own) == trimmed(expected), "seed \(seed)")
    }

    private func trimmed(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        while lines.first == "" { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `no output of a board takes the screen away`(seed: UInt64) throws {
        var random = SplitMix64(seed: 100 + seed)
        var terminal = try TmuxTerminal.start(rows: 12, columns: 40)
        var sample = ScreenSample(rows: 12, columns: 40)
        sample.begin()
        let alphabet = Array("\u{1B}[]0123456789;?HJKABCDLMPST@rhlm78cM(\r\n\u{08}\tx日".utf8)
        for _ in 0..<300 {
            sample.print((0..<20).map { _ in random.chance(85) ? random.pick(alphabet) : random.bytes(1)[0] })
            if random.chance(10) { sample.screen.say("own words") }
            if random.chance(5) { sample.screen.clearScreen() }
        }
        try terminal.write(sample.output())
        #expect(try terminal.rows()[11].hasPrefix("── "))
        #expect(try terminal.ask("scroll_region_lower") == "10")
        #expect(try terminal.ask("alternate_on") == "0")
        sample.pass(1_000_000_000)
        sample.screen.end()
        try terminal.write(sample.output() + Array("$ ".utf8))
        #expect(try terminal.ask("scroll_region_lower") == "11")
        #expect(try terminal.text().hasSuffix("$"))
    }
}
