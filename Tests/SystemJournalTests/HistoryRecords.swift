// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

@testable import BootLog
@testable import SystemJournal

/// Records as the journal gives them back, of entries as the service writes them.
struct HistoryRecords {
    static let hour: Int64 = 3_600_000_000_000
    static let day = 24 * hour
    /// 2026-11-01T00:00:00Z
    static let start: Int64 = 1_793_491_200_000_000_000

    var host = "lab-a"
    var machine = "11112222333344445555666677778888"
    var console = "rack1"
    var board: String? = "router"
    var boot = "20261101T000000.000Z"
    var time = start

    private var context: ConsoleContext {
        ConsoleContext(console: console, board: board, boot: 1, bootID: boot)
    }

    private func record(_ entry: JournalEntry) -> JournalRecord {
        var fields: [String: [String]] = ["_HOSTNAME": [host], "_MACHINE_ID": [machine]]
        for field in entry.fields { fields[field.name, default: []].append(field.value) }
        return JournalRecord(time: time, fields: fields)
    }

    func diagnosis(_ diagnosis: Diagnosis) -> JournalRecord { record(.diagnosis(diagnosis, in: context)) }

    func worsened(_ diagnosis: Diagnosis) -> JournalRecord { record(.worsened(diagnosis, in: context)) }

    func resolved(_ diagnosis: Diagnosis) -> JournalRecord { record(.resolved(diagnosis, in: context)) }

    func verdict(_ outcome: Verdict.Outcome, _ code: DiagnosisCode? = nil) -> JournalRecord {
        let verdict = Verdict(
            scope: .boot, outcome: outcome, code: code, boots: 1, diagnoses: [], summary: "The boot is over")
        return record(.verdict(verdict, in: context))
    }

    /// Somewhen later, in another boot.
    func later(_ nanoseconds: Int64) -> HistoryRecords {
        var copy = self
        copy.time += nanoseconds
        copy.boot = "boot of \(copy.time)"
        return copy
    }

    /// A diagnosis of nothing in particular.
    static func diagnosis(
        _ code: DiagnosisCode = .verifyChecksum, _ severity: Severity = .fatal, rule: String = "uboot.data-crc",
        partition: String? = "kernel", badBlocks: Int = 0
    ) -> Diagnosis {
        Diagnosis(
            id: code.rawValue, revision: 1, state: .open, code: code, severity: severity, confidence: 0.9,
            summary: "Something is wrong", subject: nil, partition: partition, offset: nil,
            evidence: [.init(line: 3, rule: rule, text: "Bad Data CRC")], furtherEvidence: 0,
            badBlocks: (0..<badBlocks).map { LocatedBlock(offset: UInt64($0), block: UInt64($0), partition: nil) },
            causes: [.init(cause: "image.torn", title: "written incompletely", share: 0.6, logOdds: 1, because: [])],
            steps: [.init(action: "Compare the image", why: "It may be torn", risk: .readOnly)], owner: .image,
            consequenceOf: nil, isSurvived: false)
    }
}
