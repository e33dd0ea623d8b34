// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Where on flash a message says that something is, in the words of the message.
struct FlashPlace: Sendable, Hashable {
    /// Bytes from the start of the device.
    var offset: UInt64?
    /// The eraseblock's number on the device.
    var block: UInt64?
    /// The NAND page's number on the device.
    var page: UInt64?
    /// A partition's name.
    var partition: String?
    /// The kernel's number of a partition (mtd2: 2).
    var mtd: Int?
    var device: String?

    var isKnown: Bool { offset != nil || block != nil || page != nil || partition != nil || mtd != nil }

    /// Reads the captures with the standard names.
    init(_ finding: Finding) {
        offset = finding.field("offset").flatMap(Self.number)
        block = (finding.field("block") ?? finding.field("peb")).flatMap(Self.number)
        page = finding.field("page").flatMap(Self.number)
        partition = finding.field("partition")
        device = finding.field("device")
        mtd = finding.field("mtd").flatMap { Int($0) } ?? device.flatMap(Self.mtdNumber)
        if mtd == nil, let name = partition, let number = Self.mtdNumber(name) {
            mtd = number
            partition = nil
        }
    }

    /// The number of `mtd2`, `mtd2ro`, `mtdblock2`, `/dev/mtd2`, `/dev/mtdblock2`; nil for any other name.
    static func mtdNumber(_ name: String) -> Int? {
        var rest = Substring(name)
        if rest.hasPrefix("/dev/") { rest = rest.dropFirst(5) }
        guard rest.hasPrefix("mtd") else { return nil }
        rest = rest.dropFirst(3)
        if rest.hasPrefix("block") { rest = rest.dropFirst(5) }
        if rest.hasSuffix("ro") { rest = rest.dropLast(2) }
        return Int(rest)
    }

    /// A decimal number, or a hexadecimal one with `0x`, as every hexadecimal capture has it.
    static func number(_ text: String) -> UInt64? {
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
        return UInt64(text)
    }
}
