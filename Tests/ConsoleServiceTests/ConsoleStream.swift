// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import SerialConsole
import SystemJournal
import TestSupport

@testable import ConsoleService

/// A console whose bytes a test makes up, read as the service reads it; a tenth of a second passes between two portions.
struct ConsoleStream {
    static let began = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

    static let edition = ReadingSettings.Edition(
        rules: ShippedKnowledge.ruleSet, knowledge: ShippedKnowledge.knowledge)

    var reading: ConsoleReading
    private(set) var effects: [ConsoleReading.Effect] = []
    private(set) var now = began

    init(severity: Severity = .notice, recording: String? = "/rec/board-1.log", board: String? = nil) {
        var entry = PortEntry(address: .port(.path("/dev/ttyUSB0")), place: ConfigurationPlace(file: "test.toml"))
        entry.board = board
        reading = ConsoleReading(
            name: "board", entry: entry, edition: Self.edition, severity: severity, began: Self.began)
        if let recording { reading.note(recording: recording, start: 0) }
    }

    /// Takes text as a console prints it, in portions.
    mutating func receive(_ text: String, portion: Int = 4_096) {
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: portion) {
            let chunk = RecordedChunk(Array(bytes[start..<min(start + portion, bytes.count)]), time: now)
            reading.receive(.chunk(chunk), effects: &effects)
        }
        now = now.advanced(byNanoseconds: 100_000_000)
    }

    mutating func receive(_ item: RecordedItem) {
        reading.receive(item, effects: &effects)
    }

    mutating func wait(seconds: Int64) {
        now = now.advanced(byNanoseconds: seconds * 1_000_000_000)
        reading.pass(to: now, effects: &effects)
    }

    var entries: [JournalEntry] {
        effects.compactMap { effect in
            switch effect {
            case .write(let entry), .writeMissing(let entry): entry
            default: nil
            }
        }
    }

    var cuts: [(position: Int, time: Timestamp)] {
        effects.compactMap { if case .cut(let position, let time) = $0 { (position, time) } else { nil } }
    }

    /// `BOOTWATCH_ID` of what was told, in order.
    var ids: [String] { entries.flatMap { $0.values(of: "BOOTWATCH_ID") } }
}
