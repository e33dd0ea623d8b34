// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads what U-Boot's `mtdparts` command lists; the size stands before the offset. U-Boot cmd/mtdparts.c.
///
/// ```
/// device nand0 <nand0>, # parts = 3
///  #: name                size            net size        offset          mask_flags
///  0: u-boot              0x00100000      0x000e0000 (!)  0x00000000      0
/// ```
/// The column `net size` is there with CONFIG_CMD_MTDPARTS_SHOW_NET_SIZES only. A name of 20 bytes or more touches the
/// size behind it.
struct MTDPartsTableReader: TableReader {
    /// Lines without a row after which a table is complete; captures have blank lines between the rows.
    static let patienceLines = 4

    private var table: LayoutBuilder?
    /// Rows that the heading announced and that have not come.
    private var remaining = 0
    private var quietLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if let (device, count) = Self.heading(line) {
            finish(into: &readings)
            var builder = LayoutBuilder(origin: .mtdList, device: device)
            builder.extend(to: line.number)
            table = builder
            remaining = count
            return true
        }
        if var builder = table, let row = Self.row(line) {
            builder.add(
                index: row.index, name: row.name, offset: row.offset, size: row.size, flags: row.flags,
                line: line.number)
            table = builder
            quietLines = 0
            remaining -= 1
            if remaining <= 0 { finish(into: &readings) }
            return table != nil
        }
        quietLines += 1
        if quietLines >= Self.patienceLines || line.contains("active partition:") { finish(into: &readings) }
        return table != nil
    }

    mutating func finish(into readings: inout [FlashReading]) {
        table?.emit(into: &readings)
        table = nil
        quietLines = 0
    }

    /// `device nand0 <nand0>, # parts = 3`.
    private static func heading(_ line: TableLine) -> (device: String, count: Int)? {
        var scanner = line.scanner
        guard scanner.skip(past: "device "), let device = scanner.takeWordString(),
            scanner.skip(past: "# parts = "), let count = scanner.takeDecimal()
        else { return nil }
        return (device, Int(clamping: count))
    }

    /// Reads a row from its end, because a name may hold blanks and may touch the size.
    private static func row(_ line: TableLine) -> FlashLayout.Partition? {
        var scanner = line.scanner
        scanner.skipBlanks()
        guard let index = scanner.takeDecimal(), index < 4_096, scanner.take(UInt8(ascii: ":")) else { return nil }
        let words = scanner.words
        guard words.count >= 3, let mask = words.last else { return nil }
        // From the end: mask, offset, then one or two sizes; "(!)" marks a net size that bad blocks made smaller.
        var numbers: [(value: UInt64, start: Int)] = []
        for word in words.dropLast().reversed() {
            if scanner.string(word) == "(!)" { continue }
            guard let number = trailingHex(of: word, in: scanner) else { break }
            numbers.append(number)
            // A number that a name touches is the size, and so is the third one from the end.
            if number.start > word.lowerBound || numbers.count == 3 { break }
        }
        guard numbers.count >= 2, let offset = numbers.first, let size = numbers.last else { return nil }
        var flags: [String] = []
        if scanner.string(mask) != "0" { flags.append("mask_flags=" + scanner.string(mask)) }
        return FlashLayout.Partition(
            index: Int(index), name: scanner.string(scanner.index..<size.start), offset: offset.value,
            size: size.value, flags: flags)
    }

    /// The `0x...` that a word ends with; %08x, so eight digits or more.
    private static func trailingHex(of word: Range<Int>, in scanner: ByteScanner) -> (value: UInt64, start: Int)? {
        var start = word.upperBound
        while start > word.lowerBound, scanner.text[start - 1].isHexDigit { start -= 1 }
        // A name of hex digits would run into the number's "0x", whose 0 is a digit and whose x is none.
        guard start - 2 >= word.lowerBound, scanner.text[start - 1] == UInt8(ascii: "x"),
            scanner.text[start - 2] == UInt8(ascii: "0")
        else { return nil }
        var number = scanner.part(start..<word.upperBound)
        guard let value = number.takeHexDigits(), number.isAtEnd else { return nil }
        return (value, start - 2)
    }
}
