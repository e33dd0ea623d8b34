// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Logging
import SystemJournal

/// Where the service's own log lines go: to the journal when that is where standard error leads, else to standard error.
enum ServiceLog {
    static func handler(writingTo journal: JournalWriter) -> any LogHandler {
        switch LogDestination(journalStream: Process.environment("JOURNAL_STREAM")) {
        case .journal: JournalLogHandler(label: "bootwatch", writer: journal)
        case .standardError: TerminalLogHandler(output: LineOutput())
        }
    }
}
