// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Counts what a journal tells of many boots of many consoles: what fails, where, since when and how often.
///
/// Memory is bounded, however many years and hosts the journal holds: what has no place any more is counted.
package struct HistoryBook: Sendable {
    /// What is kept at most of each kind.
    package struct Limits: Sendable, Hashable {
        package var signatures = 1_000
        package var consoles = 1_000
        /// Signatures on consoles, altogether.
        package var occurrences = 16_384
        /// Diagnoses of the latest boots that can still be taken back or survived.
        package var recent = 8_192

        package init() {}
    }

    let limits: Limits
    /// Codes that were asked for; empty for all.
    private let asked: Set<DiagnosisCode>
    /// Entries that told something.
    package private(set) var entries = 0
    /// The time of the oldest and of the latest of them.
    package private(set) var span: ClosedRange<Int64>?
    package private(set) var codes: [DiagnosisCode: HistoryTally] = [:]
    package private(set) var verdicts: [Verdict.Outcome: Int] = [:]
    package private(set) var consoles: [ConsoleHistory] = []
    package private(set) var signatures: [SignatureHistory] = []
    package private(set) var occurrences: [Occurrence: HistoryTally] = [:]
    package private(set) var omitted = HistoryOmissions()

    /// Diagnoses of errors that nothing took back, in boots that did not reach user space, as far as is known.
    private var standingFailures = 0
    private var consoleIndices: [ConsoleKey: Int] = [:]
    private var signatureIndices: [String: Int] = [:]
    private var recent: RecentDiagnoses
    private var recentVerdicts: RecentDiagnoses

    /// - Parameter codes: the only ones that count; boots that failed for others are passed over. Empty for all.
    package init(codes: Set<DiagnosisCode> = [], limits: Limits = Limits()) {
        self.limits = limits
        asked = codes
        recent = RecentDiagnoses(limit: limits.recent)
        recentVerdicts = RecentDiagnoses(limit: limits.recent)
    }

    /// Consoles that have to do with what was asked for, by their indices.
    var askedConsoles: [Int] {
        guard !asked.isEmpty else { return Array(consoles.indices) }
        let seen = Set(occurrences.keys.map(\.console))
        return consoles.indices.filter { seen.contains($0) || consoles[$0].failures > 0 }
    }

    /// Whether something was diagnosed as failed.
    package var hasFailure: Bool {
        standingFailures > 0 || verdicts.contains { $0.value > 0 && $0.key.isFailure }
    }

    // MARK: - Writing

    /// Counts an entry; what is none of bootwatch's diagnoses or verdicts is passed over.
    package mutating func add(_ record: JournalRecord) {
        if let item = HistoryItem(record) {
            add(item)
        } else if record["BOOTWATCH_SIGNATURE"] != nil {
            omitted.unknownEntries += 1
        }
    }

    package mutating func add(_ item: HistoryItem) {
        guard isAsked(item) else { return }
        entries += 1
        span = span.map { min($0.lowerBound, item.time)...max($0.upperBound, item.time) } ?? item.time...item.time
        let console = console(of: item)
        switch item.content {
        case .diagnosis: addDiagnosis(item, console: console)
        case .resolved: resolve(item)
        case .worsened: worsen(item, console: console)
        case .verdict(let outcome): addVerdict(outcome, item, console: console)
        }
    }

    private func isAsked(_ item: HistoryItem) -> Bool {
        if asked.isEmpty { return true }
        if case .verdict(let outcome) = item.content, !outcome.isFailure { return true }
        return item.code.map { asked.contains($0) } ?? false
    }

    /// Says when a signature was seen for the first time, in the part of the journal that was not read.
    package mutating func note(firstSeen time: Int64, ofSignature text: String) {
        guard let index = signatureIndices[text] else { return }
        signatures[index].firstEver = min(signatures[index].firstEver, time)
    }

    /// Takes a verdict from before the range to a console that has not come up since the range began.
    ///
    /// - Parameters:
    ///   - console: its index.
    ///   - record: the latest entry before those that are known.
    /// - Returns: whether an earlier one may lengthen the row of bad boots further.
    package mutating func lengthenStreak(of console: Int, with record: JournalRecord) -> Bool {
        guard let item = HistoryItem(record), case .verdict(let outcome) = item.content, isAsked(item) else {
            return true
        }
        if outcome == .booted { return false }
        if outcome.isFailure { consoles[console].addEarlierFailure(at: item.time) }
        return true
    }

    /// Consoles of which no boot of the range came up, by their indices: their trouble may be older.
    package var consolesFailingThroughout: [Int] {
        consoles.indices.filter { consoles[$0].failing != nil && consoles[$0].verdicts[.booted] == nil }
    }

    private mutating func console(of item: HistoryItem) -> Int? {
        let key = ConsoleKey(machine: item.machine, host: item.host, port: item.port)
        if let index = consoleIndices[key] {
            consoles[index].see(item)
            return index
        }
        guard consoles.count < limits.consoles else {
            omitted.consoleEntries += 1
            return nil
        }
        consoles.append(ConsoleHistory(item))
        consoleIndices[key] = consoles.count - 1
        return consoles.count - 1
    }

    private mutating func addDiagnosis(_ item: HistoryItem, console: Int?) {
        guard let code = item.code else { return }
        if let console, let count = item.badBlocks { consoles[console].addBadBlocks(count, item) }
        // A later revision, or the same boot analysed again after a restart.
        if recent.contains(item.identity, at: item.boot.isEmpty ? item.time : nil) {
            if item.isSurvived { mark(item.identity, .survived) }
            return
        }
        codes[code, default: HistoryTally()].see(at: item.time)
        var known = RecentDiagnoses.Known(code: code, severity: item.severity, time: item.time)
        if let index = signature(of: item, code: code) {
            known.signature = index
            signatures[index].see(item)
            if let console {
                let place = Occurrence(signature: index, console: console)
                if occurrences[place] != nil || occurrences.count < limits.occurrences {
                    occurrences[place, default: HistoryTally()].see(at: item.time)
                    known.console = console
                } else {
                    omitted.occurrences += 1
                }
            }
        }
        if item.severity >= .error { standingFailures += 1 }
        recent.insert(known, for: item.identity)
        if item.isSurvived { mark(item.identity, .survived) }
    }

    private mutating func signature(of item: HistoryItem, code: DiagnosisCode) -> Int? {
        if let index = signatureIndices[item.signature] { return index }
        guard signatures.count < limits.signatures else {
            omitted.signatureEntries += 1
            return nil
        }
        signatures.append(SignatureHistory(item, code: code))
        signatureIndices[item.signature] = signatures.count - 1
        return signatures.count - 1
    }

    private mutating func resolve(_ item: HistoryItem) {
        // Of a diagnosis from before the range nothing was counted that could be taken back.
        mark(item.identity, .resolved)
    }

    private mutating func worsen(_ item: HistoryItem, console: Int?) {
        guard let before = recent.revive(item.identity, severity: item.severity) else {
            return addDiagnosis(item, console: console)
        }
        if let console, let count = item.badBlocks { consoles[console].addBadBlocks(count, item) }
        if let index = before.signature { signatures[index].raise(to: item.severity) }
        if before.fate == .standing, before.severity >= .error { standingFailures -= 1 }
        if max(before.severity, item.severity) >= .error { standingFailures += 1 }
        change(
            before, resolved: before.fate == .resolved ? -1 : 0, survived: before.fate == .survived ? -1 : 0)
        if item.isSurvived { mark(item.identity, .survived) }
    }

    private mutating func addVerdict(_ outcome: Verdict.Outcome, _ item: HistoryItem, console: Int?) {
        let identity = item.identity
        guard !recentVerdicts.contains(identity, at: item.boot.isEmpty ? item.time : nil) else { return }
        recentVerdicts.insert(RecentDiagnoses.Known(code: nil, severity: .info, time: item.time), for: identity)
        verdicts[outcome, default: 0] += 1
        if let console { consoles[console].addVerdict(outcome, item) }
        guard outcome == .booted else { return }
        for identity in item.identitiesInBoot { mark(identity, .survived) }
    }

    private mutating func mark(_ identity: Int, _ fate: RecentDiagnoses.Fate) {
        guard let (known, before) = recent.mark(identity, fate) else { return }
        if before == .standing, known.severity >= .error { standingFailures -= 1 }
        change(
            known, resolved: (fate == .resolved ? 1 : 0) - (before == .resolved ? 1 : 0),
            survived: (fate == .survived ? 1 : 0) - (before == .survived ? 1 : 0))
    }

    /// Adds to what became of a diagnosis, wherever it is counted.
    private mutating func change(_ known: RecentDiagnoses.Known, resolved: Int, survived: Int) {
        func change(_ tally: inout HistoryTally) {
            tally.resolved += resolved
            tally.survived += survived
        }
        if let code = known.code { change(&codes[code, default: HistoryTally()]) }
        guard let index = known.signature else { return }
        change(&signatures[index].tally)
        if let console = known.console {
            change(&occurrences[Occurrence(signature: index, console: console), default: HistoryTally()])
        }
    }
}

/// What a book has no place for.
package struct HistoryOmissions: Sendable, Hashable {
    /// Diagnoses that this version has no name for.
    package internal(set) var unknownEntries = 0
    /// Entries of consoles beyond those that are kept.
    package internal(set) var consoleEntries = 0
    /// Diagnoses with signatures beyond those that are kept; their codes are counted.
    package internal(set) var signatureEntries = 0
    /// Diagnoses whose console is not told with their signature.
    package internal(set) var occurrences = 0
}

/// A signature on a console, by their indices in the book.
package struct Occurrence: Sendable, Hashable {
    package var signature: Int
    package var console: Int
}

/// What tells consoles apart. Neither id nor name does so alone: copies of one card's image share one or the other.
struct ConsoleKey: Hashable {
    var machine: String
    var host: String
    var port: String
}
