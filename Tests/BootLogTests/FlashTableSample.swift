// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

@testable import BootLog

/// A table as a test writes it down, and what reading it gives.
struct FlashTableSample {
    /// What was handed out, in order.
    let readings: [FlashReading]

    /// Reads a table through the whole way from bytes on.
    ///
    /// - Parameters:
    ///   - text: the lines; tabs and blanks count.
    ///   - kinds: the readers that are switched on.
    ///   - line: the line at which they are switched on; nil for each line, as rules do for rows.
    init(_ text: String, _ kinds: TableKind..., at line: Int? = 1) {
        self.init(bytes: Array(text.utf8), kinds: kinds, at: line)
    }

    init(bytes: [UInt8], kinds: [TableKind], at line: Int?) {
        var assembler = LineAssembler()
        var reader = FlashReader()
        var index = 0
        var found: [FlashReading] = []
        while assembler.next(in: bytes.span, from: &index, at: nil) {
            let isOn = line == nil || assembler.line.number == line
            found += reader.receive(assembler.line, switchedOn: isOn ? kinds : [])
        }
        if assembler.finish() {
            let isOn = line == nil || assembler.line.number == line
            found += reader.receive(assembler.line, switchedOn: isOn ? kinds : [])
        }
        readings = found + reader.finish()
    }

    var layouts: [FlashLayout] {
        readings.compactMap { reading in
            guard case .layout(let layout) = reading else { return nil }
            return layout
        }
    }

    var badBlocks: [BadBlock] {
        readings.flatMap { reading -> [BadBlock] in
            guard case .badBlocks(let blocks) = reading else { return [] }
            return blocks
        }
    }

    var dumps: [HexDump] {
        readings.compactMap { reading in
            guard case .dump(let dump) = reading else { return nil }
            return dump
        }
    }

    /// The rows of each layout.
    var rows: [[String]] { layouts.map(\.rows) }
}

extension FlashLayout {
    /// `name offset size`, hexadecimal, `?` for what was not printed.
    var rows: [String] {
        partitions.map { partition in
            "\(partition.name) \(Self.hex(partition.offset)) \(Self.hex(partition.size))"
        }
    }

    private static func hex(_ value: UInt64?) -> String {
        value.map { "0x" + String($0, radix: 16) } ?? "?"
    }
}
