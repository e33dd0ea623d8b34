// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The part of the technician's terminal that is the board's: performs what the board asks for, and knows from it where
/// the cursor is and what stands on the present line, so that bootwatch's own words can go between the board's lines.
///
/// The cursor's column is always known, its row mostly. Where terminals differ on what a movement does at the right margin, an
/// absolute column is sent instead.
struct BoardPane: Sendable {
    var size: ScreenSize
    /// The last row that is the board's.
    var bottom: Int { size.lastBoardRow }
    var row: RowRange
    var line: BoardLine
    /// Whether the board has erased the screen and written nothing since.
    var isBlank = false
    /// Rows below the cursor's that may hold text: more than 0 only after the board moved up.
    var usedBelow = 0
    var rendition = Rendition.plain
    var wraps = true
    var showsCursor = true
    /// Whether something erased what bootwatch had painted in its own row.
    var isStatusLineLost = false
    /// Whether rows of bootwatch's own are among those on the screen.
    var hasOwnRows = false
    var saved: SavedCursor?
    /// Whether the terminal's own saved cursor is the board's, because the row was not known.
    var isSlotTaken = false

    struct SavedCursor: Sendable {
        var row: RowRange
        var line: BoardLine
        var usedBelow: Int
        var rendition: Rendition
        /// Whether nothing but the cursor has moved since.
        var isUntouched = true
        /// Whether the board has gone on to other lines: then the place is hardly wanted any more.
        var isStale = false
    }

    init(size: ScreenSize) {
        self.size = size
        row = RowRange(upTo: size.lastBoardRow)
        line = BoardLine(columns: size.columns)
    }

    /// Whether rows can be put in without breaking what the board shows.
    var canInsert: Bool { !isFree && line.rows < bottom }

    /// Whether the board moves about the screen (a menu, an editor).
    var isFree: Bool { line.isUnknown || usedBelow > 0 }

    // MARK: - What the board does

    mutating func perform(_ action: ConsoleAction, to output: inout [UInt8]) {
        switch action {
        case .text(let scalar, let columns): put(scalar, columns, to: &output)
        case .rendition(let rendition):
            self.rendition = rendition
            action.append(to: &output)
        case .bell: action.append(to: &output)
        case .wraps(let wraps):
            self.wraps = wraps
            action.append(to: &output)
        case .showsCursor(let isShown):
            showsCursor = isShown
            action.append(to: &output)
        case .carriageReturn, .backspace, .tab, .left, .right, .column: moveWithinRow(action, to: &output)
        case .lineFeed: feedLine(to: &output)
        case .up, .down, .row, .position, .reverseIndex: moveBetweenRows(action, to: &output)
        case .insertLines, .deleteLines, .scrollUp, .scrollDown: shiftRows(action, to: &output)
        case .eraseDisplay(let extent): eraseDisplay(extent, to: &output)
        case .eraseLine, .eraseCharacters, .insertBlanks, .deleteCharacters: editRow(action, to: &output)
        case .saveCursor: saveCursor(to: &output)
        case .restoreCursor: restoreCursor(to: &output)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar, _ columns: Int, to output: inout [UInt8]) {
        if saved != nil { saved?.isUntouched = false }
        isBlank = false
        guard let stepped = line.put(scalar, columns: columns, rendition, wraps: wraps) else { return }
        output.append(scalar: scalar)
        if stepped, stepDown() { line.forget() }
    }

    /// Puts text of bootwatch's before the board's part of a fresh line.
    mutating func putStamp(_ stamp: String, _ look: Rendition, to output: inout [UInt8]) {
        isBlank = false
        guard line.isFresh, stamp.unicodeScalars.count + 10 < size.columns else { return }
        look.append(to: &output)
        for scalar in stamp.unicodeScalars {
            output.append(scalar: scalar)
            _ = line.put(scalar, columns: 1, look, wraps: wraps)
        }
        rendition.append(to: &output)
        line.beginBoardsPart()
    }

    private mutating func feedLine(to output: inout [UInt8]) {
        if saved != nil {
            saved?.isUntouched = false
            saved?.isStale = true
        }
        settle(to: &output)
        output.append(0x0A)
        // A line feed alone keeps the column; the one that the board knows, which begins behind a time stamp.
        let column = max(line.column - line.firstColumn, 0)
        if column != line.column { output.append(sequence: "G", column + 1) }
        let isUsed = stepDown()
        line.begin(column: column, isUnknown: isUsed)
        isBlank = false
    }

    /// The cursor goes a row down, or the screen up. Returns whether text may stand in the row it comes to.
    private mutating func stepDown() -> Bool {
        let isUsed = usedBelow > 0
        usedBelow = max(usedBelow - 1, 0)
        row.move(by: 1, last: bottom)
        limitUsedRows()
        return isUsed
    }

    private mutating func limitUsedRows() {
        usedBelow = min(usedBelow, bottom - row.lowest)
    }

    /// Takes a pending wrap back: terminals differ on what movements and erasures do in that state.
    private mutating func settle(to output: inout [UInt8]) {
        guard line.isWrapPending else { return }
        line.move(toColumn: line.column)
        output.append(sequence: "G", line.column + 1)
    }

    // MARK: - Within the row

    private mutating func moveWithinRow(_ action: ConsoleAction, to output: inout [UInt8]) {
        let column = line.column
        let target =
            switch action {
            case .carriageReturn: line.firstColumn
            case .backspace: max(column - 1, min(line.firstColumn, column))
            case .tab(let stops): stop(stops, from: column)
            case .left(let columns): max(column - columns, min(line.firstColumn, column))
            case .right(let columns): column + columns
            case .column(let number): number - 1 + line.firstColumn
            default: column
            }
        // A tab at the margin moves nothing, and does not take the pending wrap back.
        if case .tab = action, line.isWrapPending { return }
        let isPlain = !line.isWrapPending
        line.move(toColumn: target)
        switch action {
        case .carriageReturn where line.column == 0: output.append(0x0D)
        case .backspace where isPlain && line.column == column - 1: output.append(0x08)
        case .backspace where isPlain: break
        case .tab(1) where line.column < size.columns - 1: output.append(0x09)
        default: output.append(sequence: "G", line.column + 1)
        }
    }

    /// The column some tab stops away; they are eight columns apart.
    private func stop(_ stops: Int, from column: Int) -> Int {
        stops >= 0 ? (column / 8 + stops) * 8 : max((column + 7) / 8 + stops, 0) * 8
    }

    private mutating func editRow(_ action: ConsoleAction, to output: inout [UInt8]) {
        if saved != nil { saved?.isUntouched = false }
        // Nothing is right of a full row; a terminal would take its last character.
        if case .eraseLine(.toEnd) = action, line.isWrapPending { return }
        settle(to: &output)
        // An erasure has the colour of the background that is set; a line put back has it plain.
        action.append(to: &output)
        switch action {
        case .eraseLine(let extent): line.erase(extent)
        case .eraseCharacters(let count): line.eraseCharacters(count)
        case .insertBlanks(let count): line.insertBlanks(count)
        case .deleteCharacters(let count): line.deleteCharacters(count)
        default: break
        }
    }

    // MARK: - Between rows

    private mutating func moveBetweenRows(_ action: ConsoleAction, to output: inout [UInt8]) {
        settle(to: &output)
        switch action {
        case .up(let rows):
            output.append(sequence: "A", min(rows, size.rows))
            row.move(by: -min(rows, size.rows), last: bottom)
            usedBelow += min(rows, size.rows)
            isBlank = false
            line.forget()
        case .reverseIndex:
            action.append(to: &output)
            row.move(by: -1, last: bottom)
            usedBelow += 1
            line.forget()
        case .down(let rows):
            output.append(sequence: "B", min(rows, size.rows))
            moveDown(min(rows, size.rows))
        case .row(let number): go(toRow: number, column: line.column, to: &output)
        case .position(let number, let column): go(toRow: number, column: column - 1, to: &output)
        default: break
        }
        limitUsedRows()
    }

    private mutating func moveDown(_ rows: Int) {
        guard let from = row.known else {
            row.move(by: rows, last: bottom)
            return line.forget()
        }
        row.move(by: rows, last: bottom)
        let moved = (row.known ?? from) - from
        guard moved > 0 else { return }
        // Below the last row with text there is a blank one.
        line.begin(column: line.column, isUnknown: moved <= usedBelow)
        usedBelow = max(usedBelow - moved, 0)
    }

    private mutating func go(toRow number: Int, column: Int, to output: inout [UInt8]) {
        let target = min(max(number, 1), bottom)
        if row.known == target, !line.isUnknown, line.row == 0 {
            line.move(toColumn: column)
        } else {
            let lastUsed = lastUsedRow
            row = RowRange(target)
            line.move(toColumn: column)
            line.begin(column: line.column, isUnknown: target <= lastUsed)
            usedBelow = max(lastUsed - target, 0)
        }
        output.append(sequence: "H", target, line.column + 1)
    }

    /// The last row that may hold text.
    var lastUsedRow: Int { isBlank ? 0 : min(row.highest + usedBelow, bottom) }

    private mutating func shiftRows(_ action: ConsoleAction, to output: inout [UInt8]) {
        if saved != nil { saved?.isUntouched = false }
        settle(to: &output)
        switch action {
        case .insertLines(let count):
            // Whether the cursor goes to the first column is told differently; so it is sent there.
            output.append(sequence: "L", min(count, bottom))
            output.append(0x0D)
            line.move(toColumn: 0)
            usedBelow += min(count, bottom)
        case .deleteLines(let count):
            output.append(sequence: "M", min(count, bottom))
            output.append(0x0D)
            line.move(toColumn: 0)
        case .scrollUp(let count): output.append(sequence: "S", min(count, bottom))
        case .scrollDown(let count):
            output.append(sequence: "T", min(count, bottom))
            usedBelow += min(count, bottom)
        default: break
        }
        line.forget()
        limitUsedRows()
    }

    // MARK: - Erasing the screen

    private mutating func eraseDisplay(_ extent: ConsoleAction.Extent, to output: inout [UInt8]) {
        if saved != nil { saved?.isUntouched = false }
        settle(to: &output)
        let isWhole = extent == .all || extent == .toEnd && row.known == 1 && line.column == 0
        if isWhole { keepOwnRows(to: &output) }
        ConsoleAction.eraseDisplay(extent).append(to: &output)
        switch extent {
        case .all:
            usedBelow = 0
            isBlank = true
            line.begin(column: line.column, isUnknown: false)
        case .toEnd:
            usedBelow = 0
            if line.isUnknown, line.column == 0 { line.begin(column: 0, isUnknown: false) } else { line.eraseRest() }
        case .toStart: line.erase(.toStart)
        }
        if extent != .toStart { isStatusLineLost = true }
    }

    /// Scrolls the screen away before the board erases it: what bootwatch said stays in the terminal's history.
    private mutating func keepOwnRows(to output: inout [UInt8]) {
        guard hasOwnRows else { return }
        let rows = lastUsedRow
        let isBracketed = row.known == nil
        if isBracketed {
            guard !isSlotTaken else { return }
            output.append(escape: "7")
        }
        output.append(text: "\u{1B}[0m")
        output.append(sequence: "H", bottom, 1)
        for _ in 0..<rows { output.append(0x0A) }
        if isBracketed { output.append(escape: "8") }
        if let row = row.known { output.append(sequence: "H", row, line.column + 1) }
        rendition.append(to: &output)
        hasOwnRows = false
    }

    // MARK: - The saved cursor

    /// Where the row is known the terminal's own saved cursor stays bootwatch's.
    private mutating func saveCursor(to output: inout [UInt8]) {
        isSlotTaken = row.known == nil
        if isSlotTaken { output.append(escape: "7") }
        saved = SavedCursor(row: row, line: line, usedBelow: usedBelow, rendition: rendition)
    }

    private mutating func restoreCursor(to output: inout [UInt8]) {
        guard let saved else { return }
        let lastUsed = lastUsedRow
        if saved.isUntouched {
            line = saved.line
            usedBelow = saved.usedBelow
        } else {
            line.begin(column: saved.line.column, isUnknown: true)
        }
        if let number = saved.row.known {
            output.append(sequence: "H", min(number, bottom), line.column + 1)
            row = RowRange(min(number, bottom))
        } else if isSlotTaken {
            output.append(escape: "8")
            row = saved.row
        } else {
            // The place is lost; the column is not.
            output.append(sequence: "G", line.column + 1)
        }
        if !saved.isUntouched { usedBelow = max(lastUsed - row.lowest, 0) }
        limitUsedRows()
        rendition = saved.rendition
        restoreLook(to: &output)
    }
}
