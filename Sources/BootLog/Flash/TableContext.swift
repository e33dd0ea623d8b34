// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What lines above a table say about it.
struct TableContext: Sendable, Hashable {
    var device: String?
    /// Bytes in a sector.
    var sectorSize: UInt64 = 512
    /// Whether start and end are cylinders, which tell no exact place.
    var countsCylinders = false
    /// What the heading of the columns holds.
    var columns: Columns = []
    /// Columns of the line at which a name stands; nil when the heading has none.
    var nameColumns: Range<Int>?

    struct Columns: OptionSet, Sendable, Hashable {
        let rawValue: Int
        static let sectorCount = Columns(rawValue: 1)
        static let blockCount = Columns(rawValue: 2)
        static let typeCode = Columns(rawValue: 4)
    }
}
