// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The layouts and bad blocks known so far, and what they say of an offset.
///
/// Several lists may tell of one chip under different names (`nand0` to U-Boot, `spi0.0` to the kernel). What the
/// kernel printed counts most, then `/proc/mtd`, then specifications, then what boot loaders listed; of equals, the
/// last one.
package struct FlashMap: Sendable {
    /// Layouts kept; more are only counted. The same list, printed at every boot, is one.
    package static let maximumLayouts = 64
    /// Bad blocks kept; more are only counted.
    package static let maximumBadBlocks = 8_192

    /// In the order they were printed; `/proc/mtd` with offsets, where other lists or its sums tell them.
    package private(set) var layouts: [FlashLayout] = []
    package private(set) var badBlocks: [BadBlock] = []
    package private(set) var droppedLayoutCount = 0
    package private(set) var droppedBadBlockCount = 0
    /// Bytes of chips, by their names, where something told.
    package private(set) var chipSizes: [String: UInt64] = [:]
    private var knownBlocks: Set<KnownBlock> = []
    /// The lists in the order in which they are believed.
    var byTrust: [FlashLayout] = []
    /// Lists of whole flash chips in the order in which they are believed, each with the lists of its parts.
    var chips: [[FlashLayout]] = []

    /// What makes two reports of a bad block one.
    private struct KnownBlock: Sendable, Hashable {
        var device: String?
        var offset: UInt64?
        var block: UInt64?
    }

    package init() {}

    package var isEmpty: Bool { layouts.isEmpty && badBlocks.isEmpty }

    /// Adds a list; one that is known already changes nothing.
    package mutating func add(_ layout: FlashLayout) {
        let isKnown = layouts.contains {
            $0.device == layout.device && $0.origin == layout.origin && $0.isSplit == layout.isSplit
                && Self.isSame($0.partitions, layout.partitions)
        }
        if isKnown { return }
        guard layouts.count < Self.maximumLayouts else {
            droppedLayoutCount += 1
            return
        }
        layouts.append(layout)
        fillOffsets()
        // Asked far more often than changed: every diagnosis asks, a boot prints a handful of lists.
        sortByTrust()
    }

    /// Adds bad blocks; one that is known already is not added again.
    package mutating func add(_ blocks: [BadBlock]) {
        for block in blocks {
            guard knownBlocks.count < Self.maximumBadBlocks else {
                droppedBadBlockCount += 1
                continue
            }
            let known = KnownBlock(device: block.device, offset: block.offset, block: block.block)
            if knownBlocks.insert(known).inserted { badBlocks.append(block) }
        }
    }

    /// The size of a chip, as its driver told it; what ends behind it is out of bounds.
    package mutating func noteSize(_ bytes: UInt64, ofDevice device: String) {
        guard chipSizes.count < Self.maximumLayouts || chipSizes[device] != nil else { return }
        chipSizes[device] = bytes
    }

    /// Whether two lists are the same but for offsets that were filled in.
    private static func isSame(_ left: [FlashLayout.Partition], _ right: [FlashLayout.Partition]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { one, other in
                one.name == other.name && one.size == other.size && one.mtdNumber == other.mtdNumber
                    && (one.offset == nil || other.offset == nil || one.offset == other.offset)
            }
    }

    // MARK: - Offsets of /proc/mtd

    /// Gives the partitions of `/proc/mtd` the offsets that are known from elsewhere.
    private mutating func fillOffsets() {
        for index in layouts.indices where layouts[index].origin == .procMTD {
            let layout = layouts[index]
            guard layout.partitions.contains(where: { $0.offset == nil }) else { continue }
            layouts[index].partitions = filledFromOthers(layout) ?? Self.filledBySums(layout) ?? layout.partitions
        }
    }

    /// Takes the offsets of partitions of the same name and size in other lists; nil when none is there.
    private func filledFromOthers(_ layout: FlashLayout) -> [FlashLayout.Partition]? {
        var starts: [String: Set<UInt64>] = [:]
        for other in layouts where other.origin != .procMTD && other.origin != .ubi && other.origin != .gpt {
            for partition in other.partitions {
                guard let size = partition.size, let start = Self.start(of: partition, in: other) else { continue }
                starts["\(size) \(partition.name)", default: []].insert(start)
            }
        }
        var isFilled = false
        let partitions = layout.partitions.map { partition in
            var filled = partition
            // Two places for one name and size: nothing is sure.
            if let size = partition.size, let found = starts["\(size) \(partition.name)"], found.count == 1 {
                filled.offset = found.first
                isFilled = true
            }
            return filled
        }
        return isFilled ? partitions : nil
    }

    /// Sums the sizes, if they make up one whole chip: a power of two, as flash chips are.
    private static func filledBySums(_ layout: FlashLayout) -> [FlashLayout.Partition]? {
        var offset: UInt64 = 0
        var partitions: [FlashLayout.Partition] = []
        for partition in layout.partitions {
            // A gap in the numbers is a partition that the capture does not show.
            guard let size = partition.size, partition.mtdNumber == partitions.count else { return nil }
            var filled = partition
            filled.offset = offset
            partitions.append(filled)
            let (sum, overflow) = offset.addingReportingOverflow(size)
            if overflow { return nil }
            offset = sum
        }
        return partitions.count > 1 && offset > 0 && offset & (offset - 1) == 0 ? partitions : nil
    }

    // MARK: - Places

    /// Where a partition begins on its chip; nil when its list does not tell.
    static func start(of partition: FlashLayout.Partition, in layout: FlashLayout) -> UInt64? {
        guard let offset = partition.offset, let zero = layout.startOnChip else { return nil }
        let (sum, overflow) = zero.addingReportingOverflow(offset)
        return overflow ? nil : sum
    }

    /// The bytes of its chip that a partition covers; nil when its list does not tell.
    static func range(of partition: FlashLayout.Partition, in layout: FlashLayout) -> Range<UInt64>? {
        guard let start = start(of: partition, in: layout), let size = partition.size else { return nil }
        let (end, overflow) = start.addingReportingOverflow(size)
        return overflow ? nil : start..<end
    }
}
