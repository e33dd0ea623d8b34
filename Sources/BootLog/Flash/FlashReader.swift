// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads every table of a capture that tells about flash; idle at no cost while nothing switches it on.
///
/// Each kind of table has a reader of its own. A reader is awake from the line that a rule switched it on at until it
/// says that nothing is open; asleep, it keeps what later tables of the same boot need.
package struct FlashReader: Sendable {
    /// Specifications remembered so that the same one, printed again, is no second layout.
    private static let maximumSpecs = 64

    private struct Slot: Sendable {
        let kind: TableKind
        var reader: any TableReader
        var isAwake: Bool
    }

    private struct Spec: Sendable, Hashable {
        var device: String?
        var partitions: [FlashLayout.Partition]
    }

    private var slots: [Slot] = []
    private var awakeCount = 0
    private var specs: Set<Spec> = []

    package init() {}

    /// Feeds a line; to be called for every line, and returns at once when no reader is awake and none is switched on.
    ///
    /// - Parameters:
    ///   - line: the next line of the capture.
    ///   - tables: the readers that rules switched on at this very line, which is their first line.
    /// - Returns: what the line completed.
    package mutating func receive(_ line: ConsoleLine, switchedOn tables: [TableKind]) -> [FlashReading] {
        if awakeCount == 0, tables.isEmpty { return [] }
        for kind in tables { wake(kind) }
        // An unfinished line comes again, and is read when it is whole; what it switched on stays awake for that.
        if awakeCount == 0 || line.ending == .idle { return [] }
        let tableLine = TableLine(line)
        var readings: [FlashReading] = []
        for index in slots.indices where slots[index].isAwake {
            if slots[index].reader.receive(tableLine, into: &readings) { continue }
            slots[index].isAwake = false
            awakeCount -= 1
        }
        return withoutRepeatedSpecs(readings)
    }

    /// A new boot begins or the capture ends: completes what is still open.
    package mutating func finish() -> [FlashReading] {
        var readings: [FlashReading] = []
        for index in slots.indices { slots[index].reader.finish(into: &readings) }
        slots.removeAll(keepingCapacity: true)
        awakeCount = 0
        return withoutRepeatedSpecs(readings)
    }

    private mutating func wake(_ kind: TableKind) {
        let kind = Self.servingKind(kind)
        if let index = slots.firstIndex(where: { $0.kind == kind }) {
            if !slots[index].isAwake {
                slots[index].isAwake = true
                awakeCount += 1
            }
            return
        }
        guard let reader = Self.reader(of: kind) else { return }
        slots.append(Slot(kind: kind, reader: reader, isAwake: true))
        awakeCount += 1
    }

    /// The kind whose reader reads this one too: two readers would hand the same table out twice.
    private static func servingKind(_ kind: TableKind) -> TableKind {
        switch kind {
        // `printenv` is of interest for the specifications in it.
        case .printenv: .mtdparts
        case .mtdBad: .nandBad
        case .md: .hexdump
        default: kind
        }
    }

    private static func reader(of kind: TableKind) -> (any TableReader)? {
        switch kind {
        case .kernelPartitions: KernelPartitionReader()
        case .procMTD: ProcMTDReader()
        case .mtdparts: MTDPartsReader()
        case .mtdpartsTable: MTDPartsTableReader()
        case .mtdList: MTDListReader()
        case .mmcPart: DiskTables.reader
        case .nandBad: BadBlockListReader()
        case .ubinfo: UBIVolumeReader()
        case .blockDevices: BlockDeviceReader()
        case .vendorPartitions: VendorTables.reader
        case .hexdump: HexDumpReader()
        // The first three are served by others; an oops is read by the analyzer.
        case .printenv, .mtdBad, .md, .oops: nil
        }
    }

    /// Boot loaders print the same `mtdparts` in the environment, the arguments and the kernel's command line.
    private mutating func withoutRepeatedSpecs(_ readings: [FlashReading]) -> [FlashReading] {
        if readings.isEmpty { return readings }
        return readings.filter { reading in
            guard case .layout(let layout) = reading, layout.origin == .mtdparts else { return true }
            let spec = Spec(device: layout.device, partitions: layout.partitions)
            if specs.contains(spec) { return false }
            if specs.count < Self.maximumSpecs { specs.insert(spec) }
            return true
        }
    }
}
