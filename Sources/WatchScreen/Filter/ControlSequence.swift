// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One control sequence, `CSI parameters final` of ECMA-48, from its bytes to what it may do.
struct ControlSequence: Sendable {
    enum Step: Sendable, Hashable {
        case incomplete
        /// Its final byte came.
        case final(UInt8)
        /// The byte cannot stand in a control sequence.
        case broken
    }

    private var parameters = ControlParameters()
    /// `?`, `>`, `=` or `<` before the parameters; 0 for none.
    private var marker: UInt8 = 0
    /// Whether it is one that no terminal knows, or one with an intermediate byte: none of those is let through.
    private var isStrange = false
    private var isEmpty = true

    mutating func begin() {
        parameters.removeAll()
        marker = 0
        isStrange = false
        isEmpty = true
    }

    mutating func take(_ byte: UInt8) -> Step {
        defer { isEmpty = false }
        switch byte {
        case 0x30...0x39: parameters.take(digit: byte)
        case UInt8(ascii: ":"): parameters.take(separator: true)
        case UInt8(ascii: ";"): parameters.take(separator: false)
        case 0x3C...0x3F:
            if isEmpty { marker = byte } else { isStrange = true }
        case 0x20...0x2F: isStrange = true
        case 0x40...0x7E: return .final(byte)
        // DEL is no byte of a sequence, and terminals ignore it there.
        case 0x7F: break
        default: return .broken
        }
        return .incomplete
    }

    /// What the sequence may do; nil when it must not reach the terminal.
    ///
    /// - Parameters:
    ///   - final: the final byte.
    ///   - lastRow: the last row that may be addressed.
    ///   - rendition: how text looks so far; changed by SGR.
    func action(_ final: UInt8, lastRow: Int?, rendition: inout Rendition) -> ConsoleAction? {
        guard !isStrange, !parameters.isOverlong else { return nil }
        if marker != 0 { return marker == UInt8(ascii: "?") ? mode(final) : nil }
        if final == UInt8(ascii: "m") {
            return rendition.apply(parameters) ? .rendition(rendition) : nil
        }
        guard !parameters.hasDetails else { return nil }
        return movement(final, lastRow: lastRow) ?? change(final)
    }

    private func movement(_ final: UInt8, lastRow: Int?) -> ConsoleAction? {
        let amount = parameters.amount()
        switch Unicode.Scalar(final) {
        case "A": return .up(amount)
        case "B", "e": return .down(amount)
        case "C", "a": return .right(amount)
        case "D": return .left(amount)
        case "G", "`": return .column(amount)
        case "d": return .row(min(amount, lastRow ?? amount))
        case "H", "f": return .position(row: min(amount, lastRow ?? amount), column: parameters.amount(1))
        case "I": return .tab(min(amount, 999))
        case "Z": return .tab(-min(amount, 999))
        // With parameters it sets margins.
        case "s" where parameters.count == 0: return .saveCursor
        case "u" where parameters.count == 0: return .restoreCursor
        default: return nil
        }
    }

    private func change(_ final: UInt8) -> ConsoleAction? {
        let amount = parameters.amount()
        switch Unicode.Scalar(final) {
        // 3 would erase what has scrolled off, the technician's evidence.
        case "J": return extent.map { .eraseDisplay($0) }
        case "K": return extent.map { .eraseLine($0) }
        case "L": return .insertLines(amount)
        case "M": return .deleteLines(amount)
        case "@": return .insertBlanks(amount)
        case "P": return .deleteCharacters(amount)
        case "X": return .eraseCharacters(amount)
        case "S": return .scrollUp(amount)
        // With five parameters it is mouse tracking.
        case "T" where parameters.count <= 1: return .scrollDown(amount)
        default: return nil
        }
    }

    private var extent: ConsoleAction.Extent? {
        UInt8(exactly: parameters[0]).flatMap { ConsoleAction.Extent(rawValue: $0) }
    }

    /// The two private modes that are the board's business: wrapping, and whether the cursor is seen.
    private func mode(_ final: UInt8) -> ConsoleAction? {
        guard parameters.count == 1, !parameters.hasDetails else { return nil }
        let isSet = final == UInt8(ascii: "h")
        guard isSet || final == UInt8(ascii: "l") else { return nil }
        switch parameters[0] {
        case 7: return .wraps(isSet)
        case 25: return .showsCursor(isSet)
        default: return nil
        }
    }

    /// How often REP (`CSI n b`) wants the last character again; nil when it is something else.
    func repeats(_ final: UInt8) -> Int? {
        final == UInt8(ascii: "b") && marker == 0 && !isStrange && !parameters.hasDetails && parameters.count <= 1
            ? parameters.amount() : nil
    }
}
