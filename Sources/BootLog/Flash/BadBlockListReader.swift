// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads U-Boot's lists of bad blocks.
///
/// ```
/// Device 0 bad blocks:                           MTD device spi-nand0 bad blocks list:
///   0x00320000                                   	0x00320000
///   0x07f80000	 (bbt reserved)
/// ```
/// Left: `nand bad` (U-Boot cmd/nand.c; up to 2023.04 `  00320000` without 0x, and the blocks of the bad-block table
/// look like bad ones); offsets are the chip's. Right: `mtd bad` (cmd/mtd.c); offsets are those of the device or
/// partition that is named.
struct BadBlockListReader: TableReader {
    /// Blocks handed out at a time: a longer list, which no chip has, comes in portions.
    static let portion = 8_192
    /// Blank lines between the heading and the rows, or between rows, that a console may have put in.
    static let patienceLines = 2

    private var device: String?
    private var blocks: [BadBlock] = []
    private var isOpen = false
    private var blankLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if let device = Self.heading(line) {
            finish(into: &readings)
            self.device = device
            isOpen = true
            return true
        }
        guard isOpen else { return false }
        if let row = Self.row(line, device: device) {
            blocks.append(row)
            blankLines = 0
            if blocks.count == Self.portion { emit(into: &readings) }
        } else if line.isBlank, blankLines < Self.patienceLines {
            blankLines += 1
        } else {
            finish(into: &readings)
        }
        return isOpen
    }

    mutating func finish(into readings: inout [FlashReading]) {
        emit(into: &readings)
        isOpen = false
        blankLines = 0
    }

    private mutating func emit(into readings: inout [FlashReading]) {
        if !blocks.isEmpty { readings.append(.badBlocks(blocks)) }
        blocks = []
    }

    private static func heading(_ line: TableLine) -> String? {
        var scanner = line.scanner
        if scanner.skip(past: "MTD device "), let end = scanner.position(of: " bad blocks list:") {
            return scanner.string(scanner.index..<end)
        }
        scanner = line.scanner
        guard scanner.skip(past: "Device "), let number = scanner.takeDecimal(), scanner.take(" bad blocks:") else {
            return nil
        }
        return "nand\(number)"
    }

    /// An offset, alone on its line but for the mark.
    private static func row(_ line: TableLine, device: String?) -> BadBlock? {
        var scanner = line.scanner
        scanner.skipBlanks()
        let start = scanner.index
        guard let offset = scanner.takeHex(), scanner.index - start >= 8 else { return nil }
        scanner.skipBlanks()
        let isReserved = scanner.take("(bbt reserved)")
        scanner.skipBlanks()
        guard scanner.isAtEnd else { return nil }
        return BadBlock(offset: offset, device: device, isReservedForTable: isReserved, line: line.number)
    }
}
