// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
import TestSupport
import Testing

@testable import BootLog

/// Bytes that nobody should ever send.
struct HostileBytes: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    init(_ name: String, repeat unit: String, to length: Int) {
        let bytes = [UInt8](latin1: unit)
        self.init(name, Array(repeatElement(bytes, count: length / bytes.count + 1).joined().prefix(length)))
    }

    var testDescription: String { name }
}

@Suite struct HostileInputTests {
    /// Checks what holds for any input: the verdict on the capture comes last and once, each event is a line of strict
    /// JSON without any control character, and lines never go back.
    private static func check(_ bytes: [UInt8], chunk: Int? = nil) throws {
        let analysis = Analysis(bytes, chunk: chunk)
        #expect(analysis.verdict != nil)
        #expect(analysis.verdicts.count { $0.scope == .capture } == 1)
        let json = analysis.json(file: "hostile\u{1B}]0;\u{9B}\n.log")
        for line in json.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            #expect(throws: Never.self) { try JSONValue(line) }
        }
        let lastLine = bytes.count { $0 == 0x0A } + 1
        #expect(analysis.events.allSatisfy { (1...lastLine).contains($0.line) && $0.boot >= 1 })
        expectPrintable(json)
    }

    /// No C0 control but the line feed between events, no DEL, no C1 control in UTF-8, and valid UTF-8 at all.
    private static func expectPrintable(_ json: [UInt8]) {
        let hasControl = json.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }
        #expect(!hasControl)
        let hasC1 = zip(json, json.dropFirst()).contains { $0 == 0xC2 && (0x80..<0xA0).contains($1) }
        #expect(!hasC1)
        let isUTF8 = String(validating: json, as: UTF8.self) != nil
        #expect(isUTF8)
    }

    @Test func `an empty capture gives a verdict and nothing else`() throws {
        let analysis = Analysis([])
        #expect(analysis.events.count == 1)
        #expect(analysis.verdict?.outcome == .incomplete)
        try Self.check([])
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `any single byte gives a verdict`(byte: UInt8) throws {
        try Self.check([byte])
    }

    @Test(arguments: [1, 2, 3, 4])
    func `300 KB of random bytes give a verdict and strict JSON`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        try Self.check(random.bytes(300_000), chunk: 4_096)
    }

    @Test(arguments: [11, 12])
    func `random bytes in random portions give the events of the whole`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = random.bytes(30_000)
        let isSame = Analysis(bytes, chunk: 7).events == Analysis(bytes).events
        #expect(isSame)
    }

    static let storms = [
        HostileBytes("NULs only", repeat: "\0", to: 200_000),
        HostileBytes("a line of 4 MB", repeat: "x", to: 4_000_000),
        HostileBytes("line feeds only", repeat: "\n", to: 100_000),
        HostileBytes("carriage returns only", repeat: "\r", to: 100_000),
        HostileBytes("a carriage return after each letter", repeat: "x\r", to: 50_000),
        HostileBytes("backspaces only", repeat: "\u{8}", to: 100_000),
        HostileBytes("escapes only", repeat: "\u{1B}", to: 100_000),
        HostileBytes("CSI that never ends", repeat: "\u{1B}[1;", to: 100_000),
        HostileBytes("OSC that never ends", repeat: "\u{1B}]0;title", to: 100_000),
        HostileBytes("cursor moves", repeat: "\u{1B}[99999D\u{1B}[99999Gx\u{1B}[K", to: 100_000),
        HostileBytes("caret escapes", repeat: "^[[0m^[[", to: 100_000),
        HostileBytes("tabs only", repeat: "\t", to: 100_000),
        HostileBytes("high bytes only", repeat: "\u{FF}", to: 100_000),
        HostileBytes("C1 controls", Array(String(repeating: "\u{9B}31m\u{85}\u{9D}", count: 10_000).utf8)),
        HostileBytes("DEL", repeat: "Bad\u{7F}block\n", to: 50_000),
        HostileBytes("brackets only", repeat: "[", to: 50_000),
        HostileBytes("stamps only", repeat: "[    1.234567] ", to: 50_000),
        HostileBytes("stamps that run backwards", repeat: "[99999.999999] a\n[    0.000001] b\n", to: 50_000),
    ]

    @Test(arguments: storms)
    func `a storm of one thing gives a verdict and strict JSON`(storm: HostileBytes) throws {
        try Self.check(storm.bytes, chunk: 65_536)
    }

    static let literals = [
        "U-Boot 2013.07 (Oct 12 2019 - 14:22:13)\n", "Bad eraseblock ", "Bad eraseblock 1 at 0x20000\n",
        "Kernel panic - not syncing: ", "Kernel panic - not syncing: x\n", "mtdparts=", "mtdparts=a:1m(b),",
        "dev:    size   erasesize  name\n",
        "mtd0: 00100000 00020000 \"a\"\n", "Verifying Checksum ... Bad Data CRC\n", "ubi0 error: ", "resetting ...\n",
        "Linux version 5.4.0 (a@b)\n", "0x000000000000-0x000000040000 : \"u-boot\"\n",
        "Creating 6 MTD partitions on \"spi0.0\":\n",
        "=> version\n", "00000000  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff  |................|\n",
    ]

    @Test(arguments: literals)
    func `a literal of a rule again and again gives a verdict and strict JSON`(literal: String) throws {
        try Self.check(HostileBytes("", repeat: literal, to: 60_000).bytes)
    }

    // MARK: - Huge numbers

    static let numbers = [
        "18446744073709551615", "18446744073709551616", "9223372036854775808", "0xffffffffffffffff", "ffffffffffffffff",
        "99999999999999999999999999999999", "0x99999999999999999999999999999999", "-9223372036854775808",
        "-9223372036854775809", "0", "-0",
    ]

    @Test(arguments: numbers)
    func `a huge number in any place of any example is survived`(number: String) throws {
        var text = ""
        for rule in ShippedKnowledge.rules {
            for example in rule.examples.prefix(1) { text += Self.replacingNumbers(in: example, with: number) + "\n" }
        }
        try Self.check(Array(text.utf8), chunk: 4_096)
    }

    /// Puts `number` in the place of every run of digits.
    private static func replacingNumbers(in line: String, with number: String) -> String {
        var result = ""
        var isInNumber = false
        for character in line {
            let isDigit = character.isASCII && character.isNumber
            if isDigit, !isInNumber { result += number }
            if !isDigit { result.append(character) }
            isInNumber = isDigit
        }
        return result
    }

    static let tables = [
        "dev:    size   erasesize  name\nmtd0: ffffffffffffffff ffffffffffffffff \"a\"\nmtd1: ffffffffffffffff 00000000 \"b\"\nmtd99999999999999999999: 0 0 \"\"\n",
        "mtdparts=nand0:18446744073709551615g(a),1t@0xffffffffffffffff(b),-(c),-(d)\n",
        "mtdparts=:::((((,,,,@@@@--;;;;\n", "mtdparts=nand0:1m(" + String(repeating: "a", count: 9_000) + ")\n",
        "mtdparts=" + String(repeating: "a:1(b);", count: 2_000) + "\n",
        "Creating 99999999999999999999 MTD partitions on \"x\":\n0xffffffffffffffff-0x000000000000 : \"u-boot\"\n0x0-0x0 : \"\"\n",
        "Device 0 bad blocks:\n  ffffffffffffffff\n  0\n  99999999999999999999999\n",
        "=> nand bad\n\nDevice 0 bad blocks:\n" + (0..<3_000).map { "  \(String($0 * 0x20000, radix: 16))\n" }.joined(),
        "00000000  ff\nffffffffffffffff  00 11 22\n00000010  zz yy\n*\n*\n*\n00000000\n",
        "Number  Start (sector)    End (sector)  Size       Code  Name\n   1   18446744073709551615   0   1 EiB   FFFF  x\n",
        "ubi0: attached mtd4 (name \"rootfs\", size 99999999999999999999 MiB)\nVolume ID:   99999999999999999999 (on ubi0)\n",
        "mtd list\nList of MTD devices:\n* nand0\n  - 0xffffffffffffffff-0x0 : \"nand0\"\n\t  - 0x0-0xffffffffffffffff : \"a\"\n",
        "Partition Map for MMC device 99999999999999999999  --   Partition Type: EFI\n\nPart\tStart LBA\tEnd LBA\n  1\t0xffffffffffffffff\t0x0\t\"a\"\n",
    ]

    @Test(arguments: tables)
    func `a broken table is survived`(table: String) throws {
        try Self.check(Array((table + "\nU-Boot 2013.07 (Oct 12 2019 - 14:22:13)\n" + table).utf8))
    }

    // MARK: - The encoder

    @Test func `the encoder escapes what a terminal would act on`() throws {
        let text = "a\u{0}\u{7}\u{1B}[31m\u{7F}\u{85}\u{9B}\"\\\t\n\r\u{2028}é€𝄞"
        let finding = Finding(
            rule: text, code: nil, severity: .info, line: 1, text: text,
            fields: [Finding.Field(name: text, value: text)],
            quality: .clean)
        var encoder = EventEncoder(source: .file(text))
        encoder.append(Event(boot: 1, line: 1, time: nil, secondsIntoBoot: nil, content: .finding(finding)))
        Self.expectPrintable(encoder.bytes)
        let value = try JSONValue(encoder.bytes.dropLast())
        #expect(value["text"] == .string(text))
        #expect(value["file"] == .string(text))
        #expect(value["fields"]?[text] == .string(text))
    }

    @Test(arguments: [0, 1, -1, .min + 1_000_000_000, .max, 1_000_000_000, -1_000_000_001])
    func `any time is written as a string`(nanoseconds: Int64) throws {
        var encoder = EventEncoder(source: .port("ttyUSB0"))
        let verdict = Verdict(scope: .capture, outcome: .booted, code: nil, boots: 1, diagnoses: [], summary: "")
        encoder.append(
            Event(
                boot: 1, line: 1, time: Timestamp(nanoseconds: nanoseconds), secondsIntoBoot: nil,
                content: .verdict(verdict)))
        #expect(try JSONValue(encoder.bytes.dropLast())["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test(arguments: [0, -0.0, 1.5, 1e300, 1e-300, .infinity, -.infinity, .nan, 0.1, 123_456_789.123456])
    func `any number of seconds is strict JSON`(seconds: Double) throws {
        var encoder = EventEncoder(source: .port("ttyUSB0"))
        let verdict = Verdict(scope: .capture, outcome: .booted, code: nil, boots: 1, diagnoses: [], summary: "")
        encoder.append(Event(boot: 1, line: 1, time: nil, secondsIntoBoot: seconds, content: .verdict(verdict)))
        let at = try #require(try JSONValue(encoder.bytes.dropLast())["at"])
        // Microseconds are what a stamp tells.
        #expect(
            seconds.isFinite ? abs((at.number ?? .nan) - seconds) <= max(seconds.magnitude * 1e-9, 1e-6) : at == .null)
    }
}
