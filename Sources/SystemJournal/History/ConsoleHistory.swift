// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
import EventSinks

/// What a journal tells of one console.
package struct ConsoleHistory: Sendable, Hashable {
    /// Boots, one after the other, that did not come up.
    package struct Streak: Sendable, Hashable {
        /// The end of the first of them, in nanoseconds since the epoch.
        package var since: Int64
        package var boots: Int
    }

    /// The latest verdict.
    package struct Judgement: Sendable, Hashable {
        package var outcome: Verdict.Outcome
        /// The primary diagnosis' code; nil when nothing was wrong.
        package var code: DiagnosisCode?
        /// Nanoseconds since the epoch.
        package var time: Int64
    }

    /// The bad blocks of the flash of one kind of board.
    package struct Flash: Sendable, Hashable {
        package var board: String?
        package var badBlocks: BadBlockTrend
    }

    /// Kinds of boards of which flashes are kept.
    static let maximumFlashes = 8

    package let machine: String
    package let host: String
    package let port: String
    /// The kind of board, as it was configured last.
    package private(set) var board: String?
    package private(set) var first: Int64
    package private(set) var last: Int64
    package private(set) var verdicts: [Verdict.Outcome: Int] = [:]
    package private(set) var latest: Judgement?
    /// When a boot did not come up for the last time, in nanoseconds since the epoch; nil when there is none.
    package private(set) var lastFailure: Int64?
    /// Nil while the console comes up.
    package private(set) var failing: Streak?
    package private(set) var flashes: [Flash] = []

    init(_ item: HistoryItem) {
        machine = item.machine
        host = item.host
        port = item.port
        board = item.board
        first = item.time
        last = item.time
    }

    /// Boots that were judged.
    package var boots: Int { verdicts.values.reduce(0, +) }
    /// Boots that did not come up.
    package var failures: Int { verdicts.reduce(0) { $0 + ($1.key.isFailure ? $1.value : 0) } }

    mutating func see(_ item: HistoryItem) {
        if item.time >= last, let board = item.board { self.board = board }
        first = min(first, item.time)
        last = max(last, item.time)
    }

    mutating func addVerdict(_ outcome: Verdict.Outcome, _ item: HistoryItem) {
        verdicts[outcome, default: 0] += 1
        if outcome.isFailure { lastFailure = max(lastFailure ?? item.time, item.time) }
        // Files of several hosts, or of a host whose clock was set, are not all in order.
        if let latest, item.time < latest.time { return }
        latest = Judgement(outcome: outcome, code: item.code, time: item.time)
        if outcome.isFailure {
            failing = Streak(since: failing?.since ?? item.time, boots: (failing?.boots ?? 0) + 1)
        } else if outcome == .booted {
            failing = nil
        }
    }

    /// Lengthens the row of bad boots by an earlier one.
    mutating func addEarlierFailure(at time: Int64) {
        guard let streak = failing else { return }
        failing = Streak(since: min(streak.since, time), boots: streak.boots + 1)
    }

    mutating func addBadBlocks(_ count: Int, _ item: HistoryItem) {
        let month = String(RFC3339.string(nanosecondsSinceEpoch: item.time).prefix(7))
        if let index = flashes.firstIndex(where: { $0.board == item.board }) {
            flashes[index].badBlocks.add(count: count, at: item.time, boot: item.bootIdentity, month: month)
        } else if flashes.count < Self.maximumFlashes {
            let trend = BadBlockTrend(count: count, at: item.time, boot: item.bootIdentity, month: month)
            flashes.append(Flash(board: item.board, badBlocks: trend))
        }
    }
}

extension Verdict.Outcome {
    /// Whether the board did not come up as it should. A boot that was cut short tells nothing.
    package var isFailure: Bool {
        switch self {
        case .booted, .incomplete: false
        case .recovery, .failed, .hung, .looping, .garbled: true
        }
    }
}
