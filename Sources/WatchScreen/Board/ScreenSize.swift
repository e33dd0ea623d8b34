// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Rows and columns of the technician's terminal.
package struct ScreenSize: Sendable, Hashable {
    /// What is taken for a terminal that does not tell its size.
    package static let standard = ScreenSize(rows: 24, columns: 80)

    package let rows: Int
    package let columns: Int

    /// - Parameters:
    ///   - rows: as TIOCGWINSZ gives them; 0 when unknown.
    ///   - columns: as TIOCGWINSZ gives them; 0 when unknown.
    package init(rows: Int, columns: Int) {
        // A wide character needs two columns; no screen has thousands of rows.
        self.rows = rows > 0 ? min(rows, 1_000) : 24
        self.columns = columns > 0 ? min(max(columns, 2), 2_000) : 80
    }

    /// Whether a row can be spared for the status line.
    package var hasStatusLine: Bool { rows >= 4 && columns >= 20 }

    /// The last row that is the board's, 1-based.
    var lastBoardRow: Int { hasStatusLine ? rows - 1 : rows }
}
