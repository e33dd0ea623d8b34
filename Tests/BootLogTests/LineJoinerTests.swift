// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct LineJoinerTests {
    /// The bodies of what is joined out of a text.
    private static func joined(_ text: String) -> [String] {
        var joiner = LineJoiner()
        return LineReading(text).lines.filter { !$0.body.isEmpty }.compactMap { joiner.receive($0) }.map {
            String(decoding: $0.line.body, as: UTF8.self)
        }
    }

    @Test func `a kernel message that a line end broke is put together`() {
        #expect(
            Self.joined("[    1.000000] Kernel panic - not\n syncing: no init\n") == [
                "Kernel panic - not syncing: no init"
            ])
    }

    @Test func `a line that fills 80 columns goes on with the next one`() {
        let line = String(repeating: "x", count: 76) + " BAD"
        #expect(Self.joined(line + "\nBLOCK\n") == [line + "BLOCK"])
    }

    @Test func `two messages with stamps of their own are not one`() {
        #expect(Self.joined("[    1.000000] one\n[    2.000000] two\n").isEmpty)
    }

    @Test func `lines without stamps that do not fill the screen are not one`() {
        #expect(Self.joined("one\ntwo\nthree\n").isEmpty)
    }

    @Test func `lines that do not follow each other are not one`() {
        #expect(Self.joined("[    1.000000] one\n\n\ntwo\n").isEmpty)
    }
}
