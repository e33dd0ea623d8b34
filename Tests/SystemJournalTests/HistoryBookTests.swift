// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import TestSupport
import Testing

@testable import SystemJournal

/// What a book makes of entries.
@Suite struct HistoryBookTests {
    private typealias Records = HistoryRecords

    private func book(_ records: [JournalRecord], codes: Set<DiagnosisCode> = []) -> HistoryBook {
        var book = HistoryBook(codes: codes)
        for record in records { book.add(record) }
        return book
    }

    @Test func `a diagnosis is counted by code, signature, console and host`() throws {
        let here = Records()
        var there = Records().later(Records.hour)
        there.host = "lab-b"
        there.machine = "21112222333344445555666677778888"
        let book = book([here.diagnosis(Records.diagnosis()), there.diagnosis(Records.diagnosis())])
        #expect(book.codes[.verifyChecksum]?.count == 2)
        let signature = try #require(book.signatures.first)
        #expect(book.signatures.count == 1)
        #expect(signature.signature == "verify.checksum:uboot.data-crc:kernel")
        #expect(signature.tally.count == 2)
        #expect(signature.tally.first == here.time)
        #expect(signature.tally.last == there.time)
        #expect(signature.severity == .fatal)
        #expect(signature.cause == "image.torn")
        #expect(signature.step == "Compare the image")
        #expect(signature.message == "Something is wrong; likeliest cause: written incompletely (60 %)")
        #expect(book.consoles.map(\.host) == ["lab-a", "lab-b"])
        #expect(book.occurrences.count == 2)
        #expect(book.hasFailure)
    }

    @Test func `later revisions of a diagnosis and boots that are read twice count once`() {
        let boot = Records()
        let again = [boot.diagnosis(Records.diagnosis()), boot.verdict(.failed, .verifyChecksum)]
        let book = book(again + again)
        #expect(book.codes[.verifyChecksum]?.count == 1)
        #expect(book.verdicts == [.failed: 1])
    }

    @Test func `what a later line took back is no failure`() {
        let boot = Records()
        let book = book([boot.diagnosis(Records.diagnosis()), boot.resolved(Records.diagnosis())])
        #expect(book.codes[.verifyChecksum]?.resolved == 1)
        #expect(book.signatures.first?.tally.standing == 0)
        #expect(!book.hasFailure)
    }

    @Test func `what became worse is one diagnosis, as grave as it became`() throws {
        let records = Records()
        var book = HistoryBook()
        book.add(records.diagnosis(Records.diagnosis(.verifyChecksum, .notice)))
        #expect(!book.hasFailure)
        book.add(records.worsened(Records.diagnosis(.verifyChecksum, .fatal)))
        #expect(book.hasFailure)
        #expect(book.codes[.verifyChecksum]?.count == 1)
        #expect(book.signatures.map(\.severity) == [.fatal])
        book.add(records.resolved(Records.diagnosis()))
        #expect(!book.hasFailure)
        #expect(book.codes[.verifyChecksum]?.resolved == 1)
        book.add(records.worsened(Records.diagnosis()))
        #expect(book.hasFailure)
        #expect(book.codes[.verifyChecksum]?.resolved == 0)
        #expect(book.omitted.unknownEntries == 0)
    }

    @Test func `a worse turn counts, also when its beginning lies before the range`() {
        var book = HistoryBook()
        book.add(Records().worsened(Records.diagnosis()))
        #expect(book.hasFailure)
        #expect(book.codes[.verifyChecksum]?.count == 1)
    }

    @Test func `what a boot lived through is no failure`() {
        let boot = Records()
        let book = book([boot.diagnosis(Records.diagnosis()), boot.verdict(.booted)])
        #expect(book.codes[.verifyChecksum]?.survived == 1)
        #expect(book.occurrences.values.first?.survived == 1)
        #expect(!book.hasFailure)
    }

    @Test func `an entry that says so itself counts as lived through`() {
        var diagnosis = Records.diagnosis()
        diagnosis.isSurvived = true
        let book = book([Records().diagnosis(diagnosis)])
        #expect(book.codes[.verifyChecksum]?.survived == 1)
        #expect(!book.hasFailure)
    }

    @Test func `a notice has nothing to live through`() {
        let boot = Records()
        let book = book([boot.diagnosis(Records.diagnosis(.flashBadBlock, .notice)), boot.verdict(.booted)])
        #expect(book.codes[.flashBadBlock]?.survived == 0)
        #expect(!book.hasFailure)
    }

    @Test func `taken back counts once, whatever the boot came to`() {
        let boot = Records()
        let book = book([
            boot.diagnosis(Records.diagnosis()), boot.verdict(.booted), boot.resolved(Records.diagnosis()),
        ])
        #expect(book.codes[.verifyChecksum]?.survived == 0)
        #expect(book.codes[.verifyChecksum]?.resolved == 1)
    }

    @Test(arguments: [Verdict.Outcome.recovery, .failed, .hung, .looping, .garbled])
    func `a bad verdict alone is a failure`(outcome: Verdict.Outcome) {
        #expect(book([Records().verdict(outcome)]).hasFailure)
    }

    @Test(arguments: [Verdict.Outcome.booted, .incomplete])
    func `a boot that came up or was cut short is no failure`(outcome: Verdict.Outcome) {
        #expect(!book([Records().verdict(outcome)]).hasFailure)
    }

    @Test func `a console fails since the first bad boot in a row`() throws {
        let boots = (0..<5).map { Records().later(Int64($0) * Records.hour) }
        let book = book([
            boots[0].verdict(.failed), boots[1].verdict(.booted), boots[2].verdict(.hung),
            boots[3].verdict(.incomplete),
            boots[4].verdict(.failed),
        ])
        let console = try #require(book.consoles.first)
        #expect(console.failing == .init(since: boots[2].time, boots: 2))
        #expect(console.failures == 3)
        #expect(console.boots == 5)
        #expect(console.latest?.outcome == .failed)
    }

    @Test func `a row of bad boots can be older than the range`() throws {
        let boots = (0..<4).map { Records().later(Int64($0) * Records.day) }
        var book = book([boots[3].verdict(.failed)])
        #expect(book.consolesFailingThroughout == [0])
        let earlier = [boots[2].verdict(.hung), boots[1].verdict(.incomplete), boots[0].verdict(.booted)]
        let goesOn = earlier.map { book.lengthenStreak(of: 0, with: $0) }
        #expect(goesOn == [true, true, false])
        #expect(book.consoles.first?.failing == .init(since: boots[2].time, boots: 2))
    }

    @Test func `with codes only what they are to blame for counts`() {
        let (first, second, third) = (Records(), Records().later(1), Records().later(2))
        let book = book(
            [
                first.diagnosis(Records.diagnosis(.bootHang, .error)), first.verdict(.hung, .bootHang),
                second.diagnosis(Records.diagnosis()), second.verdict(.failed, .verifyChecksum), third.verdict(.booted),
            ], codes: [.verifyChecksum])
        #expect(book.codes.keys.sorted { $0.rawValue < $1.rawValue } == [.verifyChecksum])
        #expect(book.verdicts == [.failed: 1, .booted: 1])
    }

    @Test func `before a boot has a name, what is told within an hour is told again`() {
        var early = Records()
        early.boot = ""
        var soon = early
        soon.time += Records.hour / 2
        var late = early
        late.time += 3 * Records.hour
        let diagnosis = Records.diagnosis(.consoleGarbled, .warning)
        let book = book([early.diagnosis(diagnosis), soon.diagnosis(diagnosis), late.diagnosis(diagnosis)])
        #expect(book.codes[.consoleGarbled]?.count == 2)
    }

    @Test func `what is of no kind that is known is left out, and said when it is a diagnosis`() {
        let newer = JournalRecord(
            time: Records.start,
            fields: [
                "MESSAGE_ID": ["00000000000000000000000000000001"], "BOOTWATCH_PORT": ["rack1"],
                "BOOTWATCH_SIGNATURE": ["board.on-fire:-:-"],
            ])
        let chatter = JournalRecord(
            time: Records.start,
            fields: ["MESSAGE_ID": [MessageID.portOpened.description], "BOOTWATCH_PORT": ["rack1"]])
        let book = book([newer, chatter, JournalRecord(time: 0, fields: [:])])
        #expect(book.entries == 0)
        #expect(book.omitted.unknownEntries == 1)
    }

    @Test func `memory is bounded, and what has no place is counted`() {
        var limits = HistoryBook.Limits()
        limits.signatures = 10
        limits.consoles = 5
        limits.occurrences = 20
        limits.recent = 50
        var book = HistoryBook(limits: limits)
        for number in 0..<1_000 {
            var boot = Records().later(Int64(number) * 1_000)
            boot.console = "rack\(number % 8)"
            book.add(boot.diagnosis(Records.diagnosis(rule: "rule\(number % 40)")))
            book.add(boot.verdict(.failed, .verifyChecksum))
        }
        #expect(book.signatures.count == 10)
        #expect(book.consoles.count == 5)
        #expect(book.occurrences.count <= 20)
        #expect(book.codes[.verifyChecksum]?.count == 1_000)
        #expect(book.verdicts == [.failed: 1_000])
        #expect(book.omitted.signatureEntries == 750)
        #expect(book.omitted.consoleEntries == 750)
    }

    @Test func `the order in which entries are read changes no count`() {
        var random = SplitMix64(seed: 7)
        var records: [JournalRecord] = []
        for number in 0..<60 {
            var boot = Records().later(Int64(number) * Records.hour)
            boot.console = "rack\(number % 3)"
            records.append(boot.diagnosis(Records.diagnosis(.fsMount, .error, rule: "rule\(number % 5)")))
        }
        let inOrder = book(records)
        let shuffled = book(records.shuffled(using: &random))
        #expect(shuffled.codes == inOrder.codes)
        #expect(shuffled.span == inOrder.span)
        let tallies = { (book: HistoryBook) in
            Dictionary(uniqueKeysWithValues: book.signatures.map { ($0.signature, $0.tally) })
        }
        #expect(tallies(shuffled) == tallies(inOrder))
    }
}
