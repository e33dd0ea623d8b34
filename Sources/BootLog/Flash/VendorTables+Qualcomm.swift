// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension VendorTables {
    /// `Partition:0:EFS2, start:20,0x00280000, limit:116,0x00E80000:0` of a modem's SBL1: blocks, then bytes; the limit
    /// is exclusive. Only some partitions are listed.
    static let qualcommSBL = TableDialect(
        origin: .vendor, heading: nil,
        row: { line, _ in
            var scanner = line.scanner
            guard scanner.skip(past: "Partition:"), let device = scanner.takeString(upTo: UInt8(ascii: ":")),
                let name = scanner.takeString(upTo: UInt8(ascii: ",")), scanner.skip(past: "start:"),
                scanner.takeDecimal() != nil, scanner.take(UInt8(ascii: ",")), let start = scanner.takePrefixedHex(),
                scanner.skip(past: "limit:"), scanner.takeDecimal() != nil, scanner.take(UInt8(ascii: ",")),
                let limit = scanner.takePrefixedHex(), limit >= start
            else { return nil }
            return TableRow(device: device, name: name, offset: start, size: limit - start)
        })

    /// ```
    /// No.: Name             Attributes            Start             Size
    ///   0: 0:SBL1           0x0000ffff              0x0          0x40000
    /// ```
    /// Bytes. U-Boot of Qualcomm's IPQ SDK, `smeminfo`, board/qca/arm/common/smem.c.
    static let qualcommSMEM = TableDialect(
        origin: .vendor,
        heading: { line, _ in line.contains("No.: Name") && line.contains("Attributes") && line.contains("Start") },
        row: { line, _ in
            var scanner = line.scanner
            scanner.skipBlanks()
            guard let index = scanner.takeDecimal(), index < 4_096, scanner.take(UInt8(ascii: ":")) else { return nil }
            let words = scanner.words
            guard words.count >= 4, let offset = DiskTables.hex(scanner.part(words[words.count - 2])),
                let size = DiskTables.hex(scanner.part(words[words.count - 1]))
            else { return nil }
            return TableRow(
                index: Int(index), name: scanner.string(scanner.index..<words[words.count - 3].lowerBound),
                offset: offset, size: size)
        })
}
