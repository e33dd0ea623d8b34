// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What loaders other than U-Boot print of a GPT, in sectors of 512 bytes.
extension DiskTables {
    /// `[GPT_LK][26]name=cam_vpu3, start_sect=0x1c600, nr_sects=0xf00, uuid=...`; the preloader's says `[GPT_PL]`, and
    /// older ones put `part_id=8` in between. MediaTek LK, platform/*/partition_gpt.c.
    static let mediaTekLoader = TableDialect(
        origin: .gpt, heading: nil,
        row: { line, context in
            var scanner = line.scanner
            guard let field = scanner.position(of: "name="), line.contains("start_sect=") else { return nil }
            let index = bracketedIndex(line, before: field)
            scanner.index = field + "name=".utf8.count
            guard let name = scanner.takeString(upTo: UInt8(ascii: ",")),
                scanner.skip(past: "start_sect="), let first = scanner.takeHex(),
                scanner.skip(past: "nr_sects="), let count = scanner.takeHex()
            else { return nil }
            return TableRow(
                index: index, name: name, firstSector: first, sectorCount: count, sectorSize: context.sectorSize)
        })

    /// `ptn[3]:Name[boot] Size[32768] Type[0] First[131072] Last[163839]`. Qualcomm LK,
    /// platform/msm_shared/partition_parser.c, partition_dump().
    static let qualcommLoader = TableDialect(
        origin: .gpt, heading: nil,
        row: { line, context in
            var scanner = line.scanner
            guard scanner.skip(past: "ptn["), let index = scanner.takeDecimal(), index < 4_096,
                scanner.skip(past: "Name["), let name = scanner.takeString(upTo: UInt8(ascii: "]")),
                scanner.skip(past: "First["), let first = scanner.takeDecimal(),
                scanner.skip(past: "Last["), let last = scanner.takeDecimal()
            else { return nil }
            return TableRow(
                index: Int(index), name: name, firstSector: first,
                lastSector: last, sectorSize: context.sectorSize)
        })

    /// `GPT part:  0, name:            uboot, start:0x4000, size:0x2000` of Rockchip's miniloader.
    static let rockchipLoader = TableDialect(
        origin: .gpt, heading: nil,
        row: { line, context in
            var scanner = line.scanner
            guard scanner.skip(past: "GPT part:") else { return nil }
            scanner.skipBlanks()
            guard let index = scanner.takeDecimal(), index < 4_096, scanner.skip(past: "name:"),
                let name = scanner.takeString(upTo: UInt8(ascii: ",")),
                scanner.skip(past: "start:"), let first = scanner.takeHex(),
                scanner.skip(past: "size:"), let count = scanner.takeHex()
            else { return nil }
            return TableRow(
                index: Int(index), name: name, firstSector: first, sectorCount: count, sectorSize: context.sectorSize)
        })

    /// The number in the last brackets before `position`.
    private static func bracketedIndex(_ line: TableLine, before position: Int) -> Int? {
        guard let open = line.text[..<position].lastIndex(of: UInt8(ascii: "[")) else { return nil }
        var scanner = line.scanner.part(open + 1..<position)
        return scanner.takeDecimal().flatMap { $0 < 4_096 ? Int($0) : nil }
    }
}
