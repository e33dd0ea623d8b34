// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Makes text that came from a board safe to show: nothing in it can move a cursor, change a colour, turn the direction
/// of writing, hide, or reach beyond its own columns.
///
/// What is not visible becomes a visible escape: `\x1b` for a control, `\u{202e}` for what Unicode hides, `\xff` for a
/// byte that is no part of well-formed UTF-8. A tab becomes the blanks that a terminal would show for it.
package enum SafeText {
    /// Columns between the stops of a tab.
    private static let tabWidth = 8
    /// Combining marks that one character keeps; a stack of hundreds would paint over the lines above.
    private static let maximumMarks = 3

    /// The text, every character of it visible.
    ///
    /// - Parameters:
    ///   - text: anything.
    ///   - ascii: whether the reader can show nothing but ASCII; then every other character becomes an escape too.
    /// - Returns: the text on one line.
    /// - Complexity: O(n).
    package static func visible(_ text: String, ascii: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        var column = 0
        var marks = 0
        for scalar in text.unicodeScalars {
            append(scalar, ascii: ascii, to: &result, column: &column, marks: &marks)
        }
        return result
    }

    /// The bytes as text, every character of it visible; what is not UTF-8 becomes `\xff`.
    package static func visible(bytes: some Sequence<UInt8>, ascii: Bool = false) -> String {
        var result = ""
        var column = 0
        var marks = 0
        var decoder = UTF8Scalars(bytes: bytes.makeIterator())
        while let piece = decoder.next() {
            switch piece {
            case .scalar(let scalar): append(scalar, ascii: ascii, to: &result, column: &column, marks: &marks)
            case .byte(let byte):
                result += byteEscape(byte)
                column += 4
                marks = 0
            }
        }
        return result
    }

    private static func append(
        _ scalar: Unicode.Scalar, ascii: Bool, to result: inout String, column: inout Int, marks: inout Int
    ) {
        if scalar == "\t" {
            let blanks = tabWidth - column % tabWidth
            result += String(repeating: " ", count: blanks)
            column += blanks
            marks = 0
            return
        }
        let isMark = isCombining(scalar)
        marks = isMark ? marks + 1 : 0
        // A mark without a character of its own would sit on one of ours.
        let isStray = isMark && (column == 0 || marks > maximumMarks)
        if ascii, let substitute = asciiSubstitute(for: scalar) {
            result += substitute
            column += substitute.utf8.count
        } else if isStray || isHidden(scalar) || ascii && !scalar.isASCII {
            let escape = escape(scalar)
            result += escape
            column += escape.utf8.count
        } else {
            result.unicodeScalars.append(scalar)
            column += width(of: scalar)
        }
    }

    // MARK: - Escapes

    /// The typographer's signs that ASCII has a common stand-in for.
    private static func asciiSubstitute(for scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "…": "..."
        case "–", "—", "−", "·": "-"
        case "“", "”", "„": "\""
        case "‘", "’": "'"
        case "→": "->"
        case "×": "x"
        case "µ", "μ": "u"
        default: nil
        }
    }

    /// `\x1b` for a byte's worth, `\u{202e}` beyond.
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0xA0
            ? byteEscape(UInt8(truncatingIfNeeded: scalar.value)) : "\\u{\(String(scalar.value, radix: 16))}"
    }

    private static func byteEscape(_ byte: UInt8) -> String {
        (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }

    /// Whether a scalar shows nothing, or changes how others are shown.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        // U+FFFD stands for what a logger could not write; it is visible and harmless.
        if scalar.value == 0xFFFD { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
        default: break
        }
        // Blanks that are none to the eye: no-break, em and figure spaces could imitate the report's own indentation.
        return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isWhitespace
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: return true
        default: return false
        }
    }

    // MARK: - Columns

    /// Columns that visible text takes on a terminal.
    ///
    /// - Complexity: O(n).
    package static func width(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    static func width(of character: Character) -> Int {
        character.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// Columns of a scalar: 0 for a mark over another, 2 for the wide scripts of East Asia and pictures.
    package static func width(of scalar: Unicode.Scalar) -> Int {
        guard scalar.value >= 0x300 else { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // Unicode EastAsianWidth.txt: the blocks that are W or F as a whole. Too wide is safe, too narrow is not.
        switch scalar.value {
        case 0x1100...0x11FF, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
            0x1F000...0x1FAFF, 0x20000...0x3FFFD, 0x231A...0x231B, 0x23E9...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615,
            0x2648...0x2653, 0x26A1, 0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E, 0x2753...0x2757, 0x2B1B...0x2B1C:
            return 2
        default: return 1
        }
    }

    /// The text cut to a number of columns, with an ellipsis where something is missing; never within a character.
    ///
    /// - Parameters:
    ///   - text: visible text, as ``visible(_:ascii:)`` gives it.
    ///   - columns: columns that the result may take, ellipsis included.
    ///   - ellipsis: what stands for the rest.
    /// - Returns: the text itself where it fits.
    package static func truncated(_ text: String, to columns: Int, ellipsis: String = "…") -> String {
        if width(of: text) <= columns { return text }
        let room = columns - width(of: ellipsis)
        guard room >= 0 else { return prefix(of: text, columns: max(columns, 0)) }
        return prefix(of: text, columns: room) + ellipsis
    }

    /// The longest run of whole characters from the start that takes no more than `columns`.
    static func prefix(of text: String, columns: Int) -> String {
        var used = 0
        var end = text.startIndex
        for index in text.indices {
            used += width(of: text[index])
            if used > columns { break }
            end = text.index(after: index)
        }
        return String(text[..<end])
    }

    /// The text without blanks at its end.
    package static func trimmed(_ text: String) -> String {
        guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
        return String(text[...last])
    }

    /// The text with blanks behind it up to a number of columns.
    package static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(columns - width(of: text), 0))
    }
}

/// Reads well-formed UTF-8 and hands out the bytes that are not.
private struct UTF8Scalars<Bytes: IteratorProtocol<UInt8>> {
    enum Piece {
        case scalar(Unicode.Scalar)
        case byte(UInt8)
    }

    var bytes: Bytes
    /// Bytes read ahead, at most four.
    private var ahead: [UInt8] = []

    init(bytes: Bytes) {
        self.bytes = bytes
    }

    mutating func next() -> Piece? {
        while ahead.count < 4, let byte = bytes.next() { ahead.append(byte) }
        guard let lead = ahead.first else { return nil }
        var decoder = Unicode.UTF8()
        var iterator = ahead.makeIterator()
        // The decoder replaces what is ill-formed; only a whole scalar is taken from it.
        if case .scalarValue(let scalar) = decoder.decode(&iterator) {
            ahead.removeFirst(min(UTF8.width(scalar), ahead.count))
            return .scalar(scalar)
        }
        ahead.removeFirst()
        return .byte(lead)
    }
}
