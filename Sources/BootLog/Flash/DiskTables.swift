// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How programs print the partition tables of disks and eMMC: U-Boot here, tools and vendors' loaders beside it.
enum DiskTables {
    static let reader = DialectReader(
        [
            uBootGPT, uBootDOS, fdisk, sectorList, parted, mediaTekLoader, qualcommLoader, rockchipLoader,
        ],
        note: note)

    private static let note: @Sendable (TableLine, inout TableContext) -> Bool = { line, context in
        noteUBootMap(line, &context) || noteFdisk(line, &context)
    }

    /// `Partition Map for MMC device 0  --   Partition Type: EFI`. U-Boot disk/part.c.
    private static func noteUBootMap(_ line: TableLine, _ context: inout TableContext) -> Bool {
        var scanner = line.scanner
        guard scanner.skip(past: "Partition Map for "), let interface = scanner.takeWordString(),
            scanner.skip(past: "device "), let number = scanner.takeDecimal()
        else { return false }
        context = TableContext()
        context.device = "\(interface.lowercased())\(number)"
        return true
    }

    // MARK: - U-Boot

    /// ```
    /// Part	Start LBA	End LBA		Name
    ///   1	0x00000040	0x00001f7f	"idbloader"
    /// ```
    /// The end is inclusive. Until 2012 the name stood first, without quotes. U-Boot disk/part_efi.c.
    private static let uBootGPT = TableDialect(
        origin: .gpt,
        heading: { line, _ in line.contains("Part") && line.contains("Start LBA") && line.contains("End LBA") },
        row: { line, context in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 3, let first = words.first, let index = decimal(scanner.part(first)) else {
                return nil
            }
            let isOld = words.count >= 3 && hex(scanner.part(words[1])) == nil
            let start = isOld ? words[words.count - 2] : words[1]
            let end = isOld ? words[words.count - 1] : words[2]
            guard let first = hex(scanner.part(start)), let last = hex(scanner.part(end)) else {
                return nil
            }
            var name = scanner.part((isOld ? words[0] : words[2]).upperBound..<(isOld ? start.lowerBound : scanner.end))
            name.skipBlanks()
            return TableRow(
                index: index, name: name.takeQuoted() ?? name.rest, firstSector: first,
                lastSector: last, sectorSize: context.sectorSize)
        })

    /// ```
    /// Part	Start Sector	Num Sectors	UUID		Type
    ///   1	2048      	131072    	4c3a2b1d-01	0c Boot
    /// ```
    /// Decimal, start and count. The UUID came in 2012. U-Boot disk/part_dos.c.
    private static let uBootDOS = TableDialect(
        origin: .gpt,
        heading: { line, _ in line.contains("Part") && line.contains("Start Sector") && line.contains("Num Sectors") },
        row: { line, context in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 4, let index = decimal(scanner.part(words[0])),
                let start = decimal64(scanner.part(words[1])), let count = decimal64(scanner.part(words[2]))
            else { return nil }
            let hasUUID = words.count >= 5 && scanner.string(words[3]).utf8.count == 11
            let type = scanner.string((hasUUID ? words[4] : words[3]).lowerBound..<scanner.end)
            return TableRow(
                index: index, name: "", firstSector: start, sectorCount: count, sectorSize: context.sectorSize,
                flags: ["type=" + type])
        })

    // MARK: - Words

    static func decimal(_ scanner: ByteScanner) -> Int? {
        decimal64(scanner).flatMap { $0 < 4_096 ? Int($0) : nil }
    }

    static func decimal64(_ scanner: ByteScanner) -> UInt64? {
        var scanner = scanner
        guard let value = scanner.takeDecimal(), scanner.isAtEnd else { return nil }
        return value
    }

    static func hex(_ scanner: ByteScanner) -> UInt64? {
        var scanner = scanner
        guard let value = scanner.takePrefixedHex(), scanner.isAtEnd else { return nil }
        return value
    }
}
