// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import BootLog

@Suite struct LineSplitTests {
    /// Pieces of console traffic; anything may stand next to anything.
    private static let pieces = [
        "a", "boot", " ", "\t", "\r", "\n", "\r\n", "\n\r", "\r\r\n", "\u{8}", "\u{8} \u{8}", "\0", "\u{1B}", "\u{1B}[",
        "\u{1B}[K",
        "\u{1B}[0m", "\u{1B}[2K", "\u{1B}[3D", "\u{1B}[2G", "\u{1B}]0;t", "\u{7}", "\u{1B}\\", "\u{1B}(B", "^[[0m",
        "^[", "\u{FF}",
        "\u{C3}\u{A9}", "\u{80}", "[    1.234567] ", "<6>", "\u{7F}", "\u{1}", "%", "12",
    ]

    private static func traffic(_ chance: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...60, using: &chance) {
            if chance.chance(2) {
                bytes += Array(repeating: UInt8(ascii: "x"), count: Int.random(in: 8_100...8_300, using: &chance))
            } else if chance.chance(10) {
                bytes += chance.bytes(3)
            } else {
                bytes += [UInt8](latin1: chance.pick(pieces))
            }
        }
        return bytes
    }

    @Test(arguments: 1...40)
    func `any split of the same bytes gives the same lines`(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for _ in 0..<25 {
            let bytes = Self.traffic(&chance)
            let whole = LineReading(bytes).lines
            let portions = (0..<8).map { _ in Int.random(in: 1...9, using: &chance) }
            #expect(LineReading(bytes, portions: [1]).lines == whole)
            #expect(LineReading(bytes, portions: portions).lines == whole)
            #expect(LineReading(bytes, portions: [4_096]).lines == whole)
        }
    }

    @Test(arguments: 101...110)
    func `lines of any bytes cover them without a gap and hold no control byte but tabs`(seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let bytes = Self.traffic(&chance)
            var end = 0
            for line in LineReading(bytes).lines {
                #expect(line.byteRange.lowerBound == end)
                end = line.byteRange.upperBound
                #expect(line.number == bytes[..<line.byteRange.lowerBound].count { $0 == 0x0A } + 1)
                #expect(line.text.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
                #expect(line.text.count <= LineAssembler.maximumLength)
            }
            #expect(end <= bytes.count)
        }
    }
}
