// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Takes one line of a ``TimeIndex`` apart.
struct TimeIndexLine {
    private let bytes: [UInt8]
    private let end: Int
    private var index: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        index = range.lowerBound
        end = range.upperBound
    }

    /// nil when the line makes no sense.
    mutating func entry() -> TimeIndexEntry? {
        guard let offset = number(), take(.space), let time = nanoseconds() else { return nil }
        guard let content = content() else { return nil }
        return TimeIndexEntry(offset: offset, time: Timestamp(nanoseconds: time), content)
    }

    private mutating func content() -> TimeIndexEntry.Content? {
        guard index < end else { return .read(errors: [], isNoise: false) }
        guard let first = word() else { return nil }
        switch first {
        case TimeIndex.Word.noise:
            if index == end { return .read(errors: [], isNoise: true) }
            guard let kind = word() else { return nil }
            return errors(from: kind).map { .read(errors: $0, isNoise: true) }
        case TimeIndex.Word.gap: return gap().map { .mark(.gap($0)) }
        case TimeIndex.Word.notice: return notice().map { .mark(.notice($0)) }
        case TimeIndex.Word.baud:
            guard take(.space), let rate = number(), index == end else { return nil }
            return .mark(.baudRate(rate))
        case TimeIndex.Word.opened: return index == end ? .mark(.opened) : nil
        case TimeIndex.Word.closed: return index == end ? .mark(.closed) : nil
        case TimeIndex.Word.continued: return index == end ? .mark(.continued) : nil
        case TimeIndex.Word.carried:
            guard take(.space), let offset = number(), index == end else { return nil }
            return .mark(.carried(from: offset))
        case TimeIndex.Word.quiet: return index == end ? .mark(.quiet) : nil
        default: return errors(from: first).map { .read(errors: $0, isNoise: false) }
        }
    }

    /// `framing 3 7-12 overrun 13`; more than a read can have are left out.
    private mutating func errors(from first: String) -> [LineError]? {
        var errors: [LineError] = []
        guard var kind = LineError.Kind(rawValue: first) else { return nil }
        while index < end {
            guard take(.space) else { return nil }
            guard let lower = number() else {
                guard let word = plainWord(), let next = LineError.Kind(rawValue: word) else { return nil }
                kind = next
                continue
            }
            var upper = lower
            if take(UInt8(ascii: "-")) {
                guard let last = number(), last >= lower else { return nil }
                upper = last
            }
            let room = TimeIndex.maximumErrors - errors.count
            guard room > 0 else { continue }
            for step in 0...min(upper - lower, room - 1) { errors.append(LineError(kind, at: lower + step)) }
        }
        return errors
    }

    private mutating func gap() -> Gap? {
        guard let word = word(), let reason = Gap.Reason(rawValue: word), take(.space) else { return nil }
        var gap = Gap(reason)
        if !take(UInt8(ascii: "-")) {
            guard let count = number() else { return nil }
            gap.bytes = count
        }
        guard take(.space) else { return nil }
        if index + 1 == end, take(UInt8(ascii: "-")) { return gap }
        guard let duration = nanoseconds(), index == end else { return nil }
        gap.duration = duration
        return gap
    }

    private mutating func notice() -> PortNotice? {
        guard let word = word(), let kind = PortNotice.Kind(rawValue: word), take(.space) else { return nil }
        var text: [UInt8] = []
        while index < end {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard take(UInt8(ascii: "x")), let high = hexadecimalDigit(), let low = hexadecimalDigit() else {
                return nil
            }
            text.append(high << 4 | low)
        }
        return PortNotice(kind, String(decoding: text, as: UTF8.self))
    }

    // MARK: - Pieces

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < end, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// A blank and a word after it.
    private mutating func word() -> String? {
        take(.space) ? plainWord() : nil
    }

    private mutating func plainWord() -> String? {
        let start = index
        while index < end, bytes[index] != .space { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    private mutating func number() -> Int? {
        let start = index
        var value = 0
        while index < end, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
            let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(Int(bytes[index] - UInt8(ascii: "0")))
            guard !isLarge, !isTooLarge else { return nil }
            value = sum
            index += 1
        }
        return index > start ? value : nil
    }

    /// `SECONDS.NANOSECONDS`, nine digits of them.
    private mutating func nanoseconds() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        guard let seconds = number(), take(UInt8(ascii: ".")) else { return nil }
        let start = index
        guard let fraction = number(), index - start == 9 else { return nil }
        // Counted below zero, so that the earliest moment of the clock has room.
        let (product, isLarge) = Int64(seconds).multipliedReportingOverflow(by: -1_000_000_000)
        let (sum, isTooLarge) = product.subtractingReportingOverflow(Int64(fraction))
        guard !isLarge, !isTooLarge else { return nil }
        if isNegative { return sum }
        return sum == .min ? nil : -sum
    }

    private mutating func hexadecimalDigit() -> UInt8? {
        guard index < end else { return nil }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
        default: return nil
        }
    }
}
