// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the MTD devices out of the kernel's lists of block devices: they have a size, and neither name nor offset.
///
/// ```
/// List of all partitions:                        major minor  #blocks  name
/// 1f00          131072 mtdblock0                   31        0     131072 mtdblock0
///  (driver?)
/// ```
/// Left: what a panic for want of a root file system prints (hexadecimal major and minor); right: /proc/partitions.
/// Sizes are in KiB. Linux block/genhd.c.
struct BlockDeviceReader: TableReader {
    /// Lines without a row after which the list is complete: ` (driver?)` may stand behind each.
    static let patienceLines = 3

    private var table: LayoutBuilder?
    private var quietLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if let (number, kibibytes) = Self.row(line) {
            if number == table?.partitions.first?.mtdNumber { finish(into: &readings) }
            let (size, overflow) = kibibytes.multipliedReportingOverflow(by: 1_024)
            var builder = table ?? LayoutBuilder(origin: .kernel)
            // One mtdblock may be any part of any chip: nothing is known of where it lies.
            builder.startOnChip = nil
            builder.add(
                index: number, name: "", offset: nil, size: overflow ? nil : size, mtdNumber: number, line: line.number)
            table = builder
            quietLines = 0
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

    private static func row(_ line: TableLine) -> (number: Int, kibibytes: UInt64)? {
        var scanner = line.scanner
        scanner.skipBlanks()
        if scanner.take("1f") {
            guard scanner.takeHexDigits() != nil else { return nil }
        } else {
            guard scanner.take("31 "), scanner.takeWordString() != nil else { return nil }
        }
        scanner.skipBlanks()
        guard let kibibytes = scanner.takeDecimal() else { return nil }
        scanner.skipBlanks()
        guard scanner.take("mtdblock"), let number = scanner.takeDecimal(), number < 4_096 else { return nil }
        return (Int(number), kibibytes)
    }
}
