// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Draws a flash map as a bar: partitions to scale, what overlaps on rows below, bad blocks and the place of the fault
/// marked under it.
///
/// A partition that is too small for the scale still gets a column; the scale bends a little for it.
struct FlashDrawing {
    private let picture: FlashPicture
    private let size: UInt64
    private let columns: Int
    private let style: Style
    /// Offsets at which something begins or ends, sorted, and the column of each.
    private let edges: [UInt64]
    private let positions: [Int]

    /// - Returns: nil when no partition's place is known.
    init?(_ picture: FlashPicture, columns: Int, style: Style) {
        guard let size = picture.size, size > 0, columns >= 16 else { return nil }
        self.picture = picture
        self.size = size
        self.columns = columns
        self.style = style
        var offsets: Set<UInt64> = [0, size]
        for part in picture.parts where part.row != nil {
            guard let range = part.range else { continue }
            offsets.insert(range.lowerBound)
            offsets.insert(range.upperBound)
        }
        edges = offsets.sorted()
        positions = Self.positions(of: edges, size: size, columns: columns)
    }

    private static func positions(of edges: [UInt64], size: UInt64, columns: Int) -> [Int] {
        let last = columns - 1
        let ideal = edges.map { Wording.nearest(Double($0) / Double(size) * Double(last)) }
        // Two columns leave room for a digit; beyond what fits, edges may coincide.
        let gap = edges.count * 4 <= columns ? 2 : edges.count <= columns ? 1 : 0
        var result = ideal
        for index in result.indices.dropFirst() { result[index] = max(result[index], result[index - 1] + gap) }
        result[result.count - 1] = last
        for index in result.indices.dropLast().reversed() {
            result[index] = min(result[index], result[index + 1] - gap)
        }
        return result.map { min(max($0, 0), last) }
    }

    private func position(ofEdge offset: UInt64) -> Int {
        edges.firstIndex(of: offset).map { positions[$0] } ?? 0
    }

    /// The column of a byte, within the partition that it lies in.
    private func position(ofByte offset: UInt64) -> Int {
        guard let next = edges.firstIndex(where: { $0 > offset }), next > 0 else { return columns - 1 }
        let (start, end) = (edges[next - 1], edges[next])
        let (left, right) = (positions[next - 1], positions[next])
        let share = Double(offset - start) / Double(end - start)
        let inside = left + 1 + Int(share * Double(max(right - left - 1, 0)))
        return max(min(inside, max(right - 1, left)), left)
    }

    // MARK: - Lines

    /// The drawing, each line no wider than the columns.
    var lines: [StyledText] {
        var lines = [StyledText(border(top: true), .dim)]
        for row in 0..<picture.rowCount { lines.append(content(ofRow: row)) }
        lines.append(StyledText(border(top: false), .dim))
        if let marks = marks(at: picture.badBlocks, glyph: badGlyph) { lines.append(StyledText(marks, .danger)) }
        lines += callouts
        let end = Wording.size(size)
        lines.append(StyledText("0" + String(repeating: " ", count: max(columns - 1 - end.utf8.count, 1)) + end, .dim))
        return lines
    }

    /// What the marks mean.
    var legend: [String] {
        var parts: [String] = []
        if picture.parts.contains(where: { $0.isDiagnosed && $0.row != nil }) {
            parts.append("\(fillGlyph) partition of the diagnosis")
        }
        if !picture.badBlocks.isEmpty {
            parts.append("\(badGlyph) \(Wording.count(picture.badBlocks.count, "bad block"))")
        }
        return parts
    }

    /// A line for each place that the diagnosis is about: its partition by name, and where in it.
    private var callouts: [StyledText] {
        let maximum = 4
        if !picture.pointers.isEmpty {
            return picture.pointers.sorted().prefix(maximum).map { offset in
                callout(at: position(ofByte: offset), text: Wording.hex(offset))
            }
        }
        return picture.parts.filter { $0.isDiagnosed && $0.row != nil }.prefix(maximum).compactMap { part in
            guard let range = part.range else { return nil }
            let (left, right) = (position(ofEdge: range.lowerBound), position(ofEdge: range.upperBound))
            return callout(at: (left + right) / 2, text: part.name.isEmpty ? "mtd\(part.number)" : part.name)
        }
    }

    /// An arrow and a word, on whichever side of it there is room.
    private func callout(at column: Int, text: String) -> StyledText {
        let text = SafeText.visible(text, ascii: !style.unicode)
        let width = SafeText.width(of: text)
        if column + 2 + width <= columns {
            return StyledText("\(String(repeating: " ", count: column))\(pointerGlyph) \(text)", .danger)
        }
        let label = SafeText.truncated(text, to: max(column - 1, 0), ellipsis: style.ellipsis)
        let margin = String(repeating: " ", count: max(column - 1 - SafeText.width(of: label), 0))
        return StyledText("\(margin)\(label) \(pointerGlyph)", .danger)
    }

    private var badGlyph: Character { style.unicode ? "✗" : "x" }
    private var pointerGlyph: Character { style.unicode ? "▲" : "^" }
    private var fillGlyph: Character { style.unicode ? "▒" : "#" }
    private var gapGlyph: Character { style.unicode ? "·" : "." }
    private var wall: Character { style.unicode ? "│" : "|" }

    private func border(top: Bool) -> String {
        var row = [Character](repeating: style.unicode ? "─" : "-", count: columns)
        for part in picture.parts where part.row == (top ? 0 : picture.rowCount - 1) {
            guard let range = part.range else { continue }
            for edge in [range.lowerBound, range.upperBound] {
                row[position(ofEdge: edge)] = style.unicode ? (top ? "┬" : "┴") : "+"
            }
        }
        row[0] = style.unicode ? (top ? "┌" : "└") : "+"
        row[columns - 1] = style.unicode ? (top ? "┐" : "┘") : "+"
        return String(row)
    }

    private func content(ofRow row: Int) -> StyledText {
        let blank: Character = row == 0 ? gapGlyph : " "
        var cells = [Character](repeating: blank, count: columns)
        var tones = [Tone](repeating: .dim, count: columns)
        cells[0] = wall
        cells[columns - 1] = wall
        for part in picture.parts where part.row == row {
            guard let range = part.range else { continue }
            let (left, right) = (position(ofEdge: range.lowerBound), position(ofEdge: range.upperBound))
            cells[left] = wall
            cells[right] = wall
            guard right - left > 1 else { continue }
            let tone: Tone = part.isDiagnosed ? .danger : .plain
            let text = label(of: part, columns: right - left - 1)
            for (column, character) in zip((left + 1)..<right, text) {
                cells[column] = character
                tones[column] = tone
            }
        }
        var line: StyledText = ""
        var index = 0
        while index < columns {
            let end = cells.indices[index...].first { tones[$0] != tones[index] } ?? columns
            line += StyledText(String(cells[index..<end]), tones[index])
            index = end
        }
        return line
    }

    /// The name, or the number where the name does not fit, in exactly so many columns.
    private func label(of part: FlashPicture.Part, columns: Int) -> String {
        let name = part.name.isEmpty ? "mtd\(part.number)" : part.name
        // A drawing counts a character as a column; names beyond ASCII are in the table.
        let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        let number = String(part.number)
        let text: String
        if isPlain, name.utf8.count <= columns {
            text = name
        } else if isPlain, columns >= 6 {
            text = name.prefix(columns - style.ellipsis.count) + style.ellipsis
        } else {
            text = number.count <= columns ? number : ""
        }
        let fill = String(repeating: part.isDiagnosed ? fillGlyph : " ", count: columns - text.count)
        return text + fill
    }

    private func marks(at offsets: [UInt64], glyph: Character) -> String? {
        guard !offsets.isEmpty else { return nil }
        var row = [Character](repeating: " ", count: columns)
        for offset in offsets { row[position(ofByte: offset)] = glyph }
        let end = (row.lastIndex(of: glyph) ?? 0) + 1
        return String(row[..<end])
    }
}
