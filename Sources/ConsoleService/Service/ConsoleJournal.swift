// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ConsoleRecording
import SystemJournal

/// Where consoles leave what the journal is to be told. Nothing of it waits.
struct ConsoleJournal: Sendable {
    let writer: JournalWriter
    private let ledger: JournalLedger
    /// Called with each diagnosis as a sentence.
    private let noteDiagnosis: @Sendable (String) -> Void

    init(writer: JournalWriter, noteDiagnosis: @escaping @Sendable (String) -> Void) {
        self.writer = writer
        self.noteDiagnosis = noteDiagnosis
        ledger = JournalLedger(writer)
    }

    func write(_ entry: JournalEntry) {
        writer.write(entry)
        if entry.isDiagnosis { noteDiagnosis(entry.message) }
    }

    /// Something about a console's recording.
    func note(_ notice: RecordingNotice, console: String) {
        let event: ServiceEvent =
            switch notice {
            case .resumed: .recordingResumed(console: console, missingBytes: 0)
            case .paused, .notConfirmed, .stays: .recordingPaused(console: console, reason: "\(notice)")
            }
        writer.write(.service(event))
    }

    /// Writes those of some entries that the journal does not hold yet: the process before this one may have ended
    /// between finding something and telling it.
    ///
    /// - Parameter areNews: whether they are of what came in this life.
    func writeMissing(_ entries: [JournalEntry], areNews: Bool) {
        ledger.writeMissing(entries, areNews: areNews)
        for entry in entries where entry.isDiagnosis { noteDiagnosis(entry.message) }
    }
}
