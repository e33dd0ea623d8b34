// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension FlashMap {
    /// The innermost partition that holds a byte of a device.
    ///
    /// - Parameters:
    ///   - offset: bytes from the start of the device.
    ///   - device: the device as the message named it: a chip (`spi0.0`, `nand0`), a partition that the offset counts
    ///     from (`mtd5`, `/dev/mtdblock5`, `ubi`), or nil.
    /// - Returns: nil when no list covers the place, and when the lists of two chips cover it and no device was named.
    package func partition(containing offset: UInt64, device: String?) -> FlashLayout.Partition? {
        if let device {
            let onChip = chips.filter { $0[0].device == device }
            if !onChip.isEmpty { return innermost(at: offset, of: onChip) }
            if let (start, size) = place(named: device) {
                let (sum, overflow) = start.addingReportingOverflow(offset)
                guard !overflow, offset < size else { return nil }
                return innermost(at: sum, of: chips)
            }
        }
        return innermost(at: offset, of: chips)
    }

    /// The partition of that name; of several, the one that the kernel printed last.
    package func partition(named name: String) -> FlashLayout.Partition? {
        for layout in byTrust {
            if let partition = layout.partitions.last(where: { $0.name == name }) { return partition }
        }
        return nil
    }

    /// The partition with the kernel's number (mtd5: 5).
    package func partition(mtd index: Int) -> FlashLayout.Partition? {
        for layout in layouts.reversed() where layout.origin == .procMTD {
            if let partition = layout.partitions.first(where: { $0.mtdNumber == index }) { return partition }
        }
        for layout in layouts.reversed() where layout.origin == .kernel {
            if let partition = layout.partitions.first(where: { $0.mtdNumber == index && !$0.name.isEmpty }) {
                return partition
            }
        }
        return nil
    }

    /// The bad blocks that lie in a partition, blocks of the bad-block table included.
    package func badBlocks(in partition: FlashLayout.Partition) -> [BadBlock] {
        guard let layout = byTrust.first(where: { $0.partitions.contains(partition) }),
            let range = Self.range(of: partition, in: layout)
        else { return [] }
        return badBlocks.filter { block in
            guard let start = start(of: block, blockSize: layout.eraseblockSize) else { return false }
            return range.contains(start)
        }
    }

    /// The partition in which a bad block lies.
    package func partition(of block: BadBlock) -> FlashLayout.Partition? {
        start(of: block, blockSize: layouts.lazy.compactMap(\.eraseblockSize).first)
            .flatMap { innermost(at: $0, of: chips) }
    }

    // MARK: - Places

    /// Where a bad block lies on its chip: offsets of `mtd bad` count from the partition that was named.
    private func start(of block: BadBlock, blockSize: UInt64?) -> UInt64? {
        let offset: UInt64
        if let known = block.offset {
            offset = known
        } else {
            guard let number = block.block, let blockSize else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: blockSize)
            if overflow { return nil }
            offset = product
        }
        guard let device = block.device, !layouts.contains(where: { $0.device == device && !$0.isSplit }),
            let (start, _) = place(named: device)
        else { return offset }
        let (sum, overflow) = start.addingReportingOverflow(offset)
        return overflow ? nil : sum
    }

    /// Start on the chip and size of the partition that a device's name means.
    private func place(named name: String) -> (start: UInt64, size: UInt64)? {
        var node = name[...]
        if node.hasPrefix("/dev/") { node = node.dropFirst(5) }
        var number: Int?
        for prefix in ["mtdblock", "mtd"] where node.hasPrefix(prefix) {
            node = node.dropFirst(prefix.count)
            // The read-only node of the same partition.
            if node.hasSuffix("ro") { node = node.dropLast(2) }
            number = Int(node)
            break
        }
        for layout in byTrust {
            let found = layout.partitions.last { partition in
                partition.name == name || number != nil && partition.mtdNumber == number
            }
            if let found, let range = Self.range(of: found, in: layout) {
                return (range.lowerBound, range.upperBound - range.lowerBound)
            }
        }
        return nil
    }

    /// The innermost partition at a place of the chip that the most trusted of the lists covers.
    private func innermost(at offset: UInt64, of chips: [[FlashLayout]]) -> FlashLayout.Partition? {
        var found: (partition: FlashLayout.Partition, root: FlashLayout)?
        for chip in chips {
            if let found, Self.trust(chip[0].origin) < Self.trust(found.root.origin) { break }
            guard let partition = innermost(at: offset, in: chip) else { continue }
            guard let before = found else {
                found = (partition, chip[0])
                continue
            }
            // Another chip has something else at this offset, and nobody said which chip it is.
            if before.root.device != chip[0].device, before.partition.name != partition.name { return nil }
        }
        return found?.partition
    }

    private func innermost(at offset: UInt64, in lists: [FlashLayout]) -> FlashLayout.Partition? {
        var best: (list: Int, partition: Int, size: UInt64)?
        for (list, layout) in lists.enumerated() {
            for (number, partition) in layout.partitions.enumerated() {
                guard let range = Self.range(of: partition, in: layout), range.contains(offset) else { continue }
                let size = range.upperBound - range.lowerBound
                if let best, best.size <= size { continue }
                best = (list, number, size)
            }
        }
        return best.map { lists[$0.list].partitions[$0.partition] }
    }

    /// The lists of the partitions of a list, and of theirs.
    private func splits(of root: FlashLayout) -> [FlashLayout] {
        var names = Set(root.partitions.map(\.name))
        var found: [FlashLayout] = []
        // A split is printed after what it splits.
        for layout in layouts where layout.isSplit && layout.origin == root.origin {
            guard let device = layout.device, names.contains(device) else { continue }
            found.append(layout)
            names.formUnion(layout.partitions.map(\.name))
        }
        return found
    }

    // MARK: - Trust

    mutating func sortByTrust() {
        byTrust = layouts.enumerated().sorted { Self.isTrustedMore($0, $1) }.map(\.element)
        chips = byTrust.filter { !$0.isSplit && $0.origin != .gpt && $0.origin != .ubi }.map { [$0] + splits(of: $0) }
    }

    private static func isTrustedMore(
        _ left: (offset: Int, element: FlashLayout), _ right: (offset: Int, element: FlashLayout)
    ) -> Bool {
        let (one, other) = (trust(left.element.origin), trust(right.element.origin))
        return one == other ? left.offset > right.offset : one > other
    }

    private static func trust(_ origin: FlashLayout.Origin) -> Int {
        switch origin {
        case .kernel: 6
        case .procMTD: 5
        case .mtdparts: 4
        case .mtdList: 3
        case .vendor: 2
        case .gpt: 1
        case .ubi: 0
        }
    }
}
