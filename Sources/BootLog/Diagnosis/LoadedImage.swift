// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where a legacy image lies in memory and where it is unpacked to, as U-Boot shows it before it starts.
///
/// Source: U-Boot boot/image-board.c, image_print_contents(): `Data Size`, `Load Address`.
struct LoadedImage: Sendable, Hashable {
    /// Bytes of the header before the data: U-Boot include/image.h.
    private static let headerSize: UInt64 = 64

    var address: UInt64?
    var loadAddress: UInt64?
    var line = 0
    /// Whether the header says that the data are packed; what is not packed may be moved over itself without harm.
    var isPacked = true

    /// Whether what is unpacked overwrites what is still to be unpacked. `size` is that of the packed data, the
    /// least that the unpacked data have.
    func overlaps(size: UInt64) -> Bool {
        guard isPacked, let address, let loadAddress, address != loadAddress else { return false }
        let start = address.addingReportingOverflow(Self.headerSize)
        let end = start.partialValue.addingReportingOverflow(size)
        let unpackedEnd = loadAddress.addingReportingOverflow(size)
        guard !start.overflow, !end.overflow, !unpackedEnd.overflow, size > 0 else { return false }
        return loadAddress < end.partialValue && address < unpackedEnd.partialValue
    }

    /// Takes what a line of a header shows.
    mutating func add(_ finding: Finding) {
        guard let value = finding.field("address").flatMap(FlashPlace.number) else {
            if finding.rule == "uboot.image.header", finding.text.contains("(uncompressed)") { isPacked = false }
            return
        }
        switch finding.rule {
        case "uboot.booting-legacy":
            self = LoadedImage(address: value, line: finding.line)
        case "uboot.image.header" where finding.text.contains("Load Address"):
            loadAddress = value
        default: break
        }
    }
}
