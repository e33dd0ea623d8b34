// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

/// A line with what stands in front of its message.
struct PrefixSample: Sendable, CustomTestStringConvertible {
    let line: String
    let body: String
    let kernel: Int64?
    let other: Int64?

    init(_ line: String, _ body: String, kernel: Int64? = nil, other: Int64? = nil) {
        self.line = line
        self.body = body
        self.kernel = kernel
        self.other = other
    }

    var testDescription: String { line }
}

@Suite struct LinePrefixTests {
    static let kernel = [
        PrefixSample("[    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("[    0.000000] msg", "msg", kernel: 0),
        PrefixSample("[12345.678901] msg", "msg", kernel: 12_345_678_901),
        PrefixSample("[1234567.000001] msg", "msg", kernel: 1_234_567_000_001),
        PrefixSample("[    1.234567]msg", "msg", kernel: 1_234_567),
        PrefixSample("<6>[    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("<14>[    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("[    1.234567][    T1] msg", "msg", kernel: 1_234_567),
        PrefixSample("[    1.234567][    C0] msg", "msg", kernel: 1_234_567),
        PrefixSample("[    1.234567][ T1234] msg", "msg", kernel: 1_234_567),
        PrefixSample("<6>[    0.161515] .(0)[1:swapper/0]msg", "msg", kernel: 161_515),
        PrefixSample("[    0.161515] -(0)[1:swapper/0]msg", "msg", kernel: 161_515),
        PrefixSample("[    0.161515] (0)[1:swapper/0]msg", "msg", kernel: 161_515),
        PrefixSample("[    0.161515] *(0)msg", "msg", kernel: 161_515),
    ]

    @Test(arguments: kernel)
    func `a kernel's stamp is taken off and its time kept`(sample: PrefixSample) throws {
        let line = try #require(LineReading(sample.line + "\n").lines.first)
        #expect(String(decoding: line.body, as: UTF8.self) == sample.body)
        #expect(line.prefix.kernelMicroseconds == sample.kernel)
    }

    static let loader = [
        PrefixSample("[    4.94@0] msg", "msg", other: 4_940_000),
        PrefixSample("[00.608] msg", "msg", other: 608_000),
        PrefixSample("[      0.321] msg", "msg", other: 321_000),
        PrefixSample("[24]msg", "msg", other: 24_000),
        PrefixSample("[10] msg", "msg", other: 10_000),
        PrefixSample("[00003621] msg", "msg", other: 3_621_000),
        PrefixSample("[0000.033] I> msg", "I> msg", other: 33_000),
        PrefixSample("B -    696380 - msg", "msg", other: 696_380),
        PrefixSample("D -      1234 - msg", "msg", other: 1_234),
    ]

    @Test(arguments: loader)
    func `a loader's stamp is taken off and its time kept apart from the kernel's`(sample: PrefixSample) throws {
        let line = try #require(LineReading(sample.line + "\n").lines.first)
        #expect(String(decoding: line.body, as: UTF8.self) == sample.body)
        #expect(line.prefix.otherMicroseconds == sample.other)
        #expect(line.prefix.kernelMicroseconds == nil)
    }

    static let host = [
        "[21:14:07:671] msg", "[09:20:16.009] msg", "[2022-01-30T09:20:16.009] msg", "[1643534416.009] msg",
        "[2023/5/16 9:56:41] msg", "[2023-05-16 09:56:41.123] msg", "[0.000003 0.000003] msg",
        "[12.345678 0.000123] msg",
        "[14:03:22.123456 0.000123] msg", "2023-05-16 09:56:41 msg", "2023-05-16 09:56:41.123 msg",
        "2023-05-16T09:56:41Z msg", "2023-05-16T09:56:41+02:00 msg", "09:56:41 msg", "09:56:41.123 msg",
        "Jan  1 00:00:05 OpenWrt kernel: msg", "Jan 31 23:59:59 board kernel: msg", "Jan  1 00:00:05 kernel: msg",
        "Tue Jan  1 00:00:05 2019 kern.info kernel: msg", "kern.info kernel: msg", "kern.warn kernel: msg",
        "[Tue May 16 09:56:41 2023] msg",
    ]

    @Test(arguments: host)
    func `the stamp of a terminal program or a logger is taken off and is no kernel's`(line: String) throws {
        let line = try #require(LineReading(line + "\n").lines.first)
        #expect(String(decoding: line.body, as: UTF8.self) == "msg")
        #expect(line.prefix.kernelMicroseconds == nil)
    }

    static let combined = [
        PrefixSample("[21:14:07:671] [    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("2023-05-16 09:56:41 [    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("[0.000003 0.000003] [    1.234567][    T1] msg", "msg", kernel: 1_234_567),
        PrefixSample("Jan  1 00:00:05 OpenWrt kernel: [    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("Tue Jan  1 00:00:05 2019 kern.info kernel: [    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("kern.err kernel: [   12.000001] msg", "msg", kernel: 12_000_001),
        PrefixSample("[2022-01-30T09:20:16.009] [0.000003 0.000003] <6>[    1.234567] msg", "msg", kernel: 1_234_567),
        PrefixSample("[14:03:22.123] [00003621] msg", "msg", other: 3_621_000),
        PrefixSample("  [    1.234567]   msg", "msg", kernel: 1_234_567),
    ]

    @Test(arguments: combined)
    func `stamps behind each other are all taken off`(sample: PrefixSample) throws {
        let line = try #require(LineReading(sample.line + "\n").lines.first)
        #expect(String(decoding: line.body, as: UTF8.self) == sample.body)
        #expect(line.prefix.kernelMicroseconds == sample.kernel)
    }

    static let messages = [
        "[  OK  ] Started Journal Service.", "[FAILED] Failed to mount /data.", "[mem 0x80000000-0x8fffffff]",
        "<INTERRUPT>", "<dbg> boot", "[<c0012345>] (dump_stack) from [<c0023456>]",
        "U-Boot 2013.07 (Oct 12 2019 - 14:22:13)",
        "0x000000000000-0x000000040000 : \"u-boot\"", "6 cmdlinepart partitions found on MTD device spi0.0",
        "1024 bytes read in 12 ms (83 KiB/s)", "2023 was a year", "12:34 is no time", "00:11:22:33:44:55",
        "192.168.1.1 is alive", "Jan is a month", "May the force", "kernel: not syslog", "kern.info without its tag",
        "[ubi0] attached", "B - no stamp", "[]", "[", "[    ", "[1.", "<6", "<", "<999>",
        "mtd0: 00040000 00010000 \"u-boot\"",
        "-----", "* done", "(0) menu", "[abc 1.2]", "[1.234567", "20:flash", "[0x12] value",
    ]

    @Test(arguments: messages)
    func `what only looks like a stamp stays in the message`(message: String) throws {
        let line = try #require(LineReading(message + "\n").lines.first)
        #expect(line.prefix.length == 0)
        let words = message.split { $0 == " " }.joined(separator: " ")
        #expect(String(decoding: line.body, as: UTF8.self) == words)
    }

    static let kernelMessages = [
        "[  OK  ] Started", "[<c0012345>] (dump_stack)", "[mem 0x80000000-0x8fffffff]", "1: [<8012>]", "- end",
        "(null) device",
        "* item", "0x000000000000-0x000000040000 : \"u-boot\"", "c0 Booting Linux",
    ]

    @Test(arguments: kernelMessages)
    func `what follows a kernel's stamp stays in the message`(message: String) throws {
        let line = try #require(LineReading("[    1.234567] \(message)\n").lines.first)
        let words = message.split { $0 == " " }.joined(separator: " ")
        #expect(String(decoding: line.body, as: UTF8.self) == words)
    }

    @Test func `the text keeps the prefix and tells its length`() throws {
        let line = try #require(LineReading("<6>[    1.234567] msg\n").lines.first)
        #expect(line.string == "<6>[    1.234567] msg")
        #expect(line.prefix.length == 17)
    }

    @Test func `a stamp alone is a line without a body`() {
        #expect(LineReading("[    1.234567] \n").bodies == [""])
    }

    static let huge = [
        "[99999999999999999999.123456] msg", "[9223372036854775807.999999] msg", "[9223372036854775807] msg",
        "[1.99999999999999999999] msg", "B - 99999999999999999999 - msg", "<99999999999999999999>msg",
        "[9223372036854775807.9] msg", "99999999999999999999-01-01 00:00:00 msg",
    ]

    @Test(arguments: huge)
    func `a number that no clock shows is survived`(line: String) {
        #expect(LineReading(line + "\n").lines.count == 1)
    }
}
