// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension VendorTables {
    /// `[PART] [0x0000000000000000-0x00000000000FFFFF] "PRELOADER" (2048 blocks)`; the end is inclusive. MediaTek's
    /// preloader of the 2013 generation, part_dump().
    static let mediaTekPreloader = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "[PART] [0x"), let start = scanner.takeHexDigits(), scanner.take("-0x"),
                let last = scanner.takeHexDigits(), last >= start, last < .max, scanner.take("] "),
                let name = scanner.takeQuoted()
            else { return nil }
            return TableRow(name: name, offset: start, size: last - start + 1)
        })

    /// ```
    /// Part_Name	Size	StartAddr	Type	MapTo
    /// preloader    0x0000000000600000   0x0000000000000000   2   /dev/misc-sd
    /// ```
    /// `cat /proc/dumchar_info` on MediaTek's kernels 3.4 to 3.18.
    static let mediaTekNodes = TableDialect(
        origin: .vendor,
        heading: { line, _ in line.contains("Part_Name") && line.contains("StartAddr") },
        row: { line, _ in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 4, let size = DiskTables.hex(scanner.part(words[1])),
                let offset = DiskTables.hex(scanner.part(words[2]))
            else { return nil }
            return TableRow(name: scanner.string(words[0]), offset: offset, size: size)
        })
}
