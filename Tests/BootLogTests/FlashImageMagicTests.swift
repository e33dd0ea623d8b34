// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import BootLog

@Suite struct FlashImageMagicTests {
    @Test(
        arguments: [
            ([0xD0, 0x0D, 0xFE, 0xED, 0, 0, 1, 0], .deviceTree), ([0x55, 0x42, 0x49, 0x23, 1, 0, 0, 0], .ubi),
            ([0x31, 0x18, 0x10, 0x06, 0, 0], .ubifs), ([0x68, 0x73, 0x71, 0x73], .squashfsLittleEndian),
            ([0x73, 0x71, 0x73, 0x68], .squashfsBigEndian), ([0x85, 0x19, 0x03, 0x20, 12, 0], .jffs2LittleEndian),
            ([0x19, 0x85, 0x20, 0x03, 0, 0], .jffs2BigEndian), ([0x1F, 0x8B, 8, 0], .gzip),
            ([0x5D, 0, 0, 0x80, 0, 0xFF], .lzma), ([0x6D, 0, 0, 0, 2, 0], .lzma), ([0x5D, 0, 0, 0x85, 7, 1], .unknown),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz), ([0x7F, 0x45, 0x4C, 0x46, 1], .elf),
            ([0xFF, 0xFF, 0xFF, 0xFF], .erased), ([0, 0, 0, 0], .zero), ([0x5A, 0x3C, 0x4F, 0x42], .vendor),
            ([], .unknown), ([0xFF], .unknown),
            (Array("ANDROID!".utf8), .android), (Array("HDR0".utf8), .trx), (Array("HUAWEI  ".utf8), .huawei),
            (Array("\n<!DOCTYPE html>".utf8), .html), (Array("<HTML><body>".utf8), .html),
            (Array("File not found".utf8), .text),
            ([0x12, 0x34, 0x56, 0x78, 0x9A], .unknown),
        ] as [([UInt8], ImageMagic)])
    func `first bytes say what an image is`(bytes: [UInt8], magic: ImageMagic) {
        #expect(ImageMagic(firstBytes: bytes) == magic)
    }
}
