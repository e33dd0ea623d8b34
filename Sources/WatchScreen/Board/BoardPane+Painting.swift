// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension BoardPane {
    /// Whether something can be painted elsewhere without losing a place that is still wanted.
    var canPaint: Bool { row.known != nil || !isSlotTaken || saved?.isStale ?? true }

    /// Paints a row that is not the board's, and leaves the cursor and its looks as they were.
    mutating func paint(row target: Int, _ content: [UInt8], to output: inout [UInt8]) {
        guard canPaint else { return }
        if showsCursor { output.append(text: "\u{1B}[?25l") }
        if row.known == nil { holdPlace(in: &output) }
        output.append(text: "\u{1B}[0m\u{1B}[?7l")
        output.append(sequence: "H", target, 1)
        output.append(contentsOf: content)
        if let row = row.known {
            output.append(sequence: "H", row, line.column + 1)
        } else {
            output.append(escape: "8")
        }
        // Some terminals keep the mode with the saved cursor.
        ConsoleAction.wraps(wraps).append(to: &output)
        restoreLook(to: &output)
        if showsCursor { output.append(text: "\u{1B}[?25h") }
    }

    /// Saves the cursor in the terminal, which has one place for that.
    mutating func holdPlace(in output: inout [UInt8]) {
        isSlotTaken = false
        output.append(escape: "7")
    }

    /// Sets the board's looks again, and the wrap that was pending: not every terminal saves it with the cursor.
    func restoreLook(to output: inout [UInt8]) {
        if line.isWrapPending, let last = line.lastCell {
            output.append(sequence: "G", last.column + 1)
            last.cell.rendition.append(to: &output)
            last.cell.append(to: &output)
        }
        rendition.append(to: &output)
    }

    /// Puts rows of text between the lines of the board: its unfinished line is taken off and put back below them.
    ///
    /// - Parameters:
    ///   - rows: bytes for a row each, none wider than the screen.
    ///   - output: the terminal.
    mutating func insert(_ rows: [[UInt8]], to output: inout [UInt8]) {
        guard canInsert, !rows.isEmpty else { return }
        saved?.isUntouched = false
        hasOwnRows = true
        isBlank = false
        if showsCursor { output.append(text: "\u{1B}[?25l") }
        output.append(text: "\u{1B}[0m")
        takeLineOff(to: &output)
        // Without wrapping a row that is a column too wide, because a terminal takes a character for wider, stays one row.
        output.append(text: "\u{1B}[?7l")
        for row in rows {
            output.append(contentsOf: row)
            output.append(text: "\u{1B}[0m\r\n")
        }
        row.move(by: rows.count, last: bottom)
        output.append(text: "\u{1B}[?7h")
        putLineBack(to: &output)
        if !wraps { output.append(text: "\u{1B}[?7l") }
        if showsCursor { output.append(text: "\u{1B}[?25h") }
    }

    /// Erases the rows of the unfinished line; the cursor is at the start of the first.
    private mutating func takeLineOff(to output: inout [UInt8]) {
        output.append(0x0D)
        if line.row > 0 { output.append(sequence: "A", line.row) }
        row.move(by: -line.row, last: bottom)
        let height = line.rows
        for index in 0..<height {
            if index > 0 { output.append(sequence: "B", 1) }
            if !line.isEmpty { output.append(sequence: "K", 2) }
        }
        if height > 1 { output.append(sequence: "A", height - 1) }
    }

    /// Writes the unfinished line, and puts the cursor where it was in it.
    mutating func putLineBack(to output: inout [UInt8]) {
        let end = line.write(to: &output)
        row.move(by: end.row, last: bottom)
        if end.row > line.row { output.append(sequence: "A", end.row - line.row) }
        // The cursor's row may have been erased; at the bottom it has to be made again.
        for _ in 0..<max(line.row - end.row, 0) { output.append(0x0A) }
        row.move(by: line.row - end.row, last: bottom)
        output.append(sequence: "G", line.column + 1)
        restoreLook(to: &output)
    }
}
