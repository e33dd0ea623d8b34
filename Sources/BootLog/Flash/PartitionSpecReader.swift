// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the partitions of one device of a ``PartitionSpec``.
struct PartitionSpecReader {
    private(set) var device: PartitionSpec.Device
    /// Where the last whole partition ends.
    private(set) var end: Int
    /// Where a partition without an offset begins; nil when that depends on the size of the device.
    private var nextOffset: UInt64? = 0
    /// Bytes that a number without a suffix counts in.
    private let unit: UInt64

    init(name: String, end: Int) {
        device = PartitionSpec.Device(name: name)
        self.end = end
        // Rockchip's loader and kernel count in sectors of 512 bytes, and only for their own NAND device.
        unit = name == "rk29xxnand" ? 512 : 1
    }

    mutating func read(_ scanner: inout ByteScanner, quote: UInt8?) -> PartitionSpec.Ending {
        while true {
            switch takePartition(&scanner, quote: quote) {
            case .unfinished: return .unfinished
            case .closed: return .closed
            case .open:
                end = scanner.index
                guard scanner.take(UInt8(ascii: ",")) else { return .open }
                if quote != nil { scanner.skipBlanks() }
                if scanner.isAtEnd { return .unfinished }
            }
        }
    }

    /// Takes one partition; `open` when it is whole.
    private mutating func takePartition(_ scanner: inout ByteScanner, quote: UInt8?) -> PartitionSpec.Ending {
        var size: UInt64?
        if !scanner.take(UInt8(ascii: "-")) {
            guard let value = takeSize(&scanner) else { return scanner.isAtEnd ? .unfinished : .closed }
            size = value
        }
        var offset = nextOffset
        if scanner.take(UInt8(ascii: "@")) {
            guard let value = takeSize(&scanner) else { return scanner.isAtEnd ? .unfinished : .closed }
            offset = value
        }
        var name = ""
        if scanner.take(UInt8(ascii: "(")) {
            guard let value = scanner.takeString(upTo: UInt8(ascii: ")"), within: 64) else {
                return scanner.end - scanner.index <= 64 ? .unfinished : .closed
            }
            name = value
        }
        var flags: [String] = []
        // cmdlinepart.c looks for them in this order, with nothing in between.
        for (flag, text) in [("ro", "ro"), ("lk", "lk"), ("slc", "slc")] as [(StaticString, String)]
        where scanner.take(flag) {
            flags.append(text)
        }
        add(name: name, offset: offset, size: size, flags: flags)
        return .open
    }

    private func takeSize(_ scanner: inout ByteScanner) -> UInt64? {
        guard let number = scanner.takeCNumber() else { return nil }
        let scale: UInt64
        switch (scanner.next ?? 0) | 0x20 {
        case UInt8(ascii: "k"): scale = 1 << 10
        case UInt8(ascii: "m"): scale = 1 << 20
        case UInt8(ascii: "g"): scale = 1 << 30
        case UInt8(ascii: "t"): scale = 1 << 40
        default: scale = 0
        }
        if scale > 0 { scanner.index += 1 }
        // A letter or digit behind a size, other than the flags', makes it something else (0x without digits, 64kB).
        if let byte = scanner.next, byte.isDigit || byte.isLetter, !"rlsRLS".utf8.contains(byte) { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale > 0 ? scale : unit)
        return overflow ? nil : bytes
    }

    private mutating func add(name: String, offset: UInt64?, size: UInt64?, flags: [String]) {
        if let offset, let size {
            let (sum, overflow) = offset.addingReportingOverflow(size)
            nextOffset = overflow ? nil : sum
        } else {
            nextOffset = nil
        }
        guard device.partitions.count < LayoutBuilder.maximumPartitions else {
            device.droppedCount += 1
            return
        }
        device.partitions.append(
            FlashLayout.Partition(
                index: device.partitions.count, name: name, offset: offset, size: size, flags: flags))
    }
}
