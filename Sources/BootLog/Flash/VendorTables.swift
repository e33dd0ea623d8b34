// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How vendors' loaders and kernels print their own partition tables.
enum VendorTables {
    static let reader = DialectReader([
        broadcomNAND, bcm63xx, qualcommSBL, qualcommSMEM, falTable, sectorPartitions, amlogicSPL, amlogicDeviceTree,
        amlogicKernel, allwinner, redBootFIS, espressif, mediaTekPreloader, mediaTekNodes,
    ])

    // MARK: - Broadcom

    /// `Part[0] name=bcmfs, size=20000, ofs=0`: bytes, hexadecimal without 0x. Broadcom's brcmnand driver of 3.x
    /// kernels.
    private static let broadcomNAND = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "Part["), let index = scanner.takeDecimal(), index < 4_096,
                scanner.skip(past: "name="), let name = scanner.takeString(upTo: UInt8(ascii: ",")),
                scanner.skip(past: "size="), let size = scanner.takeHex(),
                scanner.skip(past: "ofs="), let offset = scanner.takeHex()
            else { return nil }
            return TableRow(index: Int(index), name: name, offset: offset, size: size)
        })

    /// `bcm63xxpart: Partition 1 is kernel offset 20100 and length 139d00`. Linux drivers/mtd/bcm63xxpart.c.
    private static let bcm63xx = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "Partition "), let index = scanner.takeDecimal(), index < 4_096,
                scanner.take(" is "), let name = scanner.takeWordString(), scanner.take(" offset "),
                let offset = scanner.takeHex(), scanner.take(" and length "), let size = scanner.takeHex()
            else { return nil }
            return TableRow(index: Int(index), name: name, offset: offset, size: size)
        })

    // MARK: - RT-Thread

    /// `| bootloader | beken_onchip_crc | 0x00001f00 | 0x0000e000 |`. RT-Thread fal_partition.c, fal_show_part_table();
    /// the devices of one table may be address spaces that overlap.
    private static let falTable = TableDialect(
        origin: .vendor,
        heading: { line, _ in
            line.contains("| name ") && line.contains("| flash_dev ") && line.contains("length")
        },
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "| "), let name = scanner.takeString(upTo: UInt8(ascii: "|")),
                let device = scanner.takeString(upTo: UInt8(ascii: "|"))
            else { return nil }
            scanner.skipBlanks()
            guard let offset = scanner.takePrefixedHex(), scanner.skip(past: "|") else { return nil }
            scanner.skipBlanks()
            guard let size = scanner.takePrefixedHex() else { return nil }
            return TableRow(device: device, name: name, offset: offset, size: size)
        })

    // MARK: - Allwinner

    /// ```
    /// -name-        -start-       -size-
    /// bootloader  : 1000000       1000000
    /// ```
    /// Bytes, hexadecimal without 0x. Allwinner's U-Boot 2011.09, `--------fastboot partitions--------`.
    private static let allwinner = TableDialect(
        origin: .vendor,
        heading: { line, _ in line.contains("-name-") && line.contains("-start-") && line.contains("-size-") },
        row: { line, _ in
            var scanner = line.scanner
            guard let name = scanner.takeString(upTo: UInt8(ascii: ":")), !name.isEmpty else { return nil }
            let words = scanner.words
            guard words.count == 2, let offset = bareHex(scanner.part(words[0])),
                let size = bareHex(scanner.part(words[1]))
            else { return nil }
            return TableRow(name: name, offset: offset, size: size)
        })

    // MARK: - RedBoot

    /// ```
    /// Name              FLASH addr  Mem addr    Length      Entry point
    /// RedBoot           0xBFC00000  0xBFC00000  0x00030000  0x00000000
    /// ```
    /// The addresses are the CPU's. eCos packages/redboot/current/src/flash.c, fis_list().
    private static let redBootFIS = TableDialect(
        origin: .vendor,
        heading: { line, _ in line.contains("FLASH addr") && line.contains("Length") },
        row: { line, _ in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 4, let column = words.firstIndex(where: { DiskTables.hex(scanner.part($0)) != nil }),
                column > 0, words.count >= column + 3,
                let address = DiskTables.hex(scanner.part(words[column])),
                let size = DiskTables.hex(scanner.part(words[column + 2]))
            else { return nil }
            return TableRow(name: scanner.string(0..<words[column].lowerBound), offset: address, size: size)
        },
        startOnChip: nil)

    // MARK: - Espressif

    /// ```
    /// I (57) boot: ## Label            Usage          Type ST Offset   Length
    /// I (64) boot:  0 nvs              WiFi data        01 02 00009000 00006000
    /// ```
    /// ESP-IDF components/bootloader_support/src/bootloader_utility.c.
    private static let espressif = TableDialect(
        origin: .vendor,
        heading: { line, _ in line.contains("## Label") && line.contains("Offset") && line.contains("Length") },
        row: { line, _ in
            var scanner = line.scanner
            _ = scanner.skip(past: "boot: ")
            let words = scanner.words
            guard words.count >= 6, let index = DiskTables.decimal(scanner.part(words[0])),
                let offset = bareHex(scanner.part(words[words.count - 2])),
                let size = bareHex(scanner.part(words[words.count - 1]))
            else { return nil }
            return TableRow(index: index, name: scanner.string(words[1]), offset: offset, size: size)
        })

    /// A word that is all hexadecimal digits.
    static func bareHex(_ scanner: ByteScanner) -> UInt64? {
        var scanner = scanner
        guard let value = scanner.takeHexDigits(), scanner.isAtEnd else { return nil }
        return value
    }
}
