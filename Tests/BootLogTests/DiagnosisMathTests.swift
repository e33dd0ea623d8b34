// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import Testing

@testable import BootLog

@Suite struct ByteSizeTests {
    static let sizes: [(String, UInt64?)] = [
        ("0", 0), ("64", 64), ("1 byte", 1), ("64 bytes", 64), ("1k", 1_024), ("128 KiB", 131_072), ("128KiB", 131_072),
        ("2.5 MiB", 2_621_440), ("1 MB", 1_048_576), ("3 GiB", 3_221_225_472), ("1 TiB", 1_099_511_627_776),
        ("0x20000", 0x2_0000),
        ("0X1f", 31), ("", nil), ("MB", nil), ("1 XB", nil), ("1 blocks", nil), ("0x", nil), ("-1", nil),
        ("18446744073709551615", .max), ("18446744073709551616", nil), ("18446744073709551615 KiB", nil),
        ("0xfffffffffffffffff", nil),
    ]

    @Test(arguments: sizes)
    func `a size in words is a number of bytes`(text: String, bytes: UInt64?) {
        #expect(ByteSize.bytes(in: text) == bytes)
    }
}

@Suite struct DiagnosisMathTests {
    @Test(arguments: [0, -0.001, -0.5, -1, -2.302585, -10, -25, -39.9] as [Double])
    func `the exponential is that of the C library`(x: Double) {
        #expect(abs(Exponential.exp(x) / Glibc.exp(x) - 1) < 1e-9)
    }

    @Test(arguments: [-41, -1e300, -.infinity] as [Double])
    func `the exponential of what is far below zero is zero`(x: Double) {
        #expect(Exponential.exp(x) == 0)
    }
}
