// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the volumes of UBI devices: `ubinfo -a`, U-Boot's `ubi info l`, and what the kernel says of single volumes.
///
/// ```
/// Volume ID:   0 (on ubi0)                       UBI: vol_id          0
/// Type:        dynamic                           UBI: reserved_pebs   30
/// Size:        500 LEBs (63488000 bytes, ...)    UBI: usable_leb_size 126976
/// Name:        rootfs                            UBI: name            kernel
/// ```
/// Left: mtd-utils ubi-utils/ubinfo.c. Right: U-Boot cmd/ubi.c, ubi_dump_vol_info(). A volume has no offset: UBI puts
/// its eraseblocks where it likes.
struct UBIVolumeReader: TableReader {
    /// Lines without a word about volumes after which the list is complete.
    static let patienceLines = 24
    /// Volumes kept of all devices together; UBI allows 128 on one.
    static let maximumVolumes = 512
    /// UBI keeps its own volumes from here on (UBI_INTERNAL_VOL_START).
    private static let firstInternalVolume: UInt64 = 0x7FFF_EFFF

    private struct Volume: Sendable {
        var device: String
        var number: UInt64
        var name: String?
        var size: UInt64?
        var type: String?
        var reservedBlocks: UInt64?
        var usableBlockSize: UInt64?
        var line: Int
        var lastLine: Int
    }

    private var volumes: [Volume] = []
    private var droppedCount = 0
    /// Bytes in a logical eraseblock, as the last device told; nil when none did.
    private var blockSize: UInt64?
    private var quietLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if takeUBInfo(line) || takeUBootDump(line) || takeKernelLine(line) {
            quietLines = 0
        } else {
            quietLines += 1
        }
        guard quietLines >= Self.patienceLines else { return true }
        emit(into: &readings)
        quietLines = 0
        return false
    }

    mutating func finish(into readings: inout [FlashReading]) {
        emit(into: &readings)
        blockSize = nil
    }

    // MARK: - mtd-utils

    private mutating func takeUBInfo(_ line: TableLine) -> Bool {
        var scanner = line.scanner
        scanner.skipBlanks()
        if scanner.take("Volume ID:") {
            scanner.skipBlanks()
            guard let number = scanner.takeDecimal() else { return false }
            let device = scanner.skip(past: "(on ") ? scanner.takeString(upTo: UInt8(ascii: ")")) : nil
            begin(device ?? "ubi0", number, line: line.number)
            return true
        }
        guard var volume = volumes.last else { return false }
        if scanner.take("Type:") {
            volume.type = scanner.rest
        } else if scanner.take("Size:") {
            guard scanner.skip(past: "LEBs ("), let size = scanner.takeDecimal(), scanner.take(" bytes") else {
                return false
            }
            volume.size = size
        } else if scanner.take("Name:") {
            volume.name = scanner.rest
        } else {
            return false
        }
        volume.lastLine = line.number
        volumes[volumes.count - 1] = volume
        return true
    }

    // MARK: - U-Boot

    private mutating func takeUBootDump(_ line: TableLine) -> Bool {
        var scanner = line.scanner
        guard let device = Self.takeDevice(&scanner) else { return false }
        scanner.skipBlanks()
        if scanner.take("vol_id ") {
            scanner.skipBlanks()
            guard let number = scanner.takeDecimal() else { return false }
            begin(device, number, line: line.number)
            return true
        }
        guard var volume = volumes.last, volume.device == device else { return false }
        if scanner.take("reserved_pebs ") {
            volume.reservedBlocks = Self.number(scanner)
        } else if scanner.take("usable_leb_size ") {
            volume.usableBlockSize = Self.number(scanner)
        } else if scanner.take("vol_type ") {
            // UBI_DYNAMIC_VOLUME and UBI_STATIC_VOLUME of ubi-user.h.
            volume.type = Self.number(scanner).map { $0 == 3 ? "dynamic" : $0 == 4 ? "static" : "\($0)" }
        } else if scanner.take("name ") {
            volume.name = scanner.rest
        } else {
            return false
        }
        if volume.size == nil, let blocks = volume.reservedBlocks, let size = volume.usableBlockSize {
            let (bytes, overflow) = blocks.multipliedReportingOverflow(by: size)
            volume.size = overflow ? nil : bytes
        }
        volume.lastLine = line.number
        volumes[volumes.count - 1] = volume
        return true
    }

    // MARK: - Kernel

    /// `ubi0: volume 2 ("rootfs_data") re-sized from 9 to 780 LEBs`,
    /// `block ubiblock0_0: created from ubi0:0(rootfs)`,
    /// `ubi0: PEB size: 131072 bytes (128 KiB), LEB size: 126976 bytes`.
    private mutating func takeKernelLine(_ line: TableLine) -> Bool {
        var scanner = line.scanner
        if scanner.skip(past: "LEB size: ") || scanner.skip(past: "ogical eraseblock size:") {
            scanner.skipBlanks()
            guard let size = scanner.takeDecimal(), scanner.take(" bytes") else { return false }
            blockSize = size
            return true
        }
        if scanner.skip(past: "created from ubi"), let device = scanner.takeDecimal(), scanner.take(UInt8(ascii: ":")),
            let number = scanner.takeDecimal(), scanner.take(UInt8(ascii: "(")),
            let name = scanner.takeString(upTo: UInt8(ascii: ")"))
        {
            note("ubi\(device)", number, name: name, size: nil, line: line.number)
            return true
        }
        scanner = line.scanner
        guard let device = Self.takeDevice(&scanner), scanner.skip(past: "volume "), let number = scanner.takeDecimal(),
            scanner.take(" ("), let name = scanner.takeQuoted(), scanner.skip(past: "re-sized from "),
            scanner.skip(past: " to "), let blocks = scanner.takeDecimal()
        else { return false }
        let size = blockSize.flatMap { blockSize -> UInt64? in
            let (bytes, overflow) = blocks.multipliedReportingOverflow(by: blockSize)
            return overflow ? nil : bytes
        }
        note(device, number, name: name, size: size, line: line.number)
        return true
    }

    // MARK: - Volumes

    private mutating func begin(_ device: String, _ number: UInt64, line: Int) {
        guard volumes.count < Self.maximumVolumes else {
            droppedCount += 1
            return
        }
        volumes.append(Volume(device: device, number: number, line: line, lastLine: line))
    }

    /// Something is said of a volume that may be known already.
    private mutating func note(_ device: String, _ number: UInt64, name: String, size: UInt64?, line: Int) {
        if let index = volumes.firstIndex(where: { $0.device == device && $0.number == number }) {
            volumes[index].size = size ?? volumes[index].size
            volumes[index].lastLine = max(volumes[index].lastLine, line)
            return
        }
        guard volumes.count < Self.maximumVolumes else {
            droppedCount += 1
            return
        }
        volumes.append(
            Volume(device: device, number: number, name: name, size: size, line: line, lastLine: line))
    }

    /// Hands out a list a device, in the order the devices came.
    private mutating func emit(into readings: inout [FlashReading]) {
        var builders: [LayoutBuilder] = []
        for volume in volumes where volume.number < Self.firstInternalVolume {
            var index = builders.firstIndex { $0.device == volume.device }
            if index == nil {
                var builder = LayoutBuilder(origin: .ubi, device: volume.device)
                builder.startOnChip = nil
                builders.append(builder)
                index = builders.count - 1
            }
            guard let index else { continue }
            builders[index].add(
                index: Int(clamping: volume.number), name: volume.name ?? "", offset: nil, size: volume.size,
                flags: volume.type.map { [$0] } ?? [], line: volume.line)
            builders[index].extend(to: volume.lastLine)
        }
        if !builders.isEmpty { builders[builders.count - 1].drop(droppedCount) }
        for builder in builders { builder.emit(into: &readings) }
        volumes = []
        droppedCount = 0
    }

    /// `ubi0: ` of later releases, `UBI-0: ` and `UBI: ` of earlier ones.
    private static func takeDevice(_ scanner: inout ByteScanner) -> String? {
        scanner.skipBlanks()
        if scanner.take("UBI: ") { return "ubi0" }
        guard scanner.take("ubi") || scanner.take("UBI-"), let number = scanner.takeDecimal(), scanner.take(": ") else {
            return nil
        }
        return "ubi\(number)"
    }

    private static func number(_ scanner: ByteScanner) -> UInt64? {
        var scanner = scanner
        scanner.skipBlanks()
        return scanner.takeDecimal()
    }
}
