// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads U-Boot's `mtd list`. U-Boot cmd/mtd.c since 2018.11.
///
/// ```
/// List of MTD devices:
/// * spi-nand0
///   - type: NAND flash
///   - block size: 0x20000 bytes
///   - 0x000000000000-0x000008000000 : "spi-nand0"
/// 	  - 0x000000000000-0x000000100000 : "bl2"
/// 		  - ...
/// ```
/// The end is exclusive; a level deeper is a tab more and counts from the start of its parent. The first row is the
/// device itself. The partitions of a device are one list; those of a partition are a list named after it.
struct MTDListReader: TableReader {
    /// Lines that are none of the list's after which it is complete.
    static let patienceLines = 3

    private struct Level: Sendable {
        /// Blanks in front of the dash, a tab counting 8.
        var indent: Int
        var row: KernelPartitionRow
        /// From the start of the chip; nil when that overflows.
        var start: UInt64?
        /// Index in ``lists`` of the partition's own partitions.
        var list: Int?
    }

    private var device: String?
    private var eraseblockSize: UInt64?
    private var levels: [Level] = []
    private var lists: [LayoutBuilder] = []
    private var quietLines = 0
    private var isOpen = false

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        var scanner = line.scanner
        scanner.skipBlanks()
        if line.contains("List of MTD devices:") {
            finish(into: &readings)
            isOpen = true
            return true
        }
        guard isOpen else { return false }
        if scanner.take("* ") {
            emit(into: &readings)
            device = scanner.rest
            quietLines = 0
        } else if scanner.take("- ") {
            quietLines = 0
            takeFact(scanner, line: line)
        } else {
            quietLines += 1
            if quietLines >= Self.patienceLines { finish(into: &readings) }
        }
        return isOpen
    }

    mutating func finish(into readings: inout [FlashReading]) {
        emit(into: &readings)
        quietLines = 0
        isOpen = false
    }

    private mutating func emit(into readings: inout [FlashReading]) {
        for list in lists { list.emit(into: &readings) }
        lists = []
        levels = []
        device = nil
        eraseblockSize = nil
    }

    private mutating func takeFact(_ scanner: ByteScanner, line: TableLine) {
        var scanner = scanner
        if scanner.take("block size: ") {
            eraseblockSize = scanner.takeHex()
            return
        }
        if case .row(let row, _) = KernelPartitionRow.next(in: &scanner, allowsBareName: false) {
            add(row, indent: Self.indent(of: line.text), line: line.number)
        }
    }

    private mutating func add(_ row: KernelPartitionRow, indent: Int, line: Int) {
        while let last = levels.last, last.indent >= indent { levels.removeLast() }
        guard var parent = levels.last else {
            // The device itself: it heads its list, and is none of its partitions.
            levels = [Level(indent: indent, row: row, start: 0, list: nil)]
            return
        }
        let list: Int
        if let existing = parent.list {
            list = existing
        } else {
            list = lists.count
            var builder = LayoutBuilder(
                origin: .mtdList, device: levels.count == 1 ? device ?? parent.row.name : parent.row.name)
            builder.eraseblockSize = eraseblockSize
            builder.isSplit = levels.count > 1
            builder.startOnChip = parent.start
            lists.append(builder)
            parent.list = list
            levels[levels.count - 1] = parent
        }
        lists[list].add(name: row.name, offset: row.start, size: row.size, line: line)
        let sum = parent.start.flatMap { start -> UInt64? in
            let (sum, overflow) = start.addingReportingOverflow(row.start)
            return overflow ? nil : sum
        }
        // Nesting is bounded by the indent, and that by the length of a line.
        if levels.count < 16 { levels.append(Level(indent: indent, row: row, start: sum, list: nil)) }
    }

    private static func indent(of text: [UInt8]) -> Int {
        var columns = 0
        for byte in text {
            switch byte {
            case .tab: columns += 8
            case .space: columns += 1
            default: return columns
            }
        }
        return columns
    }
}
