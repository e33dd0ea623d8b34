// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ArgumentParser
import BootLog
import EventSinks
import Glibc
import SystemJournal

/// `bootwatch history`.
struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what the journal tells of many boots: what fails, where, since when, how often.",
        discussion: """
            Reads what the service wrote into the journal: of this host, or with '--journal' of all hosts whose \
            journals were gathered by systemd-journal-remote (/var/log/journal/remote). Counts boots by their \
            verdicts and failures by their signature, tells new ones from old ones, and watches the bad blocks of \
            each flash grow.

            TIME is \(TimePhrase.forms).

            Exit status: 0 nothing wrong, 1 something diagnosed as failed in that time, 2 usage or input/output error.
            """)

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("Only from then on; without it from the journal's beginning.", valueName: "time"))
    var since: String?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("Only until then.", valueName: "time"))
    var until: String?

    @Option(name: .long, help: ArgumentHelp("Only this console; may be given again.", valueName: "name"))
    var port: [String] = []

    @Option(name: .long, help: ArgumentHelp("Only boards of this name; may be given again.", valueName: "board"))
    var board: [String] = []

    @Option(name: .long, help: ArgumentHelp("Only diagnoses of this code; may be given again.", valueName: "code"))
    var code: [String] = []

    @Option(name: .long, help: ArgumentHelp("Journal files of other hosts: their folder.", valueName: "folder"))
    var journal: String?

    @Flag(name: .long, help: "One JSON object.")
    var json = false

    @Option(name: .long, help: "When the text is coloured; auto: on a terminal, unless NO_COLOR is set.")
    var color: Terminal.Color = .auto

    func validate() throws {
        _ = try makePeriod()
    }

    func run() throws {
        let period = try makePeriod()
        let codes = try code.map { name in
            guard let code = DiagnosisCode(rawValue: name) else {
                throw Unknown(kind: "code", name: name, known: DiagnosisCode.allCases.map(\.rawValue))
            }
            return code
        }
        let place = journal.map(JournalPlace.path) ?? .local
        var run = HistoryRun(
            place: place, selection: .init(ports: port, boards: board, codes: codes), period: period)
        do {
            try run.read()
            // A check that reads nothing must not pass for good news.
            try Self.checkAccess(to: run)
        } catch let error as JournalError {
            StandardError.write("bootwatch: \(SafeText.visible("\(error)"))\n")
            throw ExitCode(2)
        }
        write(run)
        if run.book.hasFailure { throw ExitCode(1) }
    }

    private func write(_ run: HistoryRun) {
        let remarks = remarks(on: run)
        if json {
            StandardOutput.write(HistoryJSON.text(run.book, period: run.period, remarks: remarks))
        } else {
            let report = HistoryText(style: Terminal(color: color).style)
            StandardOutput.write(
                report.render(run.book, period: run.period, name: "\(run.place)", remarks: remarks))
        }
    }

    private static func checkAccess(to run: HistoryRun) throws(JournalError) {
        guard run.book.entries == 0 else { return }
        let files = JournalFiles.access(to: run.place)
        guard files.readable == 0 else { return }
        throw JournalError(code: .cannotOpen, place: run.place, errno: files.forbidden > 0 ? EACCES : nil)
    }

    private func makePeriod() throws -> HistoryPeriod {
        let now = Process.now
        let since = try since.map { try Self.moment($0, option: "--since", now: now) }
        let until = try until.map { try Self.moment($0, option: "--until", now: now) }
        if let since, let until, until <= since {
            throw ValidationError("--until '\(self.until ?? "")' is not later than --since '\(self.since ?? "")'.")
        }
        return HistoryPeriod(since: since, until: until, now: now) { nanoseconds in
            Process.utcOffset(at: nanoseconds / 1_000_000_000)
        }
    }

    private static func moment(_ text: String, option: String, now: Int64) throws -> Int64 {
        guard let phrase = TimePhrase(text) else {
            throw ValidationError("\(option) cannot be '\(SafeText.visible(text))'. It takes \(TimePhrase.forms).")
        }
        return phrase.moment(now: now) { Process.utcOffset(at: $0) }
    }

    /// What the person should know of what was not read, and where else to look.
    private func remarks(on run: HistoryRun) -> [String] {
        var remarks: [String] = []
        let files = JournalFiles.access(to: run.place)
        if files.forbidden > 0 {
            let count = Counted.text(files.forbidden, "journal file")
            remarks.append("\(count) may not be read. Add the user to group 'systemd-journal'.")
        }
        guard run.book.entries == 0 else { return remarks }
        if !run.selection.isEmpty || run.period.since != nil || run.period.until != nil {
            remarks.append("Without --since, --until, --port, --board and --code more may be found.")
        } else if journal == nil {
            remarks.append(
                "The service writes there: see 'systemctl status bootwatch'. Journals of other hosts: '--journal'.")
        }
        return remarks
    }
}
