// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// A device's partitions and what is marked in them: what the table and the bar are drawn from.
struct FlashPicture {
    struct Part: Hashable {
        /// As printed or counted; the position in the list when nothing tells the kernel's number.
        var number: Int
        var name: String
        var range: Range<UInt64>?
        var offset: UInt64?
        var size: UInt64?
        var flags: [String]
        /// Whether a diagnosis is about it.
        var isDiagnosed = false
        var badBlockCount = 0
        /// Of the drawing; 0 is the first. Nil when its place is not known.
        var row: Int?
    }

    /// Rows of a drawing; what overlaps more deeply stands in the table only.
    private static let maximumRows = 4

    var device: String?
    var origin: FlashLayout.Origin
    var lines: ClosedRange<Int>
    private(set) var parts: [Part]
    /// Bytes that the drawing spans; nil when nothing can be drawn.
    private(set) var size: UInt64?
    /// Offsets of bad blocks, sorted.
    private(set) var badBlocks: [UInt64] = []
    /// Offsets that the evidence names.
    private(set) var pointers: [UInt64] = []
    /// What must be known to read the picture rightly.
    private(set) var notes: [String] = []

    init(layout: FlashLayout, splits: [FlashLayout], chipSize: UInt64?) {
        device = layout.device
        origin = layout.origin
        lines = layout.lines
        parts = layout.partitions.map { Part($0, movedBy: 0) }
        for split in splits {
            guard let start = split.startOnChip else { continue }
            parts += split.partitions.map { Part($0, movedBy: start) }
        }
        if layout.droppedCount > 0 { notes.append("\(layout.droppedCount) more partitions were printed") }
        if parts.allSatisfy({ $0.range == nil }) { assumeOrder(chipSize: chipSize) }
        let unknown = parts.filter { $0.range == nil }.count
        if unknown > 0, unknown < parts.count {
            notes.append("\(Wording.count(unknown, "partition")) without a printed place: in the table only")
        }
        let end = parts.compactMap { $0.range?.upperBound }.max() ?? 0
        if end > 0 { size = chipSize.map { $0 >= end && $0 / 64 < end ? $0 : end } ?? end }
        assignRows()
    }

    /// Where sizes are all that was printed, partitions lie most likely one after the other.
    private mutating func assumeOrder(chipSize: UInt64?) {
        let sizes = parts.compactMap { $0.size }
        guard origin == .procMTD, sizes.count == parts.count, !sizes.contains(0), !Self.isNested(sizes) else {
            notes.append("no offsets were printed, so nothing can be drawn")
            return
        }
        var offset: UInt64 = 0
        var ranges: [Range<UInt64>] = []
        for size in sizes {
            let (end, overflow) = offset.addingReportingOverflow(size)
            guard !overflow, end <= chipSize ?? .max else {
                notes.append("no offsets were printed, and the sizes exceed the chip: partitions overlap")
                return
            }
            ranges.append(offset..<end)
            offset = end
        }
        for (index, range) in ranges.enumerated() { parts[index].range = range }
        let sum = chipSize == offset ? ", as their sizes, which fill the chip, suggest" : ""
        notes.append("no offsets were printed: drawn one after the other\(sum)")
    }

    /// Whether a partition is as large as several that follow it: a whole chip, or one that was split.
    private static func isNested(_ sizes: [UInt64]) -> Bool {
        for (index, size) in sizes.enumerated() {
            var sum: UInt64 = 0
            for (count, next) in sizes[(index + 1)...].enumerated() {
                let (more, overflow) = sum.addingReportingOverflow(next)
                if overflow || more > size { break }
                sum = more
                if sum == size, count > 0 { return true }
            }
        }
        return false
    }

    /// Puts each partition into the first row where nothing is in its way; the larger of two before the smaller.
    private mutating func assignRows() {
        let order = parts.indices.filter { parts[$0].range?.isEmpty == false }.sorted { left, right in
            guard let first = parts[left].range, let second = parts[right].range else { return left < right }
            return (first.lowerBound, second.upperBound, left) < (second.lowerBound, first.upperBound, right)
        }
        var rows: [UInt64] = []
        for index in order {
            guard let range = parts[index].range else { continue }
            if let row = rows.firstIndex(where: { $0 <= range.lowerBound }) {
                rows[row] = range.upperBound
                parts[index].row = row
            } else if rows.count < Self.maximumRows {
                parts[index].row = rows.count
                rows.append(range.upperBound)
            }
        }
        let hidden = order.filter { parts[$0].row == nil }.count
        if hidden > 0 { notes.append("\(Wording.count(hidden, "overlapping partition")) in the table only") }
    }

    var rowCount: Int { (parts.compactMap(\.row).max() ?? -1) + 1 }

    // MARK: - Marks

    /// Marks the partition that a diagnosis is about. Returns whether there is one.
    @discardableResult
    mutating func markDiagnosed(_ name: String) -> Bool {
        var isFound = false
        for index in parts.indices where parts[index].isNamed(name) {
            parts[index].isDiagnosed = true
            isFound = true
        }
        return isFound
    }

    /// Marks a place that the evidence names.
    mutating func point(at offset: UInt64) {
        guard let size, offset < size, !pointers.contains(offset), pointers.count < 8 else { return }
        pointers.append(offset)
    }

    /// Marks a bad block. Returns whether its place is known.
    mutating func mark(_ block: LocatedBlock, eraseblockSize: UInt64?) -> Bool {
        guard let offset = place(of: block, eraseblockSize: eraseblockSize), let size, offset < size else {
            return false
        }
        guard !badBlocks.contains(offset) else { return true }
        badBlocks.append(offset)
        badBlocks.sort()
        for index in parts.indices where parts[index].range?.contains(offset) == true {
            parts[index].badBlockCount += 1
        }
        return true
    }

    /// Bytes from the start of the drawing.
    private func place(of block: LocatedBlock, eraseblockSize: UInt64?) -> UInt64? {
        guard let offset = block.offset ?? Self.offset(ofBlock: block.block, size: eraseblockSize) else { return nil }
        guard let name = block.partition, let range = parts.first(where: { $0.isNamed(name) })?.range,
            !range.contains(offset), offset < range.upperBound - range.lowerBound
        else { return offset }
        // The list counted from the start of the partition.
        return range.lowerBound + offset
    }

    mutating func note(_ text: String) {
        notes.append(text)
    }

    private static func offset(ofBlock block: UInt64?, size: UInt64?) -> UInt64? {
        guard let block, let size else { return nil }
        let (offset, overflow) = block.multipliedReportingOverflow(by: size)
        return overflow ? nil : offset
    }
}

extension FlashPicture.Part {
    init(_ partition: FlashLayout.Partition, movedBy start: UInt64) {
        number = partition.mtdNumber ?? partition.index
        name = partition.name
        size = partition.size
        flags = partition.flags
        let moved = partition.offset?.addingReportingOverflow(start)
        offset = moved?.overflow == false ? moved?.partialValue : nil
        if let offset, let size {
            let (end, overflow) = offset.addingReportingOverflow(size)
            range = overflow ? nil : offset..<end
        }
    }

    /// Whether a name is this partition's: its own, or `mtd2`.
    func isNamed(_ other: String) -> Bool {
        name.isEmpty ? other == "mtd\(number)" : name == other || other == "mtd\(number)"
    }
}
