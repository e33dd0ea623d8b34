// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension VendorTables {
    /// `ptn 1 name=bootloader start=1 size=1919`, in sectors of 512 bytes. Hardkernel's U-Boot for Amlogic boards.
    static let sectorPartitions = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, context in
            var scanner = line.scanner
            guard scanner.skip(past: "ptn "), let index = scanner.takeDecimal(), index < 4_096,
                scanner.take(" name="), let name = scanner.takeWordString(),
                scanner.take(" start="), let start = scanner.takeDecimal(),
                scanner.take(" size="), let count = scanner.takeDecimal()
            else { return nil }
            return TableRow(
                index: Int(index), name: name, firstSector: start, sectorCount: count, sectorSize: context.sectorSize)
        })

    /// ```
    /// Partition table get from SPL is :
    ///         name                        offset              size              flag
    /// ===================================================================================
    ///    0: bootloader                         0            400000                  0
    /// ```
    /// Bytes, hexadecimal without 0x. Amlogic's U-Boot 2015.01, emmc_partitions.c.
    static let amlogicSPL = TableDialect(
        origin: .vendor,
        heading: { line, _ in
            line.contains("Partition table get from ")
                || line.contains("name") && line.contains("offset") && line.contains("size") && line.contains("flag")
                    && !line.contains("mask_flags")
        },
        row: { line, _ in
            var scanner = line.scanner
            scanner.skipBlanks()
            guard let index = scanner.takeDecimal(), index < 4_096, scanner.take(UInt8(ascii: ":")) else { return nil }
            let words = scanner.words
            guard words.count == 4, let offset = bareHex(scanner.part(words[1])),
                let size = bareHex(scanner.part(words[2]))
            else { return nil }
            return TableRow(
                index: Int(index), name: scanner.string(words[0]), offset: offset, size: size,
                flags: ["flag=" + scanner.string(words[3])])
        })

    /// ```
    /// parts: 2
    /// 00:      logo	0000000002000000 1
    /// ```
    /// Sizes only, 16 digits; the last part of all ones takes what is left. Amlogic's U-Boot, partition_table.c.
    static let amlogicDeviceTree = TableDialect(
        origin: .vendor,
        heading: { line, _ in
            var scanner = line.scanner
            scanner.skipBlanks()
            return scanner.take("parts: ") && scanner.takeDecimal() != nil && scanner.isAtEnd
        },
        row: { line, _ in
            var scanner = line.scanner
            scanner.skipBlanks()
            guard let index = scanner.takeDecimal(), index < 4_096, scanner.take(UInt8(ascii: ":")) else { return nil }
            let words = scanner.words
            guard words.count == 3, words[1].count == 16, let size = bareHex(scanner.part(words[1])) else { return nil }
            return TableRow(
                index: Int(index), name: scanner.string(words[0]), offset: nil, size: size == .max ? nil : size,
                flags: ["mask=" + scanner.string(words[2])])
        })

    /// `[mmcblk0p01]           bootloader  offset 0x000000000000, size 0x000000400000`. Amlogic's kernels,
    /// drivers/amlogic/mmc/emmc_partitions.c.
    static let amlogicKernel = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "[mmcblk"), let node = scanner.takeString(upTo: UInt8(ascii: "]")),
                let name = scanner.takeWordString()
            else { return nil }
            scanner.skipBlanks()
            guard scanner.take("offset "), let offset = scanner.takePrefixedHex(), scanner.skip(past: "size "),
                let size = scanner.takePrefixedHex()
            else { return nil }
            let parts = node.split(separator: "p", maxSplits: 1)
            return TableRow(
                index: parts.count == 2 ? Int(parts[1]).flatMap { $0 < 4_096 ? $0 : nil } : nil,
                device: parts.first.map { "mmcblk" + $0 }, name: name, offset: offset, size: size)
        })
}
