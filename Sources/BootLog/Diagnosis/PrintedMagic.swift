// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The first four bytes of an image as a refusal quotes them: `bad magic number at PEB 7: ffffffff instead of 55424923`.
struct PrintedMagic: Sendable, Hashable {
    /// As printed.
    var text: String
    var line: Int
    /// What the bytes say in the order that says something; a word of a little-endian CPU has them reversed.
    var magic: ImageMagic

    /// - Returns: nil when the finding quotes no word of four bytes.
    init?(_ finding: Finding) {
        guard let text = finding.field("actual"), text.hasPrefix("0x") || text.hasPrefix("0X"),
            text.utf8.count == 10, let word = UInt32(text.dropFirst(2), radix: 16)
        else { return nil }
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        let orders: [[UInt8]] = [bytes, bytes.reversed()]
        self.text = text
        line = finding.line
        magic = orders.lazy.map(Self.magic).first { $0 != .unknown } ?? .unknown
    }

    private static func magic(_ bytes: [UInt8]) -> ImageMagic {
        // Four bytes of a page: "<htm", "<!DO".
        let page = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        if page == Array("<htm".utf8) || page == Array("<!do".utf8) { return .html }
        return ImageMagic(firstBytes: bytes)
    }
}
