// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A row of a hex dump, as its digits stand there.
///
/// ```
/// 00000000  27 05 19 56 de ad be ef  00 00 00 00 00 00 00 00  |'..V............|    hexdump -C
/// 0000000 0527 5619 adde efbe 0000 0000 0000 0000                                  hexdump, od -x
/// 0000000 002447 053031 126736 167676 000000 000000 000000 000000                  od
/// 00000000: 2705 1956 dead beef 0000 0000 0000 0000  '..V............              xxd
/// 0x00000000: 27 05 19 56 de ad be ef ... |'..V............|                       nanddump -c
/// 80000000: 56190527 efbeadde 00000000 00000000    '..V............                U-Boot md
/// ```
struct HexDumpRow: Sendable, Hashable {
    /// The most that one row of these programs shows.
    static let maximumBytes = 16

    /// The address's digits read as hexadecimal; `od` means octal.
    var address: UInt64
    var addressWidth: Int
    /// Whether a colon stands behind the address.
    var hasColon: Bool
    /// The bytes in the order of the digits.
    var bytes: [UInt8]
    /// Bytes in a group.
    var groupSize: Int
    /// What stands to the right of the groups, without bars.
    var characters: [UInt8]

    /// Reads a row; nil for a line that is none. A line with an address only has no bytes (the last one of hexdump).
    init?(_ line: TableLine) {
        var scanner = line.scanner
        scanner.skipBlanks()
        let hasPrefix = scanner.take("0x")
        let start = scanner.index
        guard let address = scanner.takeHexDigits() else { return nil }
        addressWidth = scanner.index - start
        guard addressWidth >= 7 || hasPrefix && addressWidth >= 4 else { return nil }
        self.address = address
        hasColon = scanner.take(UInt8(ascii: ":"))
        guard scanner.isAtEnd || scanner.next?.isBlank ?? false else { return nil }
        bytes = []
        groupSize = 0
        characters = []
        takeGroups(&scanner)
        takeCharacters(&scanner)
        if bytes.isEmpty {
            // An address alone ends a dump; with other text behind it, it is something else.
            scanner.skipBlanks()
            guard scanner.isAtEnd, !hasColon else { return nil }
        }
        // Without a colon there are hexdump and od: bytes, or words of two behind a short address. The rest is the
        // stack of an oops.
        guard hasColon || groupSize <= 1 || groupSize == 2 && addressWidth <= 8 else { return nil }
    }

    /// Reads a row without an address: U-Boot's `nand dump` prints a page so.
    init?(withoutAddress line: TableLine, at address: UInt64) {
        var scanner = line.scanner
        self.address = address
        addressWidth = 8
        hasColon = true
        bytes = []
        groupSize = 0
        characters = []
        takeGroups(&scanner)
        scanner.skipBlanks()
        guard bytes.count >= 8, groupSize == 1, scanner.isAtEnd else { return nil }
    }

    private mutating func takeGroups(_ scanner: inout ByteScanner) {
        while bytes.count < Self.maximumBytes {
            let before = scanner.index
            scanner.skipBlanks()
            let blanks = scanner.index - before
            // Two blanks or more part the groups from the characters, but also the two halves of `hexdump -C`.
            let isHalf = bytes.count == 8 && groupSize == 1 && blanks <= 2
            if blanks > 1, !bytes.isEmpty, !isHalf {
                scanner.index = before
                return
            }
            var end = scanner.index
            while end < scanner.end, scanner.text[end].isHexDigit { end += 1 }
            let digits = end - scanner.index
            let isWord = end == scanner.end || scanner.text[end].isBlank
            if isWord, digits == 6, !hasColon, groupSize == 0 || groupSize == 2,
                let word = Self.octal(scanner.text[scanner.index..<end])
            {
                groupSize = 2
                bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
                scanner.index = end
                continue
            }
            guard isWord, [2, 4, 8, 16].contains(digits), groupSize == 0 || digits == groupSize * 2 else {
                scanner.index = before
                return
            }
            groupSize = digits / 2
            while scanner.index < end {
                guard let high = scanner.text[scanner.index].hexValue,
                    let low = scanner.text[scanner.index + 1].hexValue
                else {
                    return
                }
                bytes.append(high << 4 | low)
                scanner.index += 2
            }
        }
    }

    /// The word that six octal digits of `od` tell; nil when they tell more than 16 bits.
    private static func octal(_ digits: ArraySlice<UInt8>) -> UInt16? {
        var value: UInt32 = 0
        for digit in digits {
            guard digit & 0xF8 == 0x30 else { return nil }
            value = value << 3 | UInt32(digit & 7)
        }
        return UInt16(exactly: value)
    }

    private mutating func takeCharacters(_ scanner: inout ByteScanner) {
        guard !bytes.isEmpty else { return }
        scanner.skipBlanks()
        guard !scanner.isAtEnd else { return }
        var text = scanner.text[scanner.index..<scanner.end]
        if text.first == UInt8(ascii: "|") { text = text.dropFirst() }
        if text.last == UInt8(ascii: "|"), text.count > bytes.count { text = text.dropLast() }
        characters = Array(text.prefix(Self.maximumBytes))
        scanner.index = scanner.end
    }

    /// The bytes with every group turned round.
    var reversedInGroups: [UInt8] { Self.reversingGroups(of: bytes, size: groupSize) }

    static func reversingGroups(of bytes: [UInt8], size: Int) -> [UInt8] {
        guard size > 1 else { return bytes }
        var turned: [UInt8] = []
        turned.reserveCapacity(bytes.count)
        var start = 0
        while start < bytes.count {
            let end = min(start + size, bytes.count)
            turned.append(contentsOf: bytes[start..<end].reversed())
            start = end
        }
        return turned
    }

    /// How many of the characters at the right agree with the bytes in the order of the digits, less those that agree
    /// with the order turned round: above 0 the CPU is big-endian, below 0 little-endian, 0 tells nothing.
    var orderEvidence: Int {
        guard groupSize > 1, characters.count >= bytes.count - 1 else { return 0 }
        return Self.agreement(bytes, characters) - Self.agreement(reversedInGroups, characters)
    }

    private static func agreement(_ bytes: [UInt8], _ characters: [UInt8]) -> Int {
        zip(bytes, characters).reduce(0) { count, pair in
            let isPrintable = pair.0 > 0x20 && pair.0 < 0x7F
            return count + (isPrintable && pair.0 == pair.1 && pair.0 != UInt8(ascii: ".") ? 1 : 0)
        }
    }
}
