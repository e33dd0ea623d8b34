// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something in the layouts that does not fit together.
///
/// None is a fault by itself: healthy vendor maps overlap and differ. It is a reason to weigh with others.
package enum FlashConflict: Sendable, Hashable {
    /// A partition ends behind the end of its chip, or of the partition that it was split from.
    case outOfBounds(FlashLayout.Partition, device: String?, limit: UInt64)
    /// Two partitions of a list share bytes, and neither lies within the other.
    case overlap(FlashLayout.Partition, FlashLayout.Partition, device: String?)
    /// Two lists of one device disagree on a partition.
    case differing(FlashLayout, FlashLayout)
}

extension FlashMap {
    /// Conflicts reported; more are left out.
    package static let maximumConflicts = 64

    /// What does not fit together.
    ///
    /// - Complexity: O(n log n) in the partitions of a list, O(n²) in the lists.
    package var conflicts: [FlashConflict] {
        var found: [FlashConflict] = []
        for layout in layouts where layout.origin != .ubi {
            found += outOfBounds(in: layout).prefix(Self.maximumConflicts)
            found += Self.overlaps(in: layout)
            if found.count >= Self.maximumConflicts { break }
        }
        for (index, layout) in layouts.enumerated() {
            for other in layouts[(index + 1)...] where found.count < Self.maximumConflicts {
                if Self.isDiffering(layout, other) { found.append(.differing(layout, other)) }
            }
        }
        return Array(found.prefix(Self.maximumConflicts))
    }

    private func outOfBounds(in layout: FlashLayout) -> [FlashConflict] {
        guard let device = layout.device else { return [] }
        var limit = chipSizes[device]
        if layout.isSplit, limit == nil {
            // Offsets that count from the chip are checked against the end of the partition on the chip.
            for other in layouts where other.origin == layout.origin && other != layout {
                guard let parent = other.partitions.last(where: { $0.name == device }),
                    let range = Self.range(of: parent, in: other), let zero = layout.startOnChip,
                    range.upperBound >= zero
                else { continue }
                limit = range.upperBound - zero
            }
        }
        guard let limit else { return [] }
        return layout.partitions.compactMap { partition in
            guard let offset = partition.offset else { return nil }
            let end = partition.range?.upperBound ?? offset
            let isInside = end <= limit && (offset < limit || partition.size == 0)
            return isInside ? nil : .outOfBounds(partition, device: device, limit: limit)
        }
    }

    /// Walks over the partitions by their starts and keeps those that are still open.
    static func overlaps(in layout: FlashLayout) -> [FlashConflict] {
        let ranges = layout.partitions.compactMap { partition in
            partition.range.flatMap { $0.isEmpty ? nil : (partition: partition, range: $0) }
        }
        let sorted = ranges.sorted {
            $0.range.lowerBound == $1.range.lowerBound
                ? $0.range.upperBound > $1.range.upperBound : $0.range.lowerBound < $1.range.lowerBound
        }
        var open: [(partition: FlashLayout.Partition, range: Range<UInt64>)] = []
        var found: [FlashConflict] = []
        for next in sorted {
            open.removeAll { $0.range.upperBound <= next.range.lowerBound }
            for before in open where before.range.upperBound < next.range.upperBound {
                guard before.range.lowerBound < next.range.lowerBound else { continue }
                found.append(.overlap(before.partition, next.partition, device: layout.device))
                if found.count >= maximumConflicts { return found }
            }
            open.append(next)
        }
        return found
    }

    /// Whether two lists of one device give one name different places; what one of them leaves open is no difference.
    private static func isDiffering(_ left: FlashLayout, _ right: FlashLayout) -> Bool {
        guard let device = left.device, device == right.device, left.isSplit == right.isSplit else { return false }
        return left.partitions.contains { partition in
            guard !partition.name.isEmpty else { return false }
            let others = right.partitions.filter { $0.name == partition.name }
            guard !others.isEmpty else { return false }
            return !others.contains { other in
                (partition.offset == nil || other.offset == nil || partition.offset == other.offset)
                    && (partition.size == nil || other.size == nil || partition.size == other.size)
            }
        }
    }
}
