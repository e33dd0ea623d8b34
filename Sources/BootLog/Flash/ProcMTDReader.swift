// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads `cat /proc/mtd`: `mtd0: 00040000 00010000 "u-boot"`, hexadecimal without 0x. Linux drivers/mtd/mtdcore.c.
///
/// There are no offsets in it; ``FlashMap`` finds them where it can.
struct ProcMTDReader: TableReader {
    /// Lines without a row after which the list is complete.
    static let patienceLines = 2

    private var table: LayoutBuilder?
    private var quietLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if let row = Self.row(line) {
            if row.mtdNumber == 0 { finish(into: &readings) }
            var builder = table ?? LayoutBuilder(origin: .procMTD)
            builder.add(
                index: row.mtdNumber, name: row.name, offset: nil, size: row.size, mtdNumber: row.mtdNumber,
                line: line.number)
            if builder.eraseblockSize == nil { builder.eraseblockSize = row.eraseblockSize }
            table = builder
            quietLines = 0
            return true
        }
        if Self.isHeading(line) {
            finish(into: &readings)
            var builder = LayoutBuilder(origin: .procMTD)
            builder.extend(to: line.number)
            table = builder
            return true
        }
        quietLines += 1
        if quietLines >= Self.patienceLines { finish(into: &readings) }
        return table != nil
    }

    mutating func finish(into readings: inout [FlashReading]) {
        table?.emit(into: &readings)
        table = nil
        quietLines = 0
    }

    private struct Row {
        var mtdNumber: Int
        var name: String
        var size: UInt64
        var eraseblockSize: UInt64
    }

    /// `dev:    size   erasesize  name`.
    private static func isHeading(_ line: TableLine) -> Bool {
        var scanner = line.scanner
        return scanner.skip(past: "dev:") && scanner.skip(past: "size") && scanner.skip(past: "erasesize")
    }

    private static func row(_ line: TableLine) -> Row? {
        var scanner = line.scanner
        // A prompt's echo may stand before the first row.
        guard let position = scanner.position(of: "mtd") else { return nil }
        scanner.index = position + 3
        guard let number = scanner.takeDecimal(), number < 4_096, scanner.take(UInt8(ascii: ":")) else { return nil }
        scanner.skipBlanks()
        guard let size = scanner.takeHexDigits() else { return nil }
        scanner.skipBlanks()
        guard let eraseblockSize = scanner.takeHexDigits() else { return nil }
        scanner.skipBlanks()
        guard let name = scanner.takeQuoted() else { return nil }
        return Row(mtdNumber: Int(number), name: name, size: size, eraseblockSize: eraseblockSize)
    }
}
