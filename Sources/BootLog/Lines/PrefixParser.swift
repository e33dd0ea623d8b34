// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Finds what stands in front of a message: host stamps, loader stamps, kernel stamps, syslog headers, and any
/// combination of them.
///
/// The forms are those of printk (`[%5lu.%06lu] `, caller ids of CONFIG_PRINTK_CALLER, `<6>` of /proc/kmsg), of
/// grabserial, tio, picocom and minicom, of syslog, `logread` and `dmesg -T`, and of the vendors' loaders.
enum PrefixParser {
    /// Prefixes are looked for in so many bytes only.
    private static let maximumLength = 128

    static func parse(_ text: [UInt8]) -> LinePrefix {
        var prefix = LinePrefix()
        guard let first = text.first, isPossible(first) else { return prefix }
        if first == UInt8(ascii: "["), let stamp = printkStamp(text) {
            prefix.kernelMicroseconds = stamp.microseconds
            prefix.length = stamp.length
            // Nearly every kernel line has this stamp and nothing behind it that looks like another.
            guard stamp.length < text.count, isPossible(text[stamp.length]) else { return prefix }
        }
        var scanner = ByteScanner(text, end: min(text.count, maximumLength))
        scanner.index = prefix.length
        while scanner.index < scanner.end {
            let before = scanner.index
            scanner.skipBlanks()
            let start = scanner.index
            guard start < scanner.end else { break }
            let found: Bool
            switch text[start] {
            case UInt8(ascii: "["): found = bracket(&scanner, &prefix)
            case UInt8(ascii: "<"): found = level(&scanner)
            case 0x30...0x39: found = bareTime(&scanner, &prefix)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): found = syslogDate(&scanner) || qualcommStamp(&scanner, &prefix)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): found = syslogFacility(&scanner)
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "("):
                found = prefix.kernelMicroseconds != nil && mediaTekCPU(&scanner)
            default: found = false
            }
            guard found else {
                scanner.index = before
                break
            }
            prefix.length = scanner.index
        }
        return prefix
    }

    /// Whether a prefix may begin with this byte.
    private static func isPossible(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "*"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A, .space, .tab:
            true
        default: false
        }
    }

    /// `[    1.234567] `, the stamp that printk gives (`[%5lu.%06lu] `, kernel/printk/printk.c).
    private static func printkStamp(_ text: [UInt8]) -> (microseconds: Int64, length: Int)? {
        text.withUnsafeBufferPointer { text in
            var index = 1
            while index < text.count, index < 8, text[index] == .space { index += 1 }
            var seconds: Int64 = 0
            let start = index
            while index < text.count, text[index].isDigit {
                guard index - start < 10 else { return nil }
                seconds = seconds * 10 + Int64(text[index] - 0x30)
                index += 1
            }
            guard index > start, index + 8 < text.count, text[index] == UInt8(ascii: "."),
                text[index + 7] == UInt8(ascii: "]"), text[index + 8] == .space
            else { return nil }
            var fraction: Int64 = 0
            for digit in text[index + 1..<index + 7] {
                guard digit.isDigit else { return nil }
                fraction = fraction * 10 + Int64(digit - 0x30)
            }
            return (seconds * 1_000_000 + fraction, index + 9)
        }
    }

    // MARK: - Brackets

    /// `[    1.234567] `, `[    4.94@0]`, `[   T1]`, `[21:14:07:671]`, `[2022-01-30T09:20:16.009]`, `[12.345678 0.000123]`,
    /// `[00003621]`, `[Tue May 16 09:56:41 2023]`.
    private static func bracket(_ scanner: inout ByteScanner, _ prefix: inout LinePrefix) -> Bool {
        let start = scanner.index
        scanner.index += 1
        scanner.skipBlanks()
        let isCaller = scanner.take(UInt8(ascii: "T")) || scanner.take(UInt8(ascii: "C"))
        if isCaller, prefix.kernelMicroseconds != nil, scanner.takeDigits() != nil, scanner.take(UInt8(ascii: "]")) {
            return true
        }
        scanner.index = start + 1
        if weekday(&scanner), scanner.skip(to: UInt8(ascii: "]"), within: 24) {
            scanner.index += 1
            return true
        }
        scanner.index = start + 1
        scanner.skipBlanks()
        guard let number = scanner.takeDigits() else {
            scanner.index = start
            return false
        }
        if scanner.take(UInt8(ascii: ".")) {
            let fractionStart = scanner.index
            let fraction = scanner.takeDigits()
            let digits = scanner.index - fractionStart
            if scanner.take(UInt8(ascii: "@")) { _ = scanner.takeDigits() }
            if let fraction, digits > 0, scanner.take(UInt8(ascii: "]")) {
                let microseconds = Self.microseconds(seconds: number, fraction: fraction, digits: digits)
                if digits == 6 {
                    prefix.kernelMicroseconds = microseconds
                } else {
                    prefix.otherMicroseconds = microseconds
                }
                return true
            }
        } else if scanner.take(UInt8(ascii: "]")) {
            // LK, boot0 and ABL count milliseconds.
            prefix.otherMicroseconds = number.multipliedReportingOverflow(by: 1_000).partialValue
            return true
        }
        // A clock time, a date, or two numbers: only digits and their punctuation up to the bracket.
        prefix.clockMicroseconds = prefix.clockMicroseconds ?? ClockTime.microseconds(in: scanner.text, from: start + 1)
        while scanner.index < scanner.end, scanner.index - start < 40 {
            let byte = scanner.text[scanner.index]
            scanner.index += 1
            switch byte {
            case UInt8(ascii: "]"): return true
            case 0x30...0x39, UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"),
                UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "T"), UInt8(ascii: "Z"), UInt8(ascii: "+"):
                continue
            default:
                scanner.index = start
                return false
            }
        }
        scanner.index = start
        return false
    }

    private static func microseconds(seconds: Int64, fraction: Int64, digits: Int) -> Int64 {
        var scaled = fraction
        var digits = digits
        while digits < 6 {
            scaled = scaled.multipliedReportingOverflow(by: 10).partialValue
            digits += 1
        }
        while digits > 6 {
            scaled /= 10
            digits -= 1
        }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .max : product.addingReportingOverflow(scaled).partialValue
    }

    /// MediaTek's ` .(0)[1:swapper/0]`, ` -(0)`, ` (0)`, `*(0)` between stamp and text.
    private static func mediaTekCPU(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.index
        if scanner.text[start] != UInt8(ascii: "(") { scanner.index += 1 }
        guard scanner.take(UInt8(ascii: "(")), scanner.takeDigits() != nil, scanner.take(UInt8(ascii: ")")) else {
            scanner.index = start
            return false
        }
        let afterCPU = scanner.index
        if scanner.take(UInt8(ascii: "[")), scanner.takeDigits() != nil, scanner.take(UInt8(ascii: ":")),
            scanner.skip(to: UInt8(ascii: "]"), within: 32)
        {
            scanner.index += 1
        } else {
            scanner.index = afterCPU
        }
        return true
    }

    // MARK: - Without brackets

    /// `<6>`.
    private static func level(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.index
        scanner.index += 1
        guard let level = scanner.takeDigits(), level < 192, scanner.take(UInt8(ascii: ">")) else {
            scanner.index = start
            return false
        }
        return true
    }

    /// `2023-05-16 09:56:41.123 `, `2023-05-16T09:56:41Z `, `09:56:41.123 `, each up to a blank.
    private static func bareTime(_ scanner: inout ByteScanner, _ prefix: inout LinePrefix) -> Bool {
        let start = scanner.index
        guard let first = scanner.takeDigits() else { return false }
        let width = scanner.index - start
        if width == 4, first >= 1970, first < 2200, scanner.takeAny(of: "-/"), scanner.takeDigits() != nil,
            scanner.takeAny(of: "-/"), scanner.takeDigits() != nil, scanner.takeAny(of: "T "), clock(&scanner)
        {
            prefix.clockMicroseconds = prefix.clockMicroseconds ?? ClockTime.microseconds(in: scanner.text, from: start)
            return true
        }
        scanner.index = start
        guard width == 2, clock(&scanner) else {
            scanner.index = start
            return false
        }
        prefix.clockMicroseconds = prefix.clockMicroseconds ?? ClockTime.microseconds(in: scanner.text, from: start)
        return true
    }

    /// `09:56:41`, a fraction, a zone, and the blank or bracket after it.
    private static func clock(_ scanner: inout ByteScanner) -> Bool {
        guard scanner.takeDigits() != nil, scanner.take(UInt8(ascii: ":")), scanner.takeDigits() != nil,
            scanner.take(UInt8(ascii: ":")), scanner.takeDigits() != nil
        else { return false }
        if scanner.takeAny(of: ".,:") { guard scanner.takeDigits() != nil else { return false } }
        if scanner.takeAny(of: "+-") {
            guard scanner.takeDigits() != nil else { return false }
            if scanner.take(UInt8(ascii: ":")) { _ = scanner.takeDigits() }
        } else {
            _ = scanner.take(UInt8(ascii: "Z"))
        }
        _ = scanner.take(UInt8(ascii: ":"))
        return scanner.index >= scanner.text.count || scanner.takeAny(of: " \t")
    }

    private static func weekday(_ scanner: inout ByteScanner) -> Bool {
        scanner.takeAny(of: ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "])
    }

    /// `Jan  1 00:00:05 host kernel: `; with `logread` also `Tue Jan  1 00:00:05 2019 kern.info kernel: `.
    private static func syslogDate(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.index
        // Most lines begin with a capital letter and are no syslog: three letters and a blank, or nothing.
        guard start + 15 < scanner.end, scanner.text[start + 3] == .space else { return false }
        _ = weekday(&scanner)
        guard
            scanner.takeAny(of: [
                "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec ",
            ])
        else {
            scanner.index = start
            return false
        }
        scanner.skipBlanks()
        guard scanner.takeDigits() != nil, scanner.take(.space), clock(&scanner) else {
            scanner.index = start
            return false
        }
        let afterClock = scanner.index
        if let year = scanner.takeDigits(), year >= 1970, year < 2200, scanner.take(.space) {
            _ = syslogFacility(&scanner)
            return true
        }
        scanner.index = afterClock
        // A host name and the tag `kernel: `; another program's tag is part of the message.
        _ = scanner.takeWord()
        scanner.skipBlanks()
        if scanner.takeAny(of: ["kernel: "]) { return true }
        scanner.index = afterClock
        _ = scanner.takeAny(of: ["kernel: "])
        return true
    }

    /// `kern.info kernel: `.
    private static func syslogFacility(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.index
        guard start + 5 < scanner.end, start + 6 < scanner.end,
            scanner.text[start + 4] == UInt8(ascii: ".") || scanner.text[start + 6] == UInt8(ascii: ".")
        else { return false }
        guard scanner.takeAny(of: ["kern.", "user.", "daemon."]) else { return false }
        _ = scanner.takeWord()
        scanner.skipBlanks()
        guard scanner.takeAny(of: ["kernel: "]) else {
            scanner.index = start
            return false
        }
        return true
    }

    /// `B -    696380 - ` of Qualcomm's SBL, in microseconds.
    private static func qualcommStamp(_ scanner: inout ByteScanner, _ prefix: inout LinePrefix) -> Bool {
        let start = scanner.index
        guard start + 4 < scanner.end, scanner.text[start + 2] == UInt8(ascii: "-") else { return false }
        guard scanner.takeAny(of: ["B - ", "D - ", "S - "]) else { return false }
        scanner.skipBlanks()
        guard let number = scanner.takeDigits(), scanner.takeAny(of: [" - "]) else {
            scanner.index = start
            return false
        }
        prefix.otherMicroseconds = number
        return true
    }
}
