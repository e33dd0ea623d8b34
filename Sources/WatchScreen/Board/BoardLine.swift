// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What stands on the board's present line, so that it can be taken off the screen and put back.
///
/// The line begins where the last line feed left the cursor; wrapping makes it several rows of the screen high. Where the
/// board moves about the screen (a menu, an editor) the rows are ``isUnknown``: only the cursor's column is kept then.
struct BoardLine: Sendable {
    /// Columns of text that are kept; a longer line cannot be put back.
    static let maximumLength = 4_096

    private(set) var columns: Int
    /// Row by row, ``columns`` each, without what is blank at the end.
    private(set) var cells: [ScreenCell] = []
    /// The cursor's row, 0-based from the line's first.
    private(set) var row = 0
    /// The cursor's column, 0-based.
    private(set) var column = 0
    /// Whether the last column has been written: the next character goes to the next row.
    private(set) var isWrapPending = false
    private(set) var isUnknown = false
    /// The first column that is the board's: a time stamp stands before it, in the first row.
    private(set) var origin = 0
    /// The character written last, and its column; for wrapping that is to be restored.
    private(set) var lastCell: (cell: ScreenCell, column: Int)?

    init(columns: Int) {
        self.columns = columns
    }

    /// Rows of the screen that the line takes.
    var rows: Int { max((cells.count + columns - 1) / columns, row + 1) }

    /// Whether nothing stands on the line.
    var isEmpty: Bool { cells.isEmpty && !isUnknown }

    /// Whether the cursor stands at the very start of a line without anything on it.
    var isFresh: Bool { isEmpty && row == 0 && column == 0 }

    // MARK: - Lines

    /// A new line with the cursor at a column.
    mutating func begin(column: Int, isUnknown: Bool) {
        cells.removeAll(keepingCapacity: true)
        row = 0
        self.column = min(column, columns - 1)
        isWrapPending = false
        self.isUnknown = isUnknown
        origin = 0
        lastCell = nil
    }

    /// The cursor is among rows whose content nobody knows.
    mutating func forget() {
        begin(column: column, isUnknown: true)
    }

    /// What was written so far is not the board's.
    mutating func beginBoardsPart() {
        origin = row == 0 ? column : 0
    }

    // MARK: - Text

    /// Puts a character where the cursor is.
    ///
    /// - Returns: whether the cursor went on to the next row first; nil when the character cannot be shown.
    mutating func put(_ scalar: Unicode.Scalar, columns width: Int, _ rendition: Rendition, wraps: Bool) -> Bool? {
        guard width > 0 else {
            add(mark: scalar)
            return false
        }
        var stepped = false
        if isWrapPending {
            isWrapPending = false
            if wraps { stepped = true }
        }
        if width == 2, !stepped, column == columns - 1 {
            guard wraps else { return nil }
            stepped = true
        }
        if stepped {
            row += 1
            column = 0
        }
        let cell = ScreenCell(scalar: scalar, columns: UInt8(width), rendition: rendition)
        lastCell = (cell, column)
        store(cell)
        column += width
        if column >= columns {
            column = columns - 1
            isWrapPending = wraps
        }
        return stepped
    }

    private mutating func store(_ cell: ScreenCell) {
        guard !isUnknown else { return }
        let index = index(of: column)
        guard index + 2 <= Self.maximumLength else { return forgetText() }
        separate(at: index)
        set(cell, at: index)
        guard cell.columns == 2 else { return }
        separate(at: index + 1)
        set(.rightHalf, at: index + 1)
    }

    /// The line is too long to be put back; the cursor goes on as it is.
    private mutating func forgetText() {
        cells.removeAll(keepingCapacity: true)
        row = 0
        isUnknown = true
    }

    private func index(of column: Int) -> Int { row * columns + column }

    private mutating func set(_ cell: ScreenCell, at index: Int) {
        while cells.count <= index { cells.append(.blank) }
        cells[index] = cell
    }

    /// Of a wide character that is written over by half nothing remains.
    private mutating func separate(at index: Int) {
        guard index < cells.count else { return }
        if cells[index].columns == 0, index > 0 { cells[index - 1] = .blank }
        if cells[index].columns == 2, index + 1 < cells.count { cells[index + 1] = .blank }
    }

    private mutating func add(mark: Unicode.Scalar) {
        guard var last = lastCell else { return }
        last.cell.add(mark: mark)
        lastCell = last
        let index = index(of: last.column)
        if !isUnknown, index < cells.count { cells[index].add(mark: mark) }
    }

    // MARK: - The cursor

    /// Puts the cursor into a column of its row, 0-based.
    mutating func move(toColumn target: Int) {
        column = min(max(target, 0), columns - 1)
        isWrapPending = false
    }

    /// The column that a carriage return leads to.
    var firstColumn: Int { row == 0 ? origin : 0 }

    // MARK: - Erasing within the row

    /// The cells of the cursor's row.
    private var rowRange: Range<Int> {
        let start = min(row * columns, cells.count)
        return start..<min(start + columns, cells.count)
    }

    mutating func erase(_ extent: ConsoleAction.Extent) {
        let here = min(index(of: column), cells.count)
        switch extent {
        case .toEnd: blank(here..<max(rowRange.upperBound, here))
        case .toStart: blank(rowRange.lowerBound..<min(here + 1, cells.count))
        case .all: blank(rowRange)
        }
        trim()
    }

    /// Erases from the cursor to the end of the line, also what stands in rows below.
    mutating func eraseRest() {
        let here = min(index(of: column), cells.count)
        if here < cells.count { separate(at: here) }
        cells.removeSubrange(here...)
        trim()
    }

    mutating func eraseCharacters(_ count: Int) {
        let here = min(index(of: column), cells.count)
        blank(here..<min(here + count, max(rowRange.upperBound, here)))
        trim()
    }

    mutating func insertBlanks(_ count: Int) {
        let here = index(of: column)
        let count = min(count, columns - column)
        guard here < cells.count else { return }
        separate(at: here)
        let end = row * columns + columns
        let kept = cells[here..<max(min(end - count, cells.count), here)]
        let moved = Array(repeating: ScreenCell.blank, count: count) + kept
        replaceRow(from: here, with: moved)
    }

    mutating func deleteCharacters(_ count: Int) {
        let here = index(of: column)
        guard here < cells.count else { return }
        separate(at: here)
        let rest = cells[min(here + count, rowRange.upperBound)..<rowRange.upperBound]
        replaceRow(from: here, with: Array(rest))
    }

    /// Sets the row anew from a cell on, blanks behind.
    private mutating func replaceRow(from start: Int, with moved: [ScreenCell]) {
        let end = row * columns + columns
        for (offset, cell) in moved.enumerated() where start + offset < end { set(cell, at: start + offset) }
        blank(min(start + moved.count, cells.count)..<max(min(end, cells.count), min(start + moved.count, cells.count)))
        // Halves of wide characters that were cut apart at the row's end, or at the cursor.
        if end <= cells.count, cells[end - 1].columns == 2 { cells[end - 1] = .blank }
        if start < cells.count, cells[start].columns == 0 { cells[start] = .blank }
        trim()
    }

    private mutating func blank(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        separate(at: range.lowerBound)
        separate(at: range.upperBound - 1)
        for index in range { cells[index] = .blank }
    }

    private mutating func trim() {
        while let last = cells.last, last.columns == 1, last.scalar == nil { cells.removeLast() }
    }

    // MARK: - Putting back

    /// Appends what writes the line onto blank rows, from the first column of its first row.
    ///
    /// - Returns: the row in which the terminal's cursor is then, 0-based, and whether wrapping is pending there.
    func write(to output: inout [UInt8]) -> (row: Int, isWrapPending: Bool) {
        var rendition = Rendition.plain
        for index in cells.indices {
            // Half a wide character takes the room of a blank.
            let cell = isWhole(at: index) ? cells[index] : .blank
            if cell.columns > 0, cell.rendition != rendition {
                rendition = cell.rendition
                rendition.append(to: &output)
            }
            cell.append(to: &output)
        }
        guard !cells.isEmpty else { return (0, false) }
        return ((cells.count - 1) / columns, cells.count.isMultiple(of: columns))
    }

    private func isWhole(at index: Int) -> Bool {
        switch cells[index].columns {
        case 0: index > 0 && cells[index - 1].columns == 2 && !index.isMultiple(of: columns)
        case 2: index + 1 < cells.count && cells[index + 1].columns == 0 && !(index + 1).isMultiple(of: columns)
        default: true
        }
    }

    /// Lays the line out for another width; the cursor stays at its character.
    mutating func fit(to columns: Int) {
        guard !isUnknown, max(cells.count, index(of: column) + 1) > min(columns, self.columns) else {
            // In a wider row the wrap that was pending is a column like any other.
            let next = isWrapPending && columns > self.columns ? column + 1 : column
            self.columns = columns
            column = min(next, columns - 1)
            isWrapPending = false
            return
        }
        let cursor = index(of: column) + (isWrapPending ? 1 : 0)
        var line = BoardLine(columns: columns)
        var place = (row: 0, column: 0)
        for index in 0..<max(cells.count, cursor) {
            if index == cursor { place = line.nextPlace }
            let cell = index < cells.count ? cells[index] : .blank
            guard cell.columns > 0 else { continue }
            _ = line.put(cell.scalar ?? " ", columns: Int(cell.columns), cell.rendition, wraps: true)
            if let mark = cell.firstMark { line.add(mark: mark) }
            if let mark = cell.secondMark { line.add(mark: mark) }
        }
        if cursor >= cells.count {
            line.trimBlanks(from: cells.count)
        } else {
            (line.row, line.column) = place
            line.isWrapPending = false
        }
        line.origin = min(origin, columns - 1)
        self = line
    }

    /// Where the next character would be put.
    private var nextPlace: (row: Int, column: Int) { isWrapPending ? (row + 1, 0) : (row, column) }

    private mutating func trimBlanks(from count: Int) {
        while cells.count > count, cells.last?.scalar == " " { cells.removeLast() }
    }
}
