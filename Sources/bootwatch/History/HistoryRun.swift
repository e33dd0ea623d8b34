// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemJournal

/// One reading of a journal into a book.
struct HistoryRun {
    /// What entries must be of; several of one kind are alternatives.
    struct Selection {
        var ports: [String] = []
        var boards: [String] = []
        var codes: [DiagnosisCode] = []

        var isEmpty: Bool { ports.isEmpty && boards.isEmpty && codes.isEmpty }
    }

    /// Signatures of which the first occurrence before the range is looked up.
    private static let maximumLookups = 500
    /// Verdicts before the range that are looked at for a console.
    private static let maximumSteps = 2_000

    var place: JournalPlace
    var selection: Selection
    var period: HistoryPeriod
    private(set) var book: HistoryBook

    init(place: JournalPlace, selection: Selection, period: HistoryPeriod) {
        self.place = place
        self.selection = selection
        self.period = period
        book = HistoryBook(codes: Set(selection.codes))
    }

    /// Reads the range, then looks up since when there is what was found.
    mutating func read() throws {
        var reader = try JournalReader(place, fields: HistoryItem.fields)
        try check(&reader)
        Self.matchDiagnoses(&reader)
        matchConsoles(&reader)
        reader.seek(to: nil)
        period.journalBegan = try reader.nextTime()
        match(&reader)
        reader.seek(to: period.since)
        // To the end: where clocks were set, or hosts' clocks differ, what comes later may be earlier.
        let range = (period.since ?? .min)..<max(period.until ?? .max, period.since ?? .min)
        while let record = try reader.next(within: range) { book.add(record) }
        guard let since = period.since else { return }
        try lookUp(&reader)
        try lookBack(&reader, from: since)
    }

    /// The names on the command line must be in the journal: a slip of the finger must not look like good news.
    private func check(_ reader: inout JournalReader) throws {
        for (kind, field, names) in [
            ("console", "BOOTWATCH_PORT", selection.ports), ("board", "BOOTWATCH_BOARD", selection.boards),
        ] where !names.isEmpty {
            let known = reader.values(of: field)
            for name in names where !known.contains(name) {
                guard !known.isEmpty else { continue }
                throw Unknown(kind: kind, name: name, known: known)
            }
        }
    }

    private func match(_ reader: inout JournalReader) {
        reader.removeMatches()
        Self.matchDiagnoses(&reader)
        matchConsoles(&reader)
        guard !selection.codes.isEmpty else { return }
        for code in selection.codes { reader.match("BOOTWATCH_CODE", code.rawValue) }
        // Verdicts tell which of them were survived, and of how many boots.
        reader.alternative()
        Self.matchDiagnoses(&reader)
        matchConsoles(&reader)
        reader.match("MESSAGE_ID", MessageID.verdict.description)
    }

    private func matchConsoles(_ reader: inout JournalReader) {
        for port in selection.ports { reader.match("BOOTWATCH_PORT", port) }
        for board in selection.boards { reader.match("BOOTWATCH_BOARD", board) }
    }

    private static func matchDiagnoses(_ reader: inout JournalReader) {
        reader.match("SYSLOG_IDENTIFIER", JournalEntry.identifier)
        // A mirrored console is of priority 7: millions of lines that are no diagnoses.
        for priority in 0...6 { reader.match("PRIORITY", String(priority)) }
    }

    private mutating func lookUp(_ reader: inout JournalReader) throws {
        let found =
            book.signatures.filter { $0.severity >= .warning } + book.signatures.filter { $0.severity < .warning }
        for signature in found.prefix(Self.maximumLookups) {
            reader.removeMatches()
            reader.match("SYSLOG_IDENTIFIER", JournalEntry.identifier)
            reader.match("BOOTWATCH_SIGNATURE", signature.signature)
            matchConsoles(&reader)
            reader.seek(to: nil)
            guard let time = try reader.nextTime() else { continue }
            book.note(firstSeen: time, ofSignature: signature.signature)
        }
    }

    /// How long boards that do not come up have been so.
    private mutating func lookBack(_ reader: inout JournalReader, from since: Int64) throws {
        for index in book.consolesFailingThroughout.prefix(Self.maximumLookups) {
            let console = book.consoles[index]
            reader.removeMatches()
            reader.match("MESSAGE_ID", MessageID.verdict.description)
            reader.match("BOOTWATCH_PORT", console.port)
            if !console.machine.isEmpty { reader.match("_MACHINE_ID", console.machine) }
            if console.host != "-" { reader.match("_HOSTNAME", console.host) }
            reader.seek(to: since)
            for _ in 0..<Self.maximumSteps {
                guard let record = try reader.previous(), book.lengthenStreak(of: index, with: record) else { break }
            }
        }
    }
}
