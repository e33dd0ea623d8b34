// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

/// A stream of console bytes, and the lines that the assembler makes of it.
struct LineReading {
    let lines: [ConsoleLine]

    /// - Parameter latin1: the stream; a scalar is a byte.
    init(_ latin1: String) {
        self.init([UInt8](latin1: latin1))
    }

    /// Reads bytes in portions of these lengths, used again from the start when they are used up; empty: all at once.
    init(_ bytes: [UInt8], portions: [Int] = []) {
        var assembler = LineAssembler()
        var lines: [ConsoleLine] = []
        var start = 0
        var number = 0
        while start < bytes.count {
            let length = portions.isEmpty ? bytes.count : portions[number % portions.count]
            let end = min(start + length, bytes.count)
            var index = 0
            let portion = bytes.span.extracting(start..<end)
            while assembler.next(in: portion, from: &index, at: nil) { lines.append(assembler.line) }
            start = end
            number += 1
        }
        if assembler.finish() { lines.append(assembler.line) }
        self.lines = lines
    }

    /// What stands on the screen, a scalar for each byte.
    var texts: [String] { lines.map { Self.latin1($0.text) } }

    /// What templates are matched against.
    var bodies: [String] { lines.map { Self.latin1($0.body) } }

    private static func latin1(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}

/// A row of a table of bytes and the lines they make.
struct LineSample: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let expected: [String]

    init(_ name: String, _ bytes: String, _ expected: [String]) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
    }

    var testDescription: String { name }
}
