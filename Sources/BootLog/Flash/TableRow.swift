// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A row of a table.
struct TableRow: Sendable, Hashable {
    var index: Int?
    var device: String?
    var name: String
    var offset: UInt64?
    var size: UInt64?
    var flags: [String] = []

    init(
        index: Int? = nil, device: String? = nil, name: String, offset: UInt64?, size: UInt64?, flags: [String] = []
    ) {
        self.index = index
        self.device = device
        self.name = name
        self.offset = offset
        self.size = size
        self.flags = flags
    }

    /// A row that gives its first and its last sector; nil when they are the wrong way round or do not fit in 64 bits.
    init?(
        index: Int?, device: String? = nil, name: String, firstSector: UInt64, lastSector: UInt64, sectorSize: UInt64,
        flags: [String] = []
    ) {
        guard lastSector >= firstSector else { return nil }
        let (count, overflow) = (lastSector - firstSector).addingReportingOverflow(1)
        if overflow { return nil }
        self.init(
            index: index, device: device, name: name, firstSector: firstSector, sectorCount: count,
            sectorSize: sectorSize, flags: flags)
    }

    /// A row that gives its first sector and their number; nil when it does not fit in 64 bits.
    init?(
        index: Int?, device: String? = nil, name: String, firstSector: UInt64, sectorCount: UInt64, sectorSize: UInt64,
        flags: [String] = []
    ) {
        let (offset, overflow) = firstSector.multipliedReportingOverflow(by: sectorSize)
        let (size, carry) = sectorCount.multipliedReportingOverflow(by: sectorSize)
        if overflow || carry { return nil }
        self.init(index: index, device: device, name: name, offset: offset, size: size, flags: flags)
    }
}
