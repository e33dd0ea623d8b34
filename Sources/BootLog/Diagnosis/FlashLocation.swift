// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A place on flash, with what the layouts known so far say of it.
struct FlashLocation: Sendable, Hashable {
    var place: FlashPlace
    var partition: FlashLayout.Partition?
    /// The partition's name in its layout, or the one that the message gave.
    var name: String?
    /// Bytes from the start of the device.
    var offset: UInt64?

    init(_ place: FlashPlace, in file: CaseFile) {
        self.place = place
        partition = file.partition(at: place)
        offset = file.offset(of: place)
        if let partition, !partition.name.isEmpty {
            name = partition.name
        } else {
            name = place.partition ?? place.mtd.map { "mtd\($0)" }
        }
    }
}
