// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What the board may do to the technician's terminal, an action at a time.
///
/// Every other byte of the board's is dropped by ``EscapeFilter``: what is not in this list cannot happen.
enum ConsoleAction: Sendable, Hashable {
    /// Which part of a line or of the screen is erased, as seen from the cursor.
    enum Extent: UInt8, Sendable, Hashable {
        case toEnd
        case toStart
        case all
    }

    /// A visible character; columns are 1 or 2, and 0 for a mark over the character before it.
    case text(Unicode.Scalar, columns: Int)
    case bell
    case backspace
    /// So many tab stops on; back when negative.
    case tab(Int)
    case lineFeed
    case carriageReturn
    /// How the text that follows looks.
    case rendition(Rendition)
    case up(Int)
    case down(Int)
    case right(Int)
    case left(Int)
    /// To a column, 1-based.
    case column(Int)
    /// To a row, 1-based.
    case row(Int)
    case position(row: Int, column: Int)
    /// ESC M: up, and at the top the screen scrolls down.
    case reverseIndex
    case eraseDisplay(Extent)
    case eraseLine(Extent)
    case insertLines(Int)
    case deleteLines(Int)
    case insertBlanks(Int)
    case deleteCharacters(Int)
    case eraseCharacters(Int)
    case scrollUp(Int)
    case scrollDown(Int)
    case saveCursor
    case restoreCursor
    case showsCursor(Bool)
    /// Whether a line that reaches the last column goes on in the next row.
    case wraps(Bool)
}

extension ConsoleAction {
    /// Appends the bytes that make a terminal do it.
    func append(to output: inout [UInt8]) {
        switch self {
        case .text(let scalar, _): output.append(scalar: scalar)
        case .bell: output.append(0x07)
        case .backspace: output.append(0x08)
        case .tab(1): output.append(0x09)
        case .tab(let stops): output.append(sequence: stops < 0 ? "Z" : "I", abs(stops))
        case .lineFeed: output.append(0x0A)
        case .carriageReturn: output.append(0x0D)
        case .rendition(let rendition): rendition.append(to: &output)
        case .up(let rows): output.append(sequence: "A", rows)
        case .down(let rows): output.append(sequence: "B", rows)
        case .right(let columns): output.append(sequence: "C", columns)
        case .left(let columns): output.append(sequence: "D", columns)
        case .column(let column): output.append(sequence: "G", column)
        case .row(let row): output.append(sequence: "d", row)
        case .position(let row, let column): output.append(sequence: "H", row, column)
        case .reverseIndex: output.append(escape: "M")
        case .eraseDisplay(let extent): output.append(sequence: "J", Int(extent.rawValue))
        case .eraseLine(let extent): output.append(sequence: "K", Int(extent.rawValue))
        case .insertLines(let count): output.append(sequence: "L", count)
        case .deleteLines(let count): output.append(sequence: "M", count)
        case .insertBlanks(let count): output.append(sequence: "@", count)
        case .deleteCharacters(let count): output.append(sequence: "P", count)
        case .eraseCharacters(let count): output.append(sequence: "X", count)
        case .scrollUp(let rows): output.append(sequence: "S", rows)
        case .scrollDown(let rows): output.append(sequence: "T", rows)
        case .saveCursor: output.append(escape: "7")
        case .restoreCursor: output.append(escape: "8")
        case .showsCursor(let isShown): output.append(text: isShown ? "\u{1B}[?25h" : "\u{1B}[?25l")
        case .wraps(let wraps): output.append(text: wraps ? "\u{1B}[?7h" : "\u{1B}[?7l")
        }
    }
}
