// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct LineTimeTests {
    private static let millisecond: Int64 = 1_000_000

    private static func moment(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: milliseconds * millisecond)
    }

    /// Feeds portions with their times in milliseconds.
    private static func read(_ portions: [(String, Int64)]) -> [ConsoleLine] {
        var assembler = LineAssembler()
        var lines: [ConsoleLine] = []
        for (text, time) in portions {
            var index = 0
            let bytes = Array(text.utf8)
            while assembler.next(in: bytes.span, from: &index, at: moment(time)) { lines.append(assembler.line) }
        }
        if assembler.finish() { lines.append(assembler.line) }
        return lines
    }

    @Test func `a line tells when its first and its last byte were read`() {
        let lines = Self.read([("on", 10), ("e", 20), ("\ntwo\n", 30)])
        #expect(lines.map(\.firstByteTime) == [Self.moment(10), Self.moment(30)])
        #expect(lines.map(\.lastByteTime) == [Self.moment(30), Self.moment(30)])
    }

    @Test func `a line that a portion begins has that portion's time`() {
        let lines = Self.read([("one\n", 10), ("two\n", 500)])
        #expect(lines.map(\.firstByteTime) == [Self.moment(10), Self.moment(500)])
    }

    @Test func `an overwritten line ended when its own last byte was read`() {
        let lines = Self.read([("50%\r", 10), ("100%\n", 900)])
        #expect(lines.map(\.lastByteTime) == [Self.moment(10), Self.moment(900)])
    }

    @Test func `a capture without times has none`() {
        let line = LineReading("one\n").lines.first
        #expect(line?.firstByteTime == nil)
        #expect(line?.lastByteTime == nil)
    }

    // MARK: - Prompts

    /// An assembler that has read `=> ` at 1,000 ms.
    private static func prompt() -> LineAssembler {
        var assembler = LineAssembler()
        var index = 0
        let bytes = Array("=> ".utf8)
        _ = assembler.next(in: bytes.span, from: &index, at: moment(1_000))
        return assembler
    }

    @Test func `an unfinished line wants to be seen after 100 ms`() {
        #expect(Self.prompt().deadline == Self.moment(1_100))
    }

    @Test func `before 100 ms nothing is seen`() {
        var assembler = Self.prompt()
        let isSeen = assembler.idle(at: Self.moment(1_099))
        #expect(!isSeen)
    }

    @Test func `after 100 ms of silence the line is seen as it stands`() {
        var assembler = Self.prompt()
        let isSeen = assembler.idle(at: Self.moment(1_100))
        #expect(isSeen)
        #expect(assembler.line.ending == .idle)
        #expect(assembler.line.string == "=> ")
        #expect(assembler.line.body == Array("=>".utf8))
        #expect(assembler.line.byteRange == 0..<3)
        #expect(!assembler.line.wasSeenIdle)
    }

    @Test func `an idle line is seen once however long the silence lasts`() {
        var assembler = Self.prompt()
        _ = assembler.idle(at: Self.moment(1_100))
        let isSeen = assembler.idle(at: Self.moment(9_000))
        #expect(!isSeen)
        #expect(assembler.deadline == nil)
    }

    @Test func `an idle line that goes on is seen whole at its end`() {
        var assembler = Self.prompt()
        _ = assembler.idle(at: Self.moment(1_200))
        var index = 0
        let rest = Array("reset\r\nnext".utf8)
        let isSeen = assembler.next(in: rest.span, from: &index, at: Self.moment(5_000))
        #expect(isSeen)
        #expect(assembler.line.string == "=> reset")
        #expect(assembler.line.ending == .newline)
        #expect(assembler.line.wasSeenIdle)
        #expect(assembler.line.firstByteTime == Self.moment(1_000))
        #expect(assembler.line.byteRange == 0..<10)
        _ = assembler.next(in: rest.span, from: &index, at: Self.moment(5_000))
        let isLast = assembler.finish()
        #expect(isLast)
        #expect(!assembler.line.wasSeenIdle)
    }

    @Test func `an idle line is seen again when the capture ends`() {
        var assembler = Self.prompt()
        _ = assembler.idle(at: Self.moment(1_200))
        let isSeen = assembler.finish()
        #expect(isSeen)
        #expect(assembler.line.ending == .endOfCapture)
        #expect(assembler.line.wasSeenIdle)
    }

    @Test func `an empty line waits for nothing`() {
        var assembler = LineAssembler()
        var index = 0
        let bytes = Array("done\r\n".utf8)
        _ = assembler.next(in: bytes.span, from: &index, at: Self.moment(1))
        _ = assembler.next(in: bytes.span, from: &index, at: Self.moment(1))
        #expect(assembler.deadline == nil)
        let isSeen = assembler.idle(at: Self.moment(10_000))
        #expect(!isSeen)
    }

    @Test func `a capture without times is never idle`() {
        var assembler = LineAssembler()
        var index = 0
        let bytes = Array("=> ".utf8)
        _ = assembler.next(in: bytes.span, from: &index, at: nil)
        #expect(assembler.deadline == nil)
        let isSeen = assembler.idle(at: Self.moment(10_000))
        #expect(!isSeen)
    }

    // MARK: - The clock's ends

    @Test func `a moment moved beyond the clock stays at its end`() {
        #expect(Timestamp(nanoseconds: .max).advanced(byNanoseconds: 1) == Timestamp(nanoseconds: .max))
        #expect(Timestamp(nanoseconds: .min).advanced(byNanoseconds: -1) == Timestamp(nanoseconds: .min))
    }

    @Test func `a time between the clock's ends is as long as can be said`() {
        let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
        #expect(last.nanoseconds(since: first) == .max)
        #expect(first.nanoseconds(since: last) == .min)
    }
}
