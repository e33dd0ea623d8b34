// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads the first bytes that a hex dump shows, and what was dumped when the command stands above it.
struct HexDumpReader: TableReader {
    /// Lines between the command and the first row.
    static let patienceLines = 4

    private var command: HexDumpCommand?
    private var dump: HexDumpBuilder?
    private var quietLines = 0

    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool {
        if dump != nil {
            if takeFollowing(line) { return true }
            emit(into: &readings)
        }
        if let row = HexDumpRow(line), row.bytes.count >= 4 || command != nil && !row.bytes.isEmpty {
            begin(row, line: line.number)
            return true
        }
        if let page = command?.page, let row = HexDumpRow(withoutAddress: line, at: page) {
            begin(row, line: line.number)
            return true
        }
        if let command = HexDumpCommand(line) {
            self.command = command
            quietLines = 0
            return true
        }
        quietLines += 1
        if quietLines > Self.patienceLines { command = nil }
        return command != nil
    }

    mutating func finish(into readings: inout [FlashReading]) {
        emit(into: &readings)
        command = nil
        quietLines = 0
    }

    private mutating func begin(_ row: HexDumpRow, line: Int) {
        var fresh = HexDumpBuilder(
            source: command?.source, address: row.address, addressWidth: row.addressWidth, groupSize: row.groupSize,
            hasColon: row.hasColon, expected: row.address, lines: line...line, isMemory: command?.isMemory ?? false)
        fresh.append(row)
        dump = fresh
    }

    /// Takes a line that belongs to the open dump.
    private mutating func takeFollowing(_ line: TableLine) -> Bool {
        guard var current = dump else { return false }
        if line.scanner.words.count == 1, line.scanner.rest == "*" {
            current.isRepeating = true
        } else if let row = HexDumpRow(line), row.bytes.isEmpty || row.groupSize == current.groupSize,
            row.hasColon == current.hasColon
        {
            guard current.goesOn(with: row) else { return false }
        } else if let page = command?.page, let row = HexDumpRow(withoutAddress: line, at: page) {
            current.append(row)
        } else if line.contains("OOB Data:"), current.rows > 0 {
            // nanddump puts the spare bytes of a page between the rows.
        } else {
            return false
        }
        current.lines = current.lines.lowerBound...max(current.lines.upperBound, line.number)
        dump = current
        return true
    }

    private mutating func emit(into readings: inout [FlashReading]) {
        guard let dump else { return }
        self.dump = nil
        command = nil
        readings.append(.dump(dump.reading))
    }
}
