// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the first bytes of an image or a partition say it is.
public enum ImageMagic: String, Sendable, Hashable, CaseIterable {
    /// U-Boot's legacy image, 27 05 19 56.
    case uImage
    /// A device tree or a FIT, d0 0d fe ed.
    case deviceTree
    /// A UBI erase counter header, "UBI#".
    case ubi
    /// A UBI volume header, "UBI!": the dump does not begin at an eraseblock.
    case ubiVolumeHeader
    /// UBIFS without UBI around it, 31 18 10 06.
    case ubifs
    /// "hsqs".
    case squashfsLittleEndian
    /// "sqsh", also in some vendors' little-endian images.
    case squashfsBigEndian
    /// 85 19.
    case jffs2LittleEndian
    /// 19 85.
    case jffs2BigEndian
    /// 45 3d cd 28, either way.
    case cramfs
    /// Broadcom's "HDR0".
    case trx
    /// A boot image of Android, "ANDROID!".
    case android
    /// Android's vbmeta, "AVB0".
    case vbmeta
    case gzip
    case lzma
    case xz
    case bzip2
    case lz4
    case zstd
    case elf
    /// A web page, an error message of a web server for instance.
    case html
    case text
    /// All ff: erased NAND or NOR.
    case erased
    case zero
    /// Huawei's header, "HWNP" or "HUAWEI".
    case huawei
    /// D-Link's SEAMA, 5e a3 a4 17.
    case seama
    /// Netgear's "*#$^".
    case netgear
    /// Realtek's "cs6c", "cr6c" and their kin.
    case realtek
    /// EcoNet's and TrendChip's "2RDH".
    case trendChip
    /// A vendor's header whose inside nobody described, 5a 3c 4f 42 for instance.
    case vendor
    case unknown

    /// Classifies the first bytes of an image: 4 at least, 16 tell text and erased flash apart for sure.
    public init(firstBytes bytes: [UInt8]) {
        self = Self.signature(bytes) ?? Self.uniform(bytes) ?? Self.words(bytes) ?? .unknown
    }

    /// Classifies a dump; when its words make no sense in the order they were taken, in the other one.
    public init(of dump: HexDump) {
        self.init(firstBytes: dump.bytes)
        guard self == .unknown, case .words(let size) = dump.grouping else { return }
        self.init(firstBytes: HexDumpRow.reversingGroups(of: dump.bytes, size: size))
    }

    private static let signatures: [([UInt8], ImageMagic)] = [
        ([0x27, 0x05, 0x19, 0x56], .uImage),
        ([0xD0, 0x0D, 0xFE, 0xED], .deviceTree),
        (Array("UBI#".utf8), .ubi),
        (Array("UBI!".utf8), .ubiVolumeHeader),
        ([0x31, 0x18, 0x10, 0x06], .ubifs),
        (Array("hsqs".utf8), .squashfsLittleEndian),
        (Array("sqsh".utf8), .squashfsBigEndian),
        // The node type after the magic: a bare 85 19 would be too little. 0xE001 and its kin, include/linux/jffs2.h.
        ([0x85, 0x19, 0x01, 0xE0], .jffs2LittleEndian),
        ([0x85, 0x19, 0x02, 0xE0], .jffs2LittleEndian),
        ([0x85, 0x19, 0x03, 0x20], .jffs2LittleEndian),
        ([0x85, 0x19, 0x06, 0x20], .jffs2LittleEndian),
        ([0x19, 0x85, 0xE0, 0x01], .jffs2BigEndian),
        ([0x19, 0x85, 0xE0, 0x02], .jffs2BigEndian),
        ([0x19, 0x85, 0x20, 0x03], .jffs2BigEndian),
        ([0x19, 0x85, 0x20, 0x06], .jffs2BigEndian),
        ([0x45, 0x3D, 0xCD, 0x28], .cramfs),
        ([0x28, 0xCD, 0x3D, 0x45], .cramfs),
        (Array("HDR0".utf8), .trx),
        (Array("ANDROID!".utf8), .android),
        (Array("AVB0".utf8), .vbmeta),
        ([0x1F, 0x8B, 0x08], .gzip),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .xz),
        (Array("BZh".utf8), .bzip2),
        ([0x04, 0x22, 0x4D, 0x18], .lz4),
        ([0x02, 0x21, 0x4C, 0x18], .lz4),
        ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
        ([0x7F, 0x45, 0x4C, 0x46], .elf),
        (Array("HWNP".utf8), .huawei),
        (Array("HUAWEI".utf8), .huawei),
        ([0x5E, 0xA3, 0xA4, 0x17], .seama),
        (Array("*#$^".utf8), .netgear),
        (Array("cs6c".utf8), .realtek),
        (Array("cr6c".utf8), .realtek),
        (Array("csys".utf8), .realtek),
        (Array("2RDH".utf8), .trendChip),
        ([0x5A, 0x3C, 0x4F, 0x42], .vendor),
    ]

    private static func signature(_ bytes: [UInt8]) -> ImageMagic? {
        if let match = signatures.first(where: { bytes.starts(with: $0.0) }) { return match.1 }
        // LZMA alone: properties byte, then the dictionary size, a power of two (or 2^n + 2^(n-1)) of 4 KiB or more.
        guard bytes.count >= 5, bytes[0] == 0x5D || bytes[0] == 0x6D, bytes[1] == 0, bytes[2] & 0x0F == 0 else {
            return nil
        }
        let dictionary = UInt32(bytes[2]) << 8 | UInt32(bytes[3]) << 16 | UInt32(bytes[4]) << 24
        return dictionary >= 4_096 && dictionary.nonzeroBitCount <= 2 ? .lzma : nil
    }

    private static func uniform(_ bytes: [UInt8]) -> ImageMagic? {
        guard bytes.count >= 4, let first = bytes.first, bytes.allSatisfy({ $0 == first }) else { return nil }
        return first == 0xFF ? .erased : first == 0 ? .zero : nil
    }

    private static func words(_ bytes: [UInt8]) -> ImageMagic? {
        let start = bytes.drop { $0.isBlank || $0 == .lineFeed || $0 == .carriageReturn }.prefix(9)
        let lowered = start.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        if lowered.starts(with: Array("<!doctype".utf8)) || lowered.starts(with: Array("<html".utf8)) { return .html }
        let sample = bytes.prefix(64)
        guard sample.count >= 8 else { return nil }
        let isText = sample.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F || $0 == .tab || $0 == .lineFeed || $0 == .carriageReturn
        }
        return isText ? .text : nil
    }
}
