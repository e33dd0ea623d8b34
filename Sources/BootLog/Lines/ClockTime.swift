// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The time of day in a logger's stamp.
enum ClockTime {
    /// Bytes of a stamp that are looked at.
    private static let maximumLength = 40

    /// Microseconds since midnight of the first `21:14:07`, `21:14:07.671` or `21:14:07:671` from `start` on.
    ///
    /// A stamp over midnight seems to go back; who compares stamps must not take that for a gap.
    static func microseconds(in text: [UInt8], from start: Int) -> Int64? {
        var scanner = ByteScanner(text, end: min(start + maximumLength, text.count))
        scanner.index = start
        while scanner.index < scanner.end {
            let before = scanner.index
            if let hours = scanner.takeDigits(), hours < 24, scanner.take(UInt8(ascii: ":")),
                let minutes = scanner.takeDigits(), minutes < 60, scanner.take(UInt8(ascii: ":")),
                let seconds = scanner.takeDigits(), seconds < 61
            {
                var value = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000
                if scanner.takeAny(of: ".,:") {
                    var unit: Int64 = 100_000
                    while unit > 0, scanner.index < scanner.end, text[scanner.index].isDigit {
                        value += Int64(text[scanner.index] - 0x30) * unit
                        unit /= 10
                        scanner.index += 1
                    }
                }
                return value
            }
            scanner.index = before + 1
        }
        return nil
    }
}
