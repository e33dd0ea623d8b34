// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct LineEndingTests {
    static let endings = [
        LineSample("LF", "one\ntwo\n", ["one", "two"]),
        LineSample("CR LF", "one\r\ntwo\r\n", ["one", "two"]),
        LineSample("CR CR LF", "one\r\r\ntwo\r\r\n", ["one", "two"]),
        LineSample("LF CR", "one\n\rtwo\n\r", ["one", "two"]),
        LineSample("CR NUL LF", "one\r\0\ntwo", ["one", "two"]),
        LineSample("no end at the end", "one\ntwo", ["one", "two"]),
        LineSample("empty lines are lines", "one\n\r\n\ntwo\n", ["one", "", "", "two"]),
        LineSample("a lone LF between CR LF", "one\r\n\ntwo\r\n", ["one", "", "two"]),
    ]

    @Test(arguments: endings)
    func `every line end of a console ends a line once`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    @Test func `CR LF, LF, CR CR LF and LF CR are told as newlines`() {
        let reading = LineReading("a\r\nb\nc\r\r\nd\n\re\n")
        #expect(reading.texts == ["a", "b", "c", "d", "e"])
        #expect(reading.lines.map(\.ending) == Array(repeating: .newline, count: 5))
    }

    @Test func `a capture without an end of line ends with the capture`() {
        #expect(LineReading("boot").lines.map(\.ending) == [.endOfCapture])
    }

    @Test func `an empty capture has no line`() {
        #expect(LineReading("").lines.isEmpty)
    }

    @Test(arguments: ["\n", "\r\n", "\n\n"])
    func `a capture that ends with a line end has no line after it`(end: String) {
        #expect(LineReading("boot" + end).texts.last != "boot" || LineReading("boot" + end).lines.count == 1)
        #expect(LineReading("boot" + end).lines.allSatisfy { $0.ending == .newline })
    }

    // MARK: - A carriage return alone

    static let overwriting = [
        LineSample("progress", " 10%\r 20%\r 30%\r\n", [" 10%", " 20%", " 30%"]),
        LineSample("a message before a progress display is kept", "Erasing\rdone   \n", ["Erasing", "done   "]),
        LineSample("blanks before a CR are nothing", "   \rtext\n", ["text"]),
        LineSample("several CR", "one\r\r\rtwo\n", ["one", "two"]),
        LineSample("a CR at the start", "\rtext\n", ["text"]),
        LineSample("a CR then an erase", "50%\r\u{1B}[K100%\n", ["50%", "100%"]),
        LineSample("a CR at the end of the capture", "50%\r", ["50%"]),
    ]

    @Test(arguments: overwriting)
    func `a CR alone starts overwriting the line`(sample: LineSample) {
        #expect(LineReading(sample.bytes).texts == sample.expected)
    }

    @Test func `what a CR overwrites is told as overwritten and shares its number`() {
        let lines = LineReading("50%\r100%\nnext\n").lines
        #expect(lines.map(\.ending) == [.overwritten, .newline, .newline])
        #expect(lines.map(\.number) == [1, 1, 2])
    }

    // MARK: - Numbers and places

    @Test func `a line's number counts the line feeds before it`() {
        let bytes = Array("a\r\nb\r\r\n\nprogress\rdone\n\rend".utf8)
        for line in LineReading(bytes).lines {
            let before = bytes[..<line.byteRange.lowerBound].count { $0 == 0x0A }
            #expect(line.number == before + 1, "\(line.string)")
        }
    }

    @Test func `byte ranges follow each other without a gap and cover the capture`() {
        let bytes = Array("a\r\n\u{1B}[1mb\u{1B}[0m\n\rprogress\rdone\r\n\n\0end".utf8)
        var end = 0
        for line in LineReading(bytes).lines {
            #expect(line.byteRange.lowerBound == end)
            end = line.byteRange.upperBound
        }
        #expect(end == bytes.count)
    }

    @Test func `the bytes of a line's range are those that made it`() {
        let bytes = Array("one\r\ntwo\r\nthree".utf8)
        let ranges = LineReading(bytes).lines.map { String(decoding: bytes[$0.byteRange], as: UTF8.self) }
        #expect(ranges == ["one\r\n", "two\r\n", "three"])
    }

    // MARK: - The limit

    @Test func `a line longer than the limit goes on as a continued line of the same number`() {
        let length = LineAssembler.maximumLength
        let lines = LineReading(String(repeating: "x", count: length + 10) + "\nnext\n").lines
        #expect(lines.map(\.text.count) == [length, 10, 4])
        #expect(lines.map(\.ending) == [.cut, .newline, .newline])
        #expect(lines.map(\.isContinuation) == [false, true, false])
        #expect(lines.map(\.number) == [1, 1, 2])
    }

    @Test func `a line of three megabytes comes in parts of the limit and loses no byte`() {
        let bytes = Array(repeating: UInt8(ascii: "x"), count: 3_000_000)
        let lines = LineReading(bytes, portions: [65_536]).lines
        #expect(lines.reduce(0) { $0 + $1.text.count } == bytes.count)
        #expect(lines.allSatisfy { $0.text.count <= LineAssembler.maximumLength && $0.number == 1 })
    }

    @Test func `tabs and escapes count towards the limit only as far as they stand in the line`() {
        let length = LineAssembler.maximumLength
        let lines = LineReading(String(repeating: "\u{1B}[0m\t", count: length) + "\n").lines
        #expect(lines.first?.text == Array(repeating: 0x09, count: length))
        #expect(lines.allSatisfy { $0.text.count <= length })
    }
}
