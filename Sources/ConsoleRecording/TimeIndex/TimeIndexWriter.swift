// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Writes the lines of a ``TimeIndex``, as bytes. Pure: whoever owns the file takes them.
package struct TimeIndexWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func appendHeader() {
        append(TimeIndex.header)
        bytes.append(.lineFeed)
    }

    package mutating func append(_ entry: TimeIndexEntry) {
        append(entry.offset)
        bytes.append(.space)
        append(nanoseconds: entry.time.nanoseconds)
        switch entry.content {
        case .read(let errors, let isNoise):
            if isNoise { append(word: TimeIndex.Word.noise) }
            append(errors)
        case .mark(let mark): append(mark)
        }
        bytes.append(.lineFeed)
    }

    // MARK: - What happened

    private mutating func append(_ errors: [LineError]) {
        var kind: LineError.Kind?
        var index = 0
        let end = min(errors.count, TimeIndex.maximumErrors)
        while index < end {
            let first = errors[index]
            if kind != first.kind {
                kind = first.kind
                append(word: first.kind.rawValue)
            }
            var last = first.offset
            index += 1
            while index < end, errors[index].kind == first.kind, errors[index].offset == last &+ 1 {
                last = errors[index].offset
                index += 1
            }
            bytes.append(.space)
            append(first.offset)
            guard last > first.offset else { continue }
            bytes.append(UInt8(ascii: "-"))
            append(last)
        }
    }

    private mutating func append(_ mark: RecordingMark) {
        switch mark {
        case .opened: append(word: TimeIndex.Word.opened)
        case .closed: append(word: TimeIndex.Word.closed)
        case .continued: append(word: TimeIndex.Word.continued)
        case .carried(let offset):
            append(word: TimeIndex.Word.carried)
            bytes.append(.space)
            append(offset)
        case .quiet: append(word: TimeIndex.Word.quiet)
        case .gap(let gap):
            append(word: TimeIndex.Word.gap)
            append(word: gap.reason.rawValue)
            bytes.append(.space)
            if let count = gap.bytes { append(count) } else { bytes.append(UInt8(ascii: "-")) }
            bytes.append(.space)
            if let duration = gap.duration {
                append(nanoseconds: duration)
            } else {
                bytes.append(UInt8(ascii: "-"))
            }
        case .baudRate(let rate):
            append(word: TimeIndex.Word.baud)
            bytes.append(.space)
            append(rate)
        case .notice(let notice):
            append(word: TimeIndex.Word.notice)
            append(word: notice.kind.rawValue)
            bytes.append(.space)
            append(text: notice.text)
        }
    }

    // MARK: - Pieces

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(word: String) {
        bytes.append(.space)
        append(word)
    }

    /// Offsets and counts; one below zero means nothing and is written as zero.
    private mutating func append(_ number: Int) {
        append(UInt64(max(number, 0)), digits: 1)
    }

    private mutating func append(nanoseconds: Int64) {
        if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        append(nanoseconds.magnitude / 1_000_000_000, digits: 1)
        bytes.append(UInt8(ascii: "."))
        append(nanoseconds.magnitude % 1_000_000_000, digits: 9)
    }

    /// - Parameter digits: how many at least.
    private mutating func append(_ number: UInt64, digits: Int) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || bytes.count - start < digits
        bytes[start...].reverse()
    }

    private mutating func append(text: String) {
        var length = 0
        for scalar in text.unicodeScalars {
            let encoded = UTF8.encode(scalar).map(Array.init) ?? []
            length += encoded.count
            guard length <= TimeIndex.maximumTextLength else { return }
            guard scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\\" else {
                bytes.append(contentsOf: encoded)
                continue
            }
            append("\\x")
            for digit in [scalar.value >> 4, scalar.value & 0xF] {
                append(String(digit, radix: 16, uppercase: true))
            }
        }
    }
}
