// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads `mtdparts=` and `blkdevparts=` wherever they stand: on a kernel command line, in `printenv`, in the defaults
/// that U-Boot's `mtdparts` lists, quoted, several in a line, and wrapped over lines.
struct MTDPartsReader: TableReader {
    /// Lines that a wrapped specification may take.
    static let maximumLines = 24
    /// Bytes that a wrapped specification may have; a kernel's command line has 2 to 4 KiB.
    static let maximumLength = 16_384

    /// A specification that the end of the line broke off.
    private struct Pending: Sendable {
        var text: [UInt8]
        var start: Int
        var quote: UInt8?
        var origin: FlashLayout.Origin
        var spec: PartitionSpec
        var lines: ClosedRange<Int>
    }

    private var pending: Pending?

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        var text = line.text[...]
        if let before = pending {
            pending = nil
            if let used = resume(before, with: line, into: &readings) {
                // What follows the specification may hold another one; a line that was used up holds none.
                text = text.dropFirst(used)
            } else {
                emit(before.spec, origin: before.origin, lines: before.lines, into: &readings)
            }
        }
        if !text.isEmpty { search(Array(text), line: line.number, into: &readings) }
        return pending != nil
    }

    mutating func finish(into readings: inout [FlashReading]) {
        guard let before = pending else { return }
        pending = nil
        emit(before.spec, origin: before.origin, lines: before.lines, into: &readings)
    }

    // MARK: - One line

    private mutating func search(_ text: [UInt8], line: Int, into readings: inout [FlashReading]) {
        var scanner = ByteScanner(text, end: text.count)
        while let (origin, quote) = Self.skipToSpec(&scanner) {
            guard let spec = PartitionSpec(scanner, quote: quote) else { continue }
            if spec.ending != .closed {
                pending = Pending(
                    text: text, start: scanner.index, quote: quote, origin: origin, spec: spec, lines: line...line)
                return
            }
            emit(spec, origin: origin, lines: line...line, into: &readings)
            scanner.index = max(spec.end, scanner.index)
        }
    }

    /// Moves behind the next `mtdparts=`, `mtdparts: `, `mtdparts ` or `blkdevparts=` and an opening quote.
    private static func skipToSpec(_ scanner: inout ByteScanner) -> (FlashLayout.Origin, UInt8?)? {
        let flash = scanner.position(of: "mtdparts")
        let disk = scanner.position(of: "blkdevparts")
        guard let position = [flash, disk].compactMap({ $0 }).min() else { return nil }
        scanner.index = position + (position == disk ? "blkdevparts".utf8.count : "mtdparts".utf8.count)
        // `mtdparts=mtdparts=nand0:...` of printenv is found at its second name.
        while let byte = scanner.next, byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte.isBlank {
            scanner.index += 1
        }
        var quote: UInt8?
        while let byte = scanner.next,
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\")
        {
            if byte != UInt8(ascii: "\\") { quote = byte }
            scanner.index += 1
        }
        return (position == disk ? .gpt : .mtdparts, quote)
    }

    // MARK: - Wrapped lines

    /// Joins the line to a broken specification.
    ///
    /// - Returns: bytes of the line that went into it; nil when the line does not go on with it.
    private mutating func resume(
        _ before: Pending, with line: TableLine, into readings: inout [FlashReading]
    ) -> Int? {
        let blanks = line.text.prefix(while: \.isBlank).count
        guard !line.hasKernelStamp, blanks < line.text.count,
            before.lines.count < Self.maximumLines, before.text.count + line.text.count <= Self.maximumLength,
            before.spec.ending == .unfinished || Self.continues(line.text[blanks...])
        else { return nil }
        let text = before.text + line.text[blanks...]
        var scanner = ByteScanner(text, end: text.count)
        scanner.index = before.start
        guard let spec = PartitionSpec(scanner, quote: before.quote),
            spec.end > before.text.count || spec.ending == .unfinished
        else { return nil }
        let lines = before.lines.lowerBound...max(before.lines.upperBound, line.number)
        if spec.ending == .closed {
            emit(spec, origin: before.origin, lines: lines, into: &readings)
            return max(0, min(spec.end - before.text.count + blanks, line.text.count))
        }
        pending = Pending(
            text: text, start: before.start, quote: before.quote, origin: before.origin, spec: spec, lines: lines)
        return line.text.count
    }

    /// Whether a line begins like the middle of a specification: `,`, `;`, `(`, `@`, or a number or flag before one.
    private static func continues(_ text: ArraySlice<UInt8>) -> Bool {
        for (count, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: "@"): return true
            default:
                guard count < 12, byte.isDigit || "kKmMgGtTxrols".utf8.contains(byte) else { return false }
            }
        }
        return false
    }

    // MARK: - Layouts

    private func emit(
        _ spec: PartitionSpec, origin: FlashLayout.Origin, lines: ClosedRange<Int>, into readings: inout [FlashReading]
    ) {
        for device in spec.devices {
            readings.append(
                .layout(
                    FlashLayout(
                        origin: origin, device: device.name, partitions: device.partitions, lines: lines,
                        droppedCount: device.droppedCount)))
        }
    }
}
