// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashHexDumpTests {
    /// The first 16 bytes of a U-Boot image with a text in them, as each program shows them.
    static let forms: [String] = [
        "00000000  27 05 19 56 de ad be ef  68 65 6c 6c 6f 21 00 ff  |'..V....hello!..|",
        "0000000 0527 5619 adde efbe 6568 6c6c 216f ff00",
        "0000000 002447 053031 126736 167676 062550 066154 020557 177400",
        "00000000: 2705 1956 dead beef 6865 6c6c 6f21 00ff  '..V....hello!..",
        "00000000: 27 05 19 56 de ad be ef 68 65 6c 6c 6f 21 00 ff  '..V....hello!..",
        "0x00000000: 27 05 19 56 de ad be ef 68 65 6c 6c 6f 21 00 ff |'..V....hello!..|",
        "00000000: 56190527 efbeadde 6c6c6568 ff00216f    '..V....hello!..",
        "00000000: 27051956 deadbeef 68656c6c 6f2100ff    '..V....hello!..",
        "00000000: 0527 5619 adde efbe 6568 6c6c 216f ff00    '..V....hello!..",
        "[    1.0] 00000000: 27 05 19 56 de ad be ef 68 65 6c 6c 6f 21 00 ff  '..V....hello!..",
    ]

    @Test(arguments: forms)
    func `every program's form gives the same bytes`(row: String) throws {
        let dump = try #require(FlashTableSample(row, .hexdump).dumps.first)
        #expect(dump.bytes == [0x27, 0x05, 0x19, 0x56, 0xDE, 0xAD, 0xBE, 0xEF] + Array("hello!".utf8) + [0, 0xFF])
        #expect(dump.address == 0)
        #expect(ImageMagic(of: dump) == .uImage)
    }

    @Test(arguments: [
        ("root@x:~# hexdump -C -n 16 /dev/mtd2", "/dev/mtd2"),
        ("# dd if=/dev/mtd4 bs=16 count=1 2>/dev/null | hexdump -C", "/dev/mtd4"),
        ("# nanddump -c -l 2048 /dev/mtd5", "/dev/mtd5"), ("# xxd kernel.bin", "kernel.bin"), ("# cat x | xxd", nil),
        ("=> md.b 0x82000000 10", "0x82000000"), ("=> md 82000000", "82000000"),
    ])
    func `the command above tells what was dumped`(command: String, source: String?) throws {
        let sample = FlashTableSample("\(command)\n\(Self.forms[0])\n", .hexdump)
        #expect(try #require(sample.dumps.first).source == source)
    }

    @Test func `a star stands for more of the row above`() throws {
        let sample = FlashTableSample(
            """
            00000000  ff ff ff ff ff ff ff ff  ff ff ff ff ff ff ff ff  |................|
            *
            00000100
            """, .hexdump)
        let dump = try #require(sample.dumps.first)
        #expect(dump.bytes == Array(repeating: 0xFF, count: 256))
        #expect(dump.lines == 1...3)
        #expect(ImageMagic(of: dump) == .erased)
    }

    @Test func `a star over a whole chip keeps 4 KiB and counts the rest`() throws {
        let sample = FlashTableSample(
            """
            00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
            *
            ffffffffffffff00
            """, .hexdump)
        let dump = try #require(sample.dumps.first)
        #expect(dump.bytes.count == HexDump.maximumLength)
        #expect(dump.droppedCount == Int.max)
    }

    @Test func `od counts in octal`() throws {
        let sample = FlashTableSample(
            """
            # od -t x1 /dev/mtd1
            0000000 27 05 19 56 00 00 00 00 00 00 00 00 00 00 00 00
            0000020 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10
            *
            0000100
            """, .hexdump)
        let dump = try #require(sample.dumps.first)
        #expect(dump.bytes.count == 64)
    }

    @Test func `spare bytes between nanddump's rows are passed over`() throws {
        let sample = FlashTableSample(
            """
            0x00000000: 55 42 49 23 01 00 00 00 00 00 00 00 00 00 00 01 |UBI#............|
              OOB Data: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff |................|
            0x00000010: 00 00 08 00 00 00 10 00 00 00 00 00 00 00 00 00 |................|
            """, .hexdump)
        #expect(try #require(sample.dumps.first).bytes.count == 32)
    }

    @Test func `U-Boot's nand dump has no addresses`() throws {
        let sample = FlashTableSample(
            """
            Page 00140000 dump:
            \t27 05 19 56 de ad be ef  00 00 00 00 00 00 00 00
            \t00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 01
            OOB:
            \tff ff ff ff ff ff ff ff
            """, .hexdump)
        let dump = try #require(sample.dumps.first)
        #expect(dump.address == 0x140000)
        #expect(dump.bytes.count == 32)
    }

    @Test(arguments: [
        "00000000 8fbf0014 8fb00010 03e00008 27bd0018", "00000000-0009fbff : System RAM", "00000000: some text",
        "0000: 27 05 19 56", "Stack: 00000000 27 05 19 56", "00000000 27 05 1",
    ])
    func `what looks like a dump and is none is passed over`(row: String) {
        #expect(FlashTableSample(row, .hexdump).dumps.isEmpty)
    }

    @Test func `a row that does not follow begins another dump`() {
        let sample = FlashTableSample(Self.forms[0] + "\n" + Self.forms[0], .hexdump)
        #expect(sample.dumps.count == 2)
    }

    @Test func `the two kinds of dump commands share one reader`() {
        #expect(FlashTableSample(Self.forms[5], .hexdump, .md).dumps.count == 1)
    }
}
