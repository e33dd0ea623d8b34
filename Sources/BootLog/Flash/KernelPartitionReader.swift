// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the kernel's partition lists.
///
/// ```
/// 4 cmdlinepart partitions found on MTD device spi0.0
/// Creating 4 MTD partitions on "spi0.0":
/// 0x000000000000-0x000000030000 : "u-boot"
/// 0x000000050000-0x000001000000 : "firmware"
/// 2 uimage-fw partitions found on MTD device firmware
/// 0x000000050000-0x00000017e12e : "kernel"
/// ```
///
/// - Other messages stand between the rows, rows share lines with them, and an excerpt may lack the headings.
/// - A partition may be split while the list goes on (OpenWrt's mtdsplit). Its parts are a list of their own, named
///   after the partition. Old kernels count them from the start of the chip, later ones from the start of the
///   partition; in the first case the parts of a part belong to the same list.
/// - A driver may add rows beyond the announced number (`disc`); old OpenWrt puts `rootfs_data` in without a heading.
struct KernelPartitionReader: TableReader {
    /// Lines without a row after which a list that has all its announced rows is complete.
    static let graceLines = 6
    /// The same for a list that lacks some, or was not announced.
    static let patienceLines = 64

    private var tree = SplitTree()
    /// The piece of a row that the line before ended with.
    private var carry: Carry?
    private var quietLines = 0

    private struct Carry: Sendable {
        var text: [UInt8]
        /// The row as it stands, when only the end of its name is missing.
        var row: KernelPartitionRow?
        var line: Int
    }

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if takeCarry(line, into: &readings) || takeHeading(line, into: &readings) || takeRows(line, into: &readings) {
            quietLines = 0
            return true
        }
        takeRootMark(line)
        quietLines += 1
        let limit = tree.isComplete ? Self.graceLines : Self.patienceLines
        if quietLines >= limit || tree.isEmpty && carry == nil {
            tree.close(into: &readings)
            quietLines = 0
            return false
        }
        return true
    }

    mutating func finish(into readings: inout [FlashReading]) {
        if let carry, let row = carry.row { tree.add(row, line: carry.line, into: &readings) }
        carry = nil
        quietLines = 0
        tree.close(into: &readings)
        tree = SplitTree()
    }

    // MARK: - Rows

    private mutating func takeRows(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        var scanner = line.scanner
        var found = false
        while let match = KernelPartitionRow.next(in: &scanner, allowsBareName: tree.expectsRows) {
            switch match {
            case .row(let row, _):
                tree.add(row, line: line.number, into: &readings)
                found = true
            case .cut(let position, let row):
                carry = Carry(text: Array(line.text[position...]), row: row, line: line.number)
                return true
            }
        }
        return found
    }

    /// Ends a row that was broken over two lines; returns true when this line's text went into it.
    private mutating func takeCarry(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        guard let carry else { return false }
        self.carry = nil
        if !line.hasKernelStamp, line.text.count <= 256, !Self.beginsWithRow(line) {
            let joined = carry.text + line.text
            var scanner = ByteScanner(joined, end: joined.count)
            if case .row(let row, let end) = KernelPartitionRow.next(in: &scanner, allowsBareName: false),
                end > carry.text.count, row.name.utf8.count <= 64
            {
                tree.add(row, line: carry.line, into: &readings)
                return true
            }
        }
        if let row = carry.row { tree.add(row, line: carry.line, into: &readings) }
        return false
    }

    private static func beginsWithRow(_ line: TableLine) -> Bool {
        var scanner = line.scanner
        scanner.skipBlanks()
        return scanner.has("0x", at: scanner.index)
    }

    // MARK: - Headings

    private mutating func takeHeading(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        var scanner = line.scanner
        if scanner.skip(past: "Creating "), let count = scanner.takeDecimal(), scanner.take(" MTD partitions on ") {
            let device = scanner.takeQuotedKeepingBlanks() ?? scanner.rest
            tree.open(device, count: Int(clamping: count), line: line.number, into: &readings)
            return true
        }
        scanner = line.scanner
        // `%d %s partitions found on MTD device %s`: the parser's name stands between.
        guard let position = scanner.position(of: " partitions found on MTD device ") else { return false }
        guard let count = Self.count(before: position, in: line) else { return false }
        guard scanner.skip(past: " partitions found on MTD device ") else { return false }
        tree.open(scanner.rest, count: count, line: line.number, into: &readings)
        return true
    }

    /// The number in front of the parser's name, which may itself stand behind other text.
    private static func count(before position: Int, in line: TableLine) -> Int? {
        let words = line.scanner.part(0..<position).words
        guard let parser = words.last, words.count >= 2 else { return nil }
        let number = words[words.count - 2]
        var scanner = line.scanner.part(number)
        guard parser.upperBound <= position, let count = scanner.takeDecimal(), scanner.isAtEnd else { return nil }
        return Int(clamping: count)
    }

    /// `mtd: device 5 (rootfs) set to be root filesystem` tells the kernel's number of a row.
    private mutating func takeRootMark(_ line: TableLine) {
        var scanner = line.scanner
        guard scanner.skip(past: "mtd: device "), let number = scanner.takeDecimal(), number < 4_096,
            scanner.take(" ("), let name = scanner.takeString(upTo: UInt8(ascii: ")"))
        else { return }
        tree.calibrate(name: name, mtdNumber: Int(number))
    }
}
