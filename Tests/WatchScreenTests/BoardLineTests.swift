// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import WatchScreen

/// What is known of the board's unfinished line.
@Suite struct BoardLineTests {
    private func line(_ text: String, columns: Int = 20) -> BoardLine {
        var line = BoardLine(columns: columns)
        for scalar in text.unicodeScalars {
            _ = line.put(scalar, columns: scalar.value > 0x3000 ? 2 : 1, .plain, wraps: true)
        }
        return line
    }

    private func text(_ line: BoardLine) -> String {
        var output: [UInt8] = []
        _ = line.write(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `text, wrapped`() {
        let line = line("0123456789012345678901234", columns: 20)
        #expect(line.rows == 2)
        #expect(line.row == 1)
        #expect(line.column == 5)
        #expect(text(line) == "0123456789012345678901234")
    }

    @Test func `a full row waits with wrapping`() {
        let line = line("01234567890123456789", columns: 20)
        #expect(line.isWrapPending)
        #expect(line.rows == 1)
        #expect(line.column == 19)
    }

    @Test func `a wide character that does not fit goes to the next row`() {
        let line = line("0123456789012345678日", columns: 20)
        #expect(line.rows == 2)
        #expect(line.column == 2)
        #expect(text(line) == "0123456789012345678 日")
    }

    @Test func `half a wide character that is written over is a blank`() {
        var line = line("日本")
        line.move(toColumn: 1)
        _ = line.put("x", columns: 1, .plain, wraps: true)
        #expect(text(line) == " x本")
    }

    @Test func `erasing and shifting`() {
        var line = line("abcdef")
        line.move(toColumn: 2)
        line.deleteCharacters(2)
        #expect(text(line) == "abef")
        line.insertBlanks(1)
        #expect(text(line) == "ab ef")
        line.eraseCharacters(2)
        #expect(text(line) == "ab  f")
        line.erase(.toEnd)
        #expect(text(line) == "ab")
        line.erase(.all)
        #expect(line.isEmpty)
    }

    @Test func `a line that is too long is not kept, and the next one is`() {
        var line = line(String(repeating: "x", count: BoardLine.maximumLength + 100))
        #expect(line.isUnknown)
        line.begin(column: 0, isUnknown: false)
        #expect(line.isFresh)
    }

    @Test(arguments: [2, 3, 5, 10, 19, 21, 40, 100])
    func `another width keeps the text and the cursor's place`(columns: Int) {
        var line = line("0123456789012345678901234", columns: 20)
        line.move(toColumn: 2)
        line.fit(to: columns)
        #expect(text(line) == "0123456789012345678901234")
        #expect(line.row * columns + line.column == 22)
        var end = self.line("01234567890123456789", columns: 20)
        end.fit(to: columns)
        _ = end.put("Z", columns: 1, .plain, wraps: true)
        #expect(text(end) == "01234567890123456789Z")
    }

    @Test func `no edits trap`() {
        var random = SplitMix64(seed: 8)
        for _ in 0..<300 {
            var line = BoardLine(columns: Int.random(in: 2...30, using: &random))
            for _ in 0..<200 {
                let number = Int.random(in: 0...40, using: &random)
                switch Int.random(in: 0..<12, using: &random) {
                case 0: line.move(toColumn: number - 5)
                case 1: line.erase(random.pick([.all, .toEnd, .toStart]))
                case 2: line.eraseRest()
                case 3: line.eraseCharacters(max(number, 1))
                case 4: line.insertBlanks(max(number, 1))
                case 5: line.deleteCharacters(max(number, 1))
                case 6: if random.chance(10) { line.fit(to: max(number, 2)) }
                case 7: if random.chance(5) { line.begin(column: number, isUnknown: random.chance(50)) }
                case 8: _ = line.put("\u{0301}", columns: 0, .plain, wraps: true)
                default: _ = line.put("日", columns: random.chance(50) ? 2 : 1, .plain, wraps: random.chance(90))
                }
                #expect((0..<line.columns).contains(line.column))
                #expect(line.isUnknown || line.cells.count <= line.rows * line.columns)
                var output: [UInt8] = []
                _ = line.write(to: &output)
            }
        }
    }
}
