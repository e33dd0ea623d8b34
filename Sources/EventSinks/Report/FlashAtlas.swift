// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The flash maps that a report shows: those that its diagnoses speak of, each chip once.
struct FlashAtlas {
    private static let maximumPictures = 3

    private(set) var pictures: [FlashPicture] = []
    /// Partition lists that speak of something else, or were beyond the limit.
    private(set) var droppedCount = 0
    /// Bad blocks whose place on a drawing is not known.
    private(set) var unplacedBlocks = 0

    init() {}

    /// - Parameters:
    ///   - layouts: all that are known.
    ///   - concerned: the diagnoses that the report is about.
    ///   - alsoSeen: others, whose bad blocks are worth drawing.
    ///   - sizes: the sizes of chips that were printed.
    init(layouts: [FlashLayout], concerned: [Diagnosis], alsoSeen: [Diagnosis], sizes: [String]) {
        guard concerned.contains(where: Self.isAboutFlash) else { return }
        let chips = Self.chips(layouts)
        let names = Set(concerned.compactMap(\.partition))
        let hasNamed = chips.contains { Self.names(any: names, in: $0, layouts: layouts) }
        let shown = hasNamed ? chips.filter { Self.names(any: names, in: $0, layouts: layouts) } : chips
        droppedCount = shown.count - min(shown.count, Self.maximumPictures)
        let chipSize = sizes.count == 1 && chips.count == 1 ? ByteSize.bytes(in: sizes[0]) : nil
        pictures = shown.prefix(Self.maximumPictures).map { chip in
            FlashPicture(layout: chip, splits: Self.splits(of: chip, in: layouts), chipSize: chipSize)
        }
        let eraseblockSize = layouts.lazy.compactMap(\.eraseblockSize).first
        mark(concerned, alsoSeen: alsoSeen, eraseblockSize: eraseblockSize)
    }

    /// The kernel's number of a partition; nil when no list tells, or two differ.
    static func mtdNumber(ofPartition name: String, in layouts: [FlashLayout]) -> Int? {
        let numbers = Set(layouts.flatMap(\.partitions).filter { $0.name == name }.compactMap(\.mtdNumber))
        return numbers.count == 1 ? numbers.first : nil
    }

    private static func isAboutFlash(_ diagnosis: Diagnosis) -> Bool {
        if diagnosis.partition != nil || !diagnosis.badBlocks.isEmpty { return true }
        switch diagnosis.code {
        case .flashBadBlock, .flashECCCorrected, .flashECCUncorrectable, .flashIOError, .flashLayout, .ubiAttach,
            .ubiCorrupt:
            return true
        default: return diagnosis.offset != nil
        }
    }

    // MARK: - Which lists

    /// The lists of chips, without those that another one tells as well or better.
    private static func chips(_ layouts: [FlashLayout]) -> [FlashLayout] {
        let candidates = layouts.filter { !$0.partitions.isEmpty && !($0.isSplit && $0.startOnChip != nil) }
        var kept: [FlashLayout] = []
        for layout in candidates.enumerated().sorted(by: {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }) {
            if !kept.contains(where: { tells($0, all: layout.element) }) { kept.append(layout.element) }
        }
        return kept
    }

    private static func rank(_ layout: FlashLayout) -> Int {
        if layout.origin == .ubi { return 3 }
        if !layout.partitions.contains(where: { $0.offset != nil }) { return 2 }
        return layout.origin == .kernel ? 0 : 1
    }

    /// Whether a list says all that another one says of places and sizes.
    private static func tells(_ layout: FlashLayout, all other: FlashLayout) -> Bool {
        guard other.origin != .ubi, layout.origin != .ubi else { return false }
        let known = layout.partitions
        if !other.partitions.contains(where: { $0.offset != nil }) {
            // Names and sizes only: the kernel's own list, printed again; splits of partitions may come on top.
            let same = other.partitions.filter { part in known.contains { $0.name == part.name && $0.size == part.size }
            }
            return same.count * 2 > other.partitions.count
        }
        return other.partitions.allSatisfy { part in
            known.contains {
                $0.name == part.name && $0.offset == part.offset && (part.size == nil || part.size == $0.size)
            }
        }
    }

    private static func splits(of chip: FlashLayout, in layouts: [FlashLayout]) -> [FlashLayout] {
        layouts.filter { split in
            guard split.isSplit, let start = split.startOnChip, let device = split.device else { return false }
            return chip.partitions.contains { $0.name == device && $0.offset == start }
        }
    }

    private static func names(any names: Set<String>, in chip: FlashLayout, layouts: [FlashLayout]) -> Bool {
        let parts = chip.partitions + splits(of: chip, in: layouts).flatMap(\.partitions)
        return parts.contains { part in
            names.contains { part.name == $0 || part.mtdNumber.map { "mtd\($0)" } == $0 }
        }
    }

    // MARK: - Marks

    private mutating func mark(_ concerned: [Diagnosis], alsoSeen: [Diagnosis], eraseblockSize: UInt64?) {
        for index in pictures.indices {
            for diagnosis in concerned {
                let isHere = diagnosis.partition.map { pictures[index].markDiagnosed($0) } ?? (pictures.count == 1)
                if isHere, let offset = diagnosis.offset { pictures[index].point(at: offset) }
            }
        }
        var seen: Set<LocatedBlock> = []
        for block in (concerned + alsoSeen).flatMap(\.badBlocks) where seen.insert(block).inserted {
            let holder = pictures.firstIndex { picture in
                block.partition.map { name in picture.parts.contains { $0.isNamed(name) } } ?? false
            }
            guard let index = holder ?? pictures.indices.first,
                pictures[index].mark(block, eraseblockSize: eraseblockSize)
            else {
                unplacedBlocks += 1
                continue
            }
        }
        if unplacedBlocks > 0, !pictures.isEmpty {
            pictures[0].note("\(Wording.count(unplacedBlocks, "bad block")) at a place that is not known")
        }
    }
}
