// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What `fdisk -l`, `sgdisk -p` and `parted print` list.
extension DiskTables {
    /// `Disk /dev/mmcblk0: 7.4 GiB, ...`, `Units: sectors of 1 * 512 = 512 bytes`,
    /// `Units = cylinders of 16065 * 512 ...`, `Sector size (logical): 512 bytes`.
    static func noteFdisk(_ line: TableLine, _ context: inout TableContext) -> Bool {
        var scanner = line.scanner
        scanner.skipBlanks()
        if scanner.take("Disk /dev/"), let device = scanner.takeString(upTo: UInt8(ascii: ":")) {
            context = TableContext()
            context.device = device
            return true
        }
        if scanner.take("Units") {
            if scanner.skip(past: "cylinders of ") {
                context.countsCylinders = true
                return true
            }
            guard scanner.skip(past: "sectors of 1 * "), let size = scanner.takeDecimal(), isSectorSize(size) else {
                return false
            }
            context.sectorSize = size
            return true
        }
        if scanner.take("Sector size (logical)") || scanner.take("Logical sector size") {
            guard scanner.skip(past: ": "), let size = scanner.takeDecimal(), isSectorSize(size) else { return false }
            context.sectorSize = size
            return true
        }
        return false
    }

    private static func isSectorSize(_ size: UInt64) -> Bool {
        size >= 512 && size <= 1 << 20 && size & (size - 1) == 0
    }

    /// ```
    /// Device         Boot Start     End Sectors Size Id Type
    /// /dev/mmcblk0p1 *     2048  133119  131072  64M  c W95 FAT32 (LBA)
    /// ```
    /// util-linux; the end is inclusive. BusyBox has two columns `0,32,33` more, old versions blocks of 1 KiB instead
    /// of sectors (`104391+`: and one sector), and may count cylinders.
    static let fdisk = TableDialect(
        origin: .gpt,
        heading: { line, context in
            guard line.contains("Device"), line.contains("Start"), line.contains("End") else { return false }
            context.columns = line.contains("Sectors") ? .sectorCount : line.contains("Blocks") ? .blockCount : []
            return !context.columns.isEmpty
        },
        row: { line, context in
            let scanner = line.scanner
            let words = scanner.words
            guard let node = words.first, scanner.has("/dev/", at: node.lowerBound) else { return nil }
            var numbers: [UInt64] = []
            var rest = scanner.end
            for word in words.dropFirst() {
                if scanner.string(word) == "*" || scanner.text[word].contains(UInt8(ascii: ",")) { continue }
                var number = scanner.part(word)
                guard numbers.count < 3, let value = number.takeDecimal() else {
                    rest = word.lowerBound
                    break
                }
                numbers.append(value)
            }
            guard numbers.count == 3, numbers[1] >= numbers[0] else { return nil }
            let (device, index) = splitNode(scanner.string(node))
            let flags = rest < scanner.end ? ["type=" + scanner.string(rest..<scanner.end)] : []
            if context.countsCylinders {
                let (size, overflow) = numbers[2].multipliedReportingOverflow(by: 1_024)
                return TableRow(
                    index: index, device: device, name: "", offset: nil, size: overflow ? nil : size, flags: flags)
            }
            return TableRow(
                index: index, device: device, name: "", firstSector: numbers[0], lastSector: numbers[1],
                sectorSize: context.sectorSize, flags: flags)
        })

    /// `/dev/mmcblk0p1` is partition 1 of `mmcblk0`, `/dev/sda2` is partition 2 of `sda`.
    private static func splitNode(_ node: String) -> (device: String, index: Int?) {
        let name = node.dropFirst("/dev/".count)
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
        var device = name.dropLast(digits)
        if device.last == "p", device.dropLast().last?.isNumber ?? false { device = device.dropLast() }
        return (String(device), Int(name.suffix(digits)).flatMap { $0 < 4_096 ? $0 : nil })
    }

    /// ```
    /// Number  Start (sector)    End (sector)  Size       Code  Name
    ///    1            2048         1050623   512.0 MiB   EF00  EFI System
    /// ```
    /// sgdisk; BusyBox's fdisk prints a GPT so too, with `512M` and without the code.
    static let sectorList = TableDialect(
        origin: .gpt,
        heading: { line, context in
            guard line.contains("Number"), line.contains("Start (sector)"), line.contains("End (sector)") else {
                return false
            }
            context.columns = line.contains("Code") ? .typeCode : []
            return true
        },
        row: { line, context in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 4, let index = decimal(scanner.part(words[0])),
                let first = decimal64(scanner.part(words[1])), let last = decimal64(scanner.part(words[2])),
                last >= first
            else { return nil }
            let column = context.columns.contains(.typeCode) ? 6 : 4
            let name = words.count > column ? scanner.string(words[column].lowerBound..<scanner.end) : ""
            return TableRow(
                index: index, name: name, firstSector: first,
                lastSector: last, sectorSize: context.sectorSize)
        })

    /// ```
    /// Number  Start   End      Size     File system  Name  Flags
    ///  1      2048s   133119s  131072s  fat32        boot  msftdata
    /// ```
    /// GNU parted, `unit s` or `unit B`; its other units are rounded and tell no place.
    static let parted = TableDialect(
        origin: .gpt,
        heading: { line, context in
            guard line.contains("Number"), line.contains("Start"), line.contains("End"), line.contains("Size"),
                !line.contains("(sector)")
            else { return false }
            context.nameColumns = nil
            if let start = line.scanner.position(of: "Name") {
                context.nameColumns = start..<(line.scanner.position(of: "Flags") ?? Int.max)
            }
            return true
        },
        row: { line, context in
            let scanner = line.scanner
            let words = scanner.words
            guard words.count >= 4, let index = decimal(scanner.part(words[0])),
                let start = measure(scanner.part(words[1])), let size = measure(scanner.part(words[3])),
                start.unit == size.unit
            else { return nil }
            let name = context.nameColumns.map { scanner.string($0.clamped(to: 0..<scanner.end)) } ?? ""
            return TableRow(
                index: index, name: name, firstSector: start.value, sectorCount: size.value,
                sectorSize: start.unit == UInt8(ascii: "s") ? context.sectorSize : 1)
        })

    private static func measure(_ scanner: ByteScanner) -> (value: UInt64, unit: UInt8)? {
        var scanner = scanner
        guard let value = scanner.takeDecimal(), let unit = scanner.next,
            unit == UInt8(ascii: "s") || unit == UInt8(ascii: "B"), scanner.index + 1 == scanner.end
        else { return nil }
        return (value, unit)
    }
}
