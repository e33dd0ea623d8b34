// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the tables of a family of dialects, one after another.
struct DialectReader: TableReader {
    /// Lines without a row after which a table is complete: U-Boot puts three lines behind each row of a GPT.
    static let patienceLines = 8

    private let dialects: [TableDialect]
    /// Takes notes from lines above a table; true when the line begins a new one.
    private let note: @Sendable (TableLine, inout TableContext) -> Bool
    private var context = TableContext()
    /// Index of the dialect whose table is open.
    private var current: Int?
    private var table: LayoutBuilder?
    /// The index printed with the table's first row.
    private var firstIndex: Int?
    private var hasMixedDevices = false
    private var quietLines = 0

    init(
        _ dialects: [TableDialect],
        note: @escaping @Sendable (TableLine, inout TableContext) -> Bool = { _, _ in false }
    ) {
        self.dialects = dialects
        self.note = note
    }

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if takeRow(line, into: &readings) || takeHeading(line, into: &readings) {
            quietLines = 0
            return true
        }
        quietLines += 1
        if quietLines >= Self.patienceLines { finish(into: &readings) }
        return current != nil || table != nil
    }

    mutating func finish(into readings: inout [FlashReading]) {
        closeTable(into: &readings)
        current = nil
        context = TableContext()
        quietLines = 0
    }

    private mutating func closeTable(into readings: inout [FlashReading]) {
        if hasMixedDevices { table?.device = nil }
        table?.emit(into: &readings)
        table = nil
        firstIndex = nil
        hasMixedDevices = false
    }

    private mutating func takeHeading(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        var fresh = context
        if note(line, &fresh) {
            closeTable(into: &readings)
            context = fresh
            // Until the heading of the columns comes, no dialect is known.
            current = current ?? dialects.count
            return true
        }
        for (index, dialect) in dialects.enumerated() {
            guard let heading = dialect.heading, heading(line, &fresh) else { continue }
            closeTable(into: &readings)
            context = fresh
            current = index
            return true
        }
        return false
    }

    private mutating func takeRow(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if let current, current < dialects.count, let row = dialects[current].row(line, context) {
            add(row, dialect: dialects[current], line: line.number, into: &readings)
            return true
        }
        for (index, dialect) in dialects.enumerated() where dialect.heading == nil && index != current {
            guard let row = dialect.row(line, context) else { continue }
            closeTable(into: &readings)
            current = index
            add(row, dialect: dialect, line: line.number, into: &readings)
            return true
        }
        return false
    }

    private mutating func add(
        _ row: TableRow, dialect: TableDialect, line: Int, into readings: inout [FlashReading]
    ) {
        // A table that begins again is another copy of it.
        if let index = row.index, index == firstIndex { closeTable(into: &readings) }
        var builder = table ?? LayoutBuilder(origin: dialect.origin, device: row.device ?? context.device)
        if builder.partitions.isEmpty { firstIndex = row.index }
        if let device = row.device, device != builder.device { hasMixedDevices = true }
        builder.startOnChip = dialect.startOnChip
        builder.add(
            index: row.index, name: row.name, offset: row.offset, size: row.size, flags: row.flags, line: line)
        table = builder
    }
}
