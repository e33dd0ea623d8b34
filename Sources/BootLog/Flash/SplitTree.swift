// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The kernel's partition list of one chip and the splits of its partitions, while they are being printed.
struct SplitTree: Sendable {
    /// What counts as offset 0 in the rows of splits: it changed between kernels, and is the same for a whole boot.
    private enum Coordinates: Sendable {
        case fromChip
        case fromPartition
    }

    /// Where the announced rows go, the innermost split last.
    private struct Frame: Sendable {
        var device: String
        /// Announced rows that have not come; nil when nothing announced the list.
        var remaining: Int?
        /// Index in ``lists``; nil for a split whose first row has not come, because that row tells where it belongs.
        var list: Int?
        /// The partition that is split.
        var parent: Parent?
    }

    private struct Parent: Sendable {
        /// From the chip's start.
        var start: UInt64?
        var size: UInt64
        /// Where the partition begins in the numbers of its own list.
        var printedStart: UInt64
        var list: Int?
    }

    private var lists: [LayoutBuilder] = []
    private var frames: [Frame] = []
    private var coordinates: Coordinates?
    /// Partitions of lists that were handed out, newest last: a split may come late.
    private var closed: [FlashLayout] = []
    /// The kernel's number of the next row: partitions are registered in the order they are printed.
    private var nextNumber = 0

    var isEmpty: Bool { frames.isEmpty }

    /// Whether every announced row has come.
    var isComplete: Bool { frames.allSatisfy { $0.remaining == 0 } }

    /// Whether an announced list lacks rows.
    var expectsRows: Bool { frames.contains { ($0.remaining ?? 0) > 0 } }

    // MARK: - Headings

    mutating func open(_ device: String, count: Int, line: Int, into readings: inout [FlashReading]) {
        // "N ... partitions found on" is followed by "Creating N ..." for the same list.
        if let last = frames.last, last.device == device, last.list.map({ lists[$0].partitions.isEmpty }) ?? true {
            frames[frames.count - 1].remaining = count
            return
        }
        let parent = parent(named: device)
        let isRepeated = frames.contains { $0.device == device }
        if parent == nil || isRepeated { close(into: &readings) }
        if let parent, !isRepeated {
            dropFinishedSplits()
            frames.append(Frame(device: device, remaining: count, list: nil, parent: parent))
        } else {
            var builder = LayoutBuilder(origin: .kernel, device: device)
            builder.extend(to: line)
            lists = [builder]
            frames = [Frame(device: device, remaining: count, list: 0, parent: nil)]
        }
    }

    /// The partition that a heading names, when it is one and not a chip.
    private func parent(named name: String) -> Parent? {
        for index in lists.indices.reversed() {
            if let found = parent(named: name, in: lists[index].partitions, startOnChip: lists[index].startOnChip) {
                return Parent(
                    start: found.start, size: found.size, printedStart: found.printedStart, list: index)
            }
        }
        for layout in closed.reversed() {
            if let found = parent(named: name, in: layout.partitions, startOnChip: layout.startOnChip) { return found }
        }
        return nil
    }

    private func parent(
        named name: String, in partitions: [FlashLayout.Partition], startOnChip: UInt64?
    ) -> Parent? {
        guard let partition = partitions.last(where: { $0.name == name }), let range = partition.range else {
            return nil
        }
        let start = startOnChip.flatMap { zero -> UInt64? in
            let (sum, overflow) = zero.addingReportingOverflow(range.lowerBound)
            return overflow ? nil : sum
        }
        return Parent(
            start: start, size: range.upperBound - range.lowerBound, printedStart: range.lowerBound, list: nil)
    }

    // MARK: - Rows

    mutating func add(_ row: KernelPartitionRow, line: Int, into readings: inout [FlashReading]) {
        closeRepeatedExcerpt(beforeRow: row, into: &readings)
        // U-Boot makes an MTD partition of this name for each `ubi part`: without a heading it is a list of its own.
        if row.name.hasPrefix("mtd="), !frames.contains(where: { $0.remaining ?? 0 > 0 }) { close(into: &readings) }
        if frames.isEmpty {
            lists = [LayoutBuilder(origin: .kernel)]
            frames = [Frame(device: "", remaining: nil, list: 0, parent: nil)]
        }
        if let list = listOfUnannouncedSplit(row) {
            append(row, to: list, line: line)
            return
        }
        dropFinishedSplits()
        while let last = frames.last, frames.count > 1, last.parent.map({ !fits(row, in: $0) }) ?? false {
            frames.removeLast()
        }
        guard var frame = frames.last else { return }
        let list = frame.list ?? placeSplit(frame, firstRow: row)
        frame.list = list
        if let remaining = frame.remaining, remaining > 0 { frame.remaining = remaining - 1 }
        frames[frames.count - 1] = frame
        append(row, to: list, line: line)
    }

    private mutating func append(_ row: KernelPartitionRow, to list: Int, line: Int) {
        // U-Boot makes an MTD partition "mtd=N" for UBI: it has no number of the kernel's.
        let isKernels = !row.name.hasPrefix("mtd=") && lists[list].device != nil
        lists[list].add(
            name: row.name, offset: row.start, size: row.size, mtdNumber: isKernels ? nextNumber : nil, line: line)
        if isKernels, nextNumber < 4_096 { nextNumber += 1 }
    }

    /// `rootfs_data` without a heading of its own is made by old OpenWrt next to the `rootfs` it was cut from.
    private func listOfUnannouncedSplit(_ row: KernelPartitionRow) -> Int? {
        guard row.name == "rootfs_data", frames.last?.device != "rootfs" else { return nil }
        // A vendor's table may hold the name as an ordinary row, which lies behind rootfs and not in it.
        return lists.indices.last { index in
            lists[index].partitions.contains { partition in
                partition.name == "rootfs"
                    && partition.range.map { row.start > $0.lowerBound && row.end == $0.upperBound } ?? false
            }
        }
    }

    private mutating func dropFinishedSplits() {
        while frames.count > 1, frames.last?.remaining == 0 { frames.removeLast() }
    }

    /// Whether a row can be a part of the partition, in either way of counting.
    private func fits(_ row: KernelPartitionRow, in parent: Parent) -> Bool {
        row.end <= parent.size || isInside(row, parent)
    }

    private func isInside(_ row: KernelPartitionRow, _ parent: Parent) -> Bool {
        let (end, overflow) = parent.printedStart.addingReportingOverflow(parent.size)
        return row.start >= parent.printedStart && !overflow && row.end <= end
    }

    /// Decides from its first row where a split's rows go.
    private mutating func placeSplit(_ frame: Frame, firstRow row: KernelPartitionRow) -> Int {
        guard let parent = frame.parent else { return 0 }
        let coordinates = coordinates(of: row, in: parent)
        if parent.printedStart > 0 { self.coordinates = coordinates }
        if coordinates == .fromChip, let list = parent.list, lists[list].isSplit { return list }
        var builder = LayoutBuilder(origin: .kernel, device: frame.device)
        builder.isSplit = true
        builder.startOnChip = coordinates == .fromChip ? parent.start.map { $0 &- parent.printedStart } : parent.start
        lists.append(builder)
        return lists.count - 1
    }

    private func coordinates(of row: KernelPartitionRow, in parent: Parent) -> Coordinates {
        guard isInside(row, parent) else { return .fromPartition }
        let (end, overflow) = parent.printedStart.addingReportingOverflow(parent.size)
        // The last part ends where the partition ends.
        if !overflow, row.end == end { return .fromChip }
        if row.end == parent.size { return .fromPartition }
        return coordinates ?? .fromChip
    }

    /// An excerpt without headings that begins again with its first row is a second copy (another boot).
    private mutating func closeRepeatedExcerpt(
        beforeRow row: KernelPartitionRow, into readings: inout [FlashReading]
    ) {
        guard frames.count == 1, let frame = frames.first, frame.remaining == nil, let list = frame.list,
            lists[list].partitions.count > 1, let first = lists[list].partitions.first,
            first.name == row.name, first.offset == row.start, first.size == row.size
        else { return }
        close(into: &readings)
    }

    // MARK: - Numbers

    /// The kernel told the number of a partition: all rows are counted from there.
    mutating func calibrate(name: String, mtdNumber: Int) {
        for list in lists.indices.reversed() {
            guard let row = lists[list].partitions.last(where: { $0.name == name }), let counted = row.mtdNumber else {
                continue
            }
            let shift = mtdNumber - counted
            guard shift != 0, nextNumber + shift >= 0 else { return }
            for index in lists.indices { lists[index].moveMTDNumbers(by: shift) }
            nextNumber += shift
            return
        }
    }

    // MARK: - End

    /// Hands out all lists: the chip's, then those of its splits.
    mutating func close(into readings: inout [FlashReading]) {
        for builder in lists {
            guard let layout = builder.layout else { continue }
            readings.append(.layout(layout))
            if !layout.isSplit { closed.removeAll() }
            if closed.count < 16 { closed.append(layout) }
        }
        lists = []
        frames = []
    }
}
