// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Puts a scalar together from the bytes of UTF-8 as they come, in any portions.
struct UTF8Scalar: Sendable {
    enum Step: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        /// More bytes belong to it.
        case incomplete
        /// What was begun is no scalar; the byte belongs to what follows.
        case brokenBefore
        /// The byte itself cannot stand here.
        case invalid
    }

    private var value: UInt32 = 0
    private var missing = 0
    /// The bytes that may follow the first one; The Unicode Standard, table 3-7.
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    var isOpen: Bool { missing > 0 }

    mutating func abandon() {
        missing = 0
    }

    /// Takes a byte above 0x7F, or any byte while a scalar is open.
    mutating func take(_ byte: UInt8) -> Step {
        guard missing == 0 else {
            guard next.contains(byte) else {
                missing = 0
                return .brokenBefore
            }
            next = 0x80...0xBF
            value = value << 6 | UInt32(byte & 0x3F)
            missing -= 1
            guard missing == 0 else { return .incomplete }
            return Unicode.Scalar(value).map { .scalar($0) } ?? .invalid
        }
        switch byte {
        case 0xC2...0xDF: open(byte & 0x1F, missing: 1, next: 0x80...0xBF)
        case 0xE0: open(0, missing: 2, next: 0xA0...0xBF)
        case 0xED: open(0x0D, missing: 2, next: 0x80...0x9F)
        case 0xE1...0xEF: open(byte & 0x0F, missing: 2, next: 0x80...0xBF)
        case 0xF0: open(0, missing: 3, next: 0x90...0xBF)
        case 0xF1...0xF3: open(byte & 0x07, missing: 3, next: 0x80...0xBF)
        case 0xF4: open(0x04, missing: 3, next: 0x80...0x8F)
        default: return .invalid
        }
        return .incomplete
    }

    private mutating func open(_ bits: UInt8, missing: Int, next: ClosedRange<UInt8>) {
        value = UInt32(bits)
        self.missing = missing
        self.next = next
    }
}
