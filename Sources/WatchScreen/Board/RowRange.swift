// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A row of the screen, 1-based, as closely as it is known.
///
/// Where the cursor stood when the watching began nobody tells; line feeds lead to the last row in the end, and an absolute
/// movement tells the row at once.
struct RowRange: Sendable, Hashable {
    private(set) var lowest: Int
    private(set) var highest: Int

    /// Anywhere from the first row to the last.
    init(upTo last: Int) {
        lowest = 1
        highest = max(last, 1)
    }

    init(_ row: Int) {
        lowest = row
        highest = row
    }

    /// The row; nil while it is not known.
    var known: Int? { lowest == highest ? lowest : nil }

    /// Rows down, or up when negative, not beyond the first and the last.
    mutating func move(by rows: Int, last: Int) {
        lowest = min(max(lowest + rows, 1), last)
        highest = min(max(highest + rows, 1), last)
    }
}
