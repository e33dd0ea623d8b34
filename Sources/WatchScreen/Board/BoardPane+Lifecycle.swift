// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension BoardPane {
    // MARK: - Beginning and end

    /// Takes the screen over below what stands on it: nothing is written over, one row scrolls away at most.
    mutating func begin(to output: inout [UInt8]) {
        row = RowRange(upTo: bottom)
        line = BoardLine(columns: size.columns)
        usedBelow = 0
        isBlank = false
        rendition = .plain
        wraps = true
        showsCursor = true
        saved = nil
        isSlotTaken = false
        hasOwnRows = false
        // A program before may have left a scroll region, looks, or line drawing behind.
        output.append(text: "\r\u{1B}7\u{1B}[r\u{1B}8\u{1B}[0m\u{1B}(B\u{0F}\u{1B}[?7h\u{1B}[?25h")
        guard size.hasStatusLine else { return }
        // The last row scrolls up and becomes free, and with it the row that the cursor is to be in.
        output.append(text: "\u{1B}7")
        output.append(sequence: "H", size.rows, 1)
        output.append(text: "\n\u{1B}8\u{1B}[A")
        setRegion(to: &output)
        isStatusLineLost = true
    }

    /// Sets the rows that scroll; that homes the cursor, so its place is held.
    private mutating func setRegion(to output: inout [UInt8]) {
        holdPlace(in: &output)
        if size.hasStatusLine {
            output.append(sequence: "r", 1, bottom)
        } else {
            output.append(text: "\u{1B}[r")
        }
        output.append(escape: "8")
    }

    /// Hands the screen back as a shell expects it, the cursor at the start of a row below the board's output.
    mutating func end(to output: inout [UInt8]) {
        output.append(text: "\u{1B}[0m\u{1B}7\u{1B}[r")
        if size.hasStatusLine {
            output.append(sequence: "H", size.rows, 1)
            output.append(sequence: "K", 2)
        }
        output.append(escape: "8")
        if let row = row.known { output.append(sequence: "H", row, line.column + 1) }
        output.append(text: "\u{1B}[0m")
        if isFree {
            output.append(sequence: "H", size.rows, 1)
            // Without a row of its own the prompt would stand on the board's text.
            if !size.hasStatusLine { output.append(text: "\n") }
        } else {
            let below = line.rows - 1 - line.row
            if below > 0 { output.append(sequence: "B", below) }
            output.append(text: line.isEmpty ? "\r" : "\r\n")
        }
        output.append(text: "\u{1B}[?7h\u{1B}[?25h")
    }

    /// Takes the unfinished line up again after the screen was lent to others.
    mutating func resume(from other: BoardPane, to output: inout [UInt8]) {
        begin(to: &output)
        rendition = other.rendition
        wraps = other.wraps
        showsCursor = other.showsCursor
        if !other.isFree {
            line = other.line
            line.fit(to: size.columns)
            putLineBack(to: &output)
        }
        rendition.append(to: &output)
        if !wraps { output.append(text: "\u{1B}[?7l") }
        if !showsCursor { output.append(text: "\u{1B}[?25l") }
    }

    /// The technician wants an empty screen; the unfinished line stays.
    mutating func clear(to output: inout [UInt8]) {
        output.append(text: "\u{1B}[0m\u{1B}[H\u{1B}[2J")
        row = RowRange(1)
        usedBelow = 0
        hasOwnRows = false
        if line.isUnknown { line.begin(column: 0, isUnknown: false) }
        putLineBack(to: &output)
        isStatusLineLost = true
    }

    // MARK: - Another size

    /// The terminal has another size now; what it did with its content nobody knows.
    mutating func resize(to new: ScreenSize, output: inout [UInt8]) {
        let wasFree = isFree
        let isWrapped = !wasFree && line.cells.count > min(size.columns, new.columns)
        size = new
        output.append(text: "\u{1B}[0m\u{1B}7\u{1B}[r\u{1B}8")
        isSlotTaken = false
        if !wasFree {
            // The old status line is somewhere below: there the board has nothing.
            let below = line.rows - line.row
            for _ in 0..<below { output.append(0x0A) }
            output.append(text: "\r\u{1B}[J")
            output.append(sequence: "A", below)
        } else if new.hasStatusLine {
            output.append(text: "\n\u{1B}[A")
        }
        row = RowRange(upTo: bottom)
        setRegion(to: &output)
        line.fit(to: new.columns)
        if isWrapped {
            // Terminals differ on what becomes of a wrapped line; written anew it is what it should be.
            let below = line.rows - line.row
            for _ in 0..<min(below, bottom) { output.append(0x0A) }
            output.append(0x0D)
            putLineBack(to: &output)
        } else {
            output.append(sequence: "G", line.column + 1)
            restoreLook(to: &output)
        }
        if wasFree { usedBelow = bottom - 1 }
        isStatusLineLost = true
    }
}
