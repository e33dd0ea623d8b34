// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The numbers of a control sequence, ECMA-48 5.4.
struct ControlParameters: Sendable {
    /// More than any program sends; a sequence with more is refused.
    static let maximumCount = 24
    /// Larger numbers are cut to it; no screen has more rows or columns.
    static let maximumValue = 9_999

    private var values: [Int] = []
    /// Whether a number is a detail of the one before it: set off by a colon.
    private var areDetails: [Bool] = []
    private(set) var isOverlong = false

    init() {
        values.reserveCapacity(Self.maximumCount)
        areDetails.reserveCapacity(Self.maximumCount)
    }

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        areDetails.removeAll(keepingCapacity: true)
        isOverlong = false
    }

    mutating func take(digit: UInt8) {
        if values.isEmpty { begin(isDetail: false) }
        guard let last = values.indices.last, !isOverlong else { return }
        values[last] = min(values[last] * 10 + Int(digit & 0x0F), Self.maximumValue)
    }

    mutating func take(separator isColon: Bool) {
        if values.isEmpty { begin(isDetail: false) }
        begin(isDetail: isColon)
    }

    private mutating func begin(isDetail: Bool) {
        guard values.count < Self.maximumCount else {
            isOverlong = true
            return
        }
        values.append(0)
        areDetails.append(isDetail)
    }

    var count: Int { values.count }
    var hasDetails: Bool { areDetails.contains(true) }

    /// The number at a position, 0 where none was given.
    subscript(index: Int) -> Int { index < values.count ? values[index] : 0 }

    /// The details of the number at a position.
    func details(after index: Int) -> Range<Int> {
        var end = index + 1
        while end < areDetails.count, areDetails[end] { end += 1 }
        return index + 1..<end
    }

    /// A count or a place at a position: 1 where none, or 0, was given.
    func amount(_ index: Int = 0) -> Int { max(self[index], 1) }
}
