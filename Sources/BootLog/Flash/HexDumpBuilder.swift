// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A dump in the making.
struct HexDumpBuilder: Sendable {
    var source: String?
    var address: UInt64
    var addressWidth: Int
    var isOctal = false
    /// In the order of the digits.
    var bytes: [UInt8] = []
    var droppedCount = 0
    var groupSize: Int
    var hasColon: Bool
    var orderEvidence = 0
    var lastRow: [UInt8] = []
    /// The address after the last row.
    var expected: UInt64
    var rows = 0
    /// `*` was printed: the last row repeats up to the next address.
    var isRepeating = false
    var lines: ClosedRange<Int>
    var isMemory: Bool

    /// Adds a row if its address follows; the first step between two addresses tells whether they are octal.
    mutating func goesOn(with row: HexDumpRow) -> Bool {
        guard let printed = value(of: row.address) else { return false }
        var next = printed
        if next != expected, rows == 1, !isOctal, row.addressWidth == 7, !hasColon, let octal = Self.octal(row.address),
            let start = Self.octal(address), octal == start &+ UInt64(lastRow.count)
        {
            isOctal = true
            address = start
            expected = octal
            next = octal
        }
        if isRepeating {
            guard next >= expected else { return false }
            repeatLastRow(count: next - expected)
            isRepeating = false
        } else if next != expected {
            return false
        }
        append(row)
        return true
    }

    mutating func append(_ row: HexDumpRow) {
        let room = max(0, HexDump.maximumLength - bytes.count)
        bytes.append(contentsOf: row.bytes.prefix(room))
        droppedCount = Int(clamping: droppedCount.addingReportingOverflow(max(0, row.bytes.count - room)).partialValue)
        orderEvidence += row.orderEvidence
        lastRow = row.bytes
        rows += 1
        expected = expected.addingReportingOverflow(UInt64(row.bytes.count)).partialValue
    }

    private mutating func repeatLastRow(count: UInt64) {
        guard !lastRow.isEmpty else { return }
        let room = UInt64(max(0, HexDump.maximumLength - bytes.count))
        let kept = Int(min(count, room))
        for index in 0..<kept { bytes.append(lastRow[index % lastRow.count]) }
        let dropped = Int(clamping: count - UInt64(kept))
        let (sum, overflow) = droppedCount.addingReportingOverflow(dropped)
        droppedCount = overflow ? .max : sum
        expected = expected.addingReportingOverflow(count).partialValue
    }

    private func value(of address: UInt64) -> UInt64? { isOctal ? Self.octal(address) : address }

    /// The number whose octal digits were read as hexadecimal ones; nil when one of them is 8 or more.
    private static func octal(_ digits: UInt64) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = digits >> UInt64(shift) & 15
            guard digit < 8 else { return nil }
            value = value << 3 | digit
        }
        return value
    }

    var reading: HexDump {
        // Without characters beside the words: xxd keeps the order of the bytes, all others print words of the CPU,
        // and most CPUs are little-endian.
        let isXXD = hasColon && groupSize == 2 && !isMemory
        let isTurned = groupSize > 1 && (orderEvidence == 0 ? !isXXD : orderEvidence < 0)
        let turned = isTurned ? HexDumpRow.reversingGroups(of: bytes, size: groupSize) : bytes
        return HexDump(
            source: source, address: address, bytes: turned,
            grouping: groupSize > 1 && !(isXXD && !isTurned) ? .words(groupSize) : .bytes, droppedCount: droppedCount,
            lines: lines)
    }
}
