// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Sets bytes in rows: `00000010  55 2d 42 6f 6f 74 20 32  U-Boot 2`.
struct HexRow: Sendable {
    /// Bytes of a row.
    let capacity: Int
    /// Bytes set since hexadecimal output began.
    private(set) var offset = 0
    private var row: [UInt8] = []

    init(columns: Int) {
        capacity = columns >= 78 ? 16 : columns >= 46 ? 8 : 4
    }

    var isOpen: Bool { !row.isEmpty }

    /// Takes a byte. Returns what is to be shown for it, and whether the row is full then.
    mutating func take(_ byte: UInt8) -> (text: String, isFull: Bool) {
        var text = row.isEmpty ? Self.hex(offset, digits: 8) + "  " : " "
        text += Self.hex(Int(byte), digits: 2)
        row.append(byte)
        offset &+= 1
        guard row.count == capacity else { return (text, false) }
        text += "  " + String(String.UnicodeScalarView(row.map { Self.visible($0) }))
        row.removeAll(keepingCapacity: true)
        return (text, true)
    }

    /// Ends a row that is not full. Returns what is still to be shown.
    mutating func finish() -> String {
        guard isOpen else { return "" }
        let blanks = String(repeating: "   ", count: capacity - row.count)
        let text = blanks + "  " + String(String.UnicodeScalarView(row.map { Self.visible($0) }))
        row.removeAll(keepingCapacity: true)
        return text
    }

    private static func visible(_ byte: UInt8) -> Unicode.Scalar {
        (0x20..<0x7F).contains(byte) ? Unicode.Scalar(byte) : "."
    }

    private static func hex(_ value: Int, digits: Int) -> String {
        let text = String(UInt32(truncatingIfNeeded: value), radix: 16)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }
}
