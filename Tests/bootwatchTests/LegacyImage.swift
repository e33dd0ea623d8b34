// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// U-Boot's legacy image format (include/image.h, struct legacy_img_hdr), for boards under test.
enum LegacyImage {
    /// An image with a sound header.
    ///
    /// - Parameter isDamaged: whether a byte of its data was changed after the checksum was made.
    static func make(payload: [UInt8], isDamaged: Bool) -> [UInt8] {
        let load: UInt32 = 0x4200_0000
        var header: [UInt8] = []
        for word in [0x2705_1956, 0, 0x6000_0000, UInt32(payload.count), load, load, crc32(payload)] {
            header += bytes(word)
        }
        // Linux, ARM, a kernel, not compressed.
        header += [5, 2, 2, 0]
        let name = Array("bench image".utf8)
        header += name + [UInt8](repeating: 0, count: 32 - name.count)
        header.replaceSubrange(4..<8, with: bytes(crc32(header)))
        var data = payload
        if isDamaged, let last = data.indices.last { data[last] ^= 0x55 }
        return header + data
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }

    /// The CRC-32 of zlib, bit by bit.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
