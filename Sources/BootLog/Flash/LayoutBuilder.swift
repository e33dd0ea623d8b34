// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A partition list in the making.
struct LayoutBuilder: Sendable {
    /// Partitions kept of one list; more are only counted. U-Boot and kernels stop far earlier (GPT: 128 as a rule).
    static let maximumPartitions = 512

    let origin: FlashLayout.Origin
    var device: String?
    var eraseblockSize: UInt64?
    var startOnChip: UInt64? = 0
    var isSplit = false
    private(set) var partitions: [FlashLayout.Partition] = []
    private var droppedCount = 0
    private var firstLine: Int?
    private var lastLine = 0

    init(origin: FlashLayout.Origin, device: String? = nil) {
        self.origin = origin
        self.device = device
    }

    /// A row was read; `index` is its place in the list when none was printed with it.
    mutating func add(
        index: Int? = nil, name: String, offset: UInt64?, size: UInt64?, flags: [String] = [], mtdNumber: Int? = nil,
        line: Int
    ) {
        extend(to: line)
        guard partitions.count < Self.maximumPartitions else {
            droppedCount += 1
            return
        }
        partitions.append(
            FlashLayout.Partition(
                index: index ?? partitions.count, name: name, offset: offset, size: size, flags: flags,
                mtdNumber: mtdNumber))
    }

    /// Rows came that were not kept.
    mutating func drop(_ count: Int) {
        droppedCount = Int(clamping: droppedCount.addingReportingOverflow(max(count, 0)).partialValue)
    }

    /// A line belongs to the list without being a row of it.
    mutating func extend(to line: Int) {
        if firstLine == nil { firstLine = line }
        lastLine = max(lastLine, line)
    }

    /// Moves the kernel's numbers of all rows by `shift`; a row that would get a negative one loses it.
    mutating func moveMTDNumbers(by shift: Int) {
        for index in partitions.indices {
            let moved = partitions[index].mtdNumber.map { $0 + shift }
            partitions[index].mtdNumber = moved.flatMap { $0 >= 0 ? $0 : nil }
        }
    }

    /// The list as it stands; nil when it has no rows.
    var layout: FlashLayout? {
        guard let firstLine, !partitions.isEmpty else { return nil }
        return FlashLayout(
            origin: origin, device: device, partitions: partitions, lines: firstLine...max(firstLine, lastLine),
            eraseblockSize: eraseblockSize, startOnChip: startOnChip, isSplit: isSplit, droppedCount: droppedCount)
    }

    /// Hands the list out, when it has rows.
    func emit(into readings: inout [FlashReading]) {
        if let layout { readings.append(.layout(layout)) }
    }
}
