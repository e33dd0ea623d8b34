// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What a history says and in which order, before it is set as text or JSON.
package struct HistoryOutline: Sendable {
    /// A failure on one console.
    package struct Place: Sendable {
        package var console: ConsoleHistory
        package var tally: HistoryTally
    }

    /// A flash that shows its age.
    package struct Wear: Sendable {
        package var console: ConsoleHistory
        package var board: String?
        package var badBlocks: BadBlockTrend?
        /// Boots with errors that the ECC put right, and with such that it could not.
        package var corrected: Int
        package var lost: Int
    }

    package let book: HistoryBook
    package let period: HistoryPeriod
    /// Consoles that are told of.
    package let consoles: Int
    /// Consoles whose latest boot did not come up; the longest row of such boots first.
    package let failing: [ConsoleHistory]
    /// Consoles that came up at last, but not always; the worst first.
    package let unsteady: [ConsoleHistory]
    /// Consoles that came up each time.
    package let steady: [ConsoleHistory]
    /// Consoles of which no boot has come to an end.
    package let unjudged: [ConsoleHistory]
    /// Indices of failures that spoil boots: new ones first, those of long ago last, else by gravity and number.
    package let faults: [Int]
    /// Indices of what boots live with.
    package let notices: [Int]
    /// Flashes that lose blocks, the fastest first, and those with errors alone.
    package let wear: [Wear]
    /// Flashes that have bad blocks, and no more than in the beginning.
    package let steadyFlashes: Int
    private let places: [Int: [Place]]
    private let hostNames: [String: Set<String>]

    package init(_ book: HistoryBook, period: HistoryPeriod) {
        self.book = book
        self.period = period
        let consoles = book.askedConsoles.map { book.consoles[$0] }.sorted {
            ($0.host, $0.port, $0.machine) < ($1.host, $1.port, $1.machine)
        }
        self.consoles = consoles.count
        failing = consoles.filter { $0.failing != nil }.sorted { left, right in
            let (boots, others) = (left.failing?.boots ?? 0, right.failing?.boots ?? 0)
            return boots == others ? left.stands(before: right) : boots > others
        }
        unsteady = consoles.filter { $0.failing == nil && $0.failures > 0 }.sorted { left, right in
            left.failures == right.failures ? left.stands(before: right) : left.failures > right.failures
        }
        steady = consoles.filter { $0.failures == 0 && $0.boots > 0 }
        unjudged = consoles.filter { $0.boots == 0 }
        let order = book.signatures.indices.sorted { left, right in
            let (left, right) = (book.signatures[left], book.signatures[right])
            let (leftIsNew, rightIsNew) = (period.isNew(left), period.isNew(right))
            if leftIsNew != rightIsNew { return leftIsNew }
            let (leftIsOld, rightIsOld) = (period.isOld(left.tally.last), period.isOld(right.tally.last))
            if leftIsOld != rightIsOld { return rightIsOld }
            if left.severity != right.severity { return left.severity > right.severity }
            if left.tally.standing != right.tally.standing { return left.tally.standing > right.tally.standing }
            return (right.tally.count, left.signature) < (left.tally.count, right.signature)
        }
        let isFault = { (index: Int) in
            book.signatures[index].severity >= .warning && book.signatures[index].tally.standing > 0
        }
        faults = order.filter(isFault)
        notices = order.filter { !isFault($0) }
        var places: [Int: [Place]] = [:]
        for (occurrence, tally) in book.occurrences {
            places[occurrence.signature, default: []].append(
                Place(console: book.consoles[occurrence.console], tally: tally))
        }
        self.places = places.mapValues { list in
            list.sorted { left, right in
                left.tally.count == right.tally.count
                    ? left.console.stands(before: right.console)
                    : left.tally.count > right.tally.count
            }
        }
        (wear, steadyFlashes) = Self.wear(of: book)
        hostNames = Dictionary(grouping: consoles, by: \.host).mapValues { Set($0.map(\.machine)) }
    }

    private static func wear(of book: HistoryBook) -> ([Wear], steady: Int) {
        var errors: [Int: (corrected: Int, lost: Int)] = [:]
        for (occurrence, tally) in book.occurrences {
            switch book.signatures[occurrence.signature].code {
            case .flashECCCorrected: errors[occurrence.console, default: (0, 0)].corrected += tally.count
            case .flashECCUncorrectable: errors[occurrence.console, default: (0, 0)].lost += tally.count
            default: break
            }
        }
        var wear: [Wear] = []
        var steady = 0
        for (index, console) in book.consoles.enumerated() {
            let (corrected, lost) = errors[index] ?? (0, 0)
            for flash in console.flashes {
                let isCurrent = flash.board == console.board
                guard flash.badBlocks.growth > 0 || isCurrent && corrected + lost > 0 else {
                    steady += 1
                    continue
                }
                wear.append(
                    Wear(
                        console: console, board: flash.board, badBlocks: flash.badBlocks,
                        corrected: isCurrent ? corrected : 0, lost: isCurrent ? lost : 0))
            }
            if corrected + lost > 0, !console.flashes.contains(where: { $0.board == console.board }) {
                wear.append(
                    Wear(console: console, board: console.board, badBlocks: nil, corrected: corrected, lost: lost))
            }
        }
        wear.sort { left, right in
            let (leftGrowth, rightGrowth) = (left.badBlocks?.growth ?? 0, right.badBlocks?.growth ?? 0)
            if leftGrowth != rightGrowth { return leftGrowth > rightGrowth }
            if left.lost != right.lost { return left.lost > right.lost }
            if left.corrected != right.corrected { return left.corrected > right.corrected }
            return left.console.stands(before: right.console)
        }
        return (wear, steady)
    }

    /// Where a failure was seen, as far as that is known; most often first.
    package func places(of signature: Int) -> [Place] { places[signature] ?? [] }

    /// Boots of the consoles that have a failure: what its count is to be held against.
    package func boots(of signature: Int) -> Int { places(of: signature).reduce(0) { $0 + $1.console.boots } }

    /// What stands most often behind the boots of a console that did not come up.
    package func codes(of console: ConsoleHistory) -> [(code: DiagnosisCode, count: Int)] {
        var counts: [DiagnosisCode: Int] = [:]
        for signature in book.signatures.indices where book.signatures[signature].severity >= .warning {
            for place in places(of: signature) where place.console.isSame(as: console) && place.tally.standing > 0 {
                counts[book.signatures[signature].code, default: 0] += place.tally.standing
            }
        }
        return counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { (code: $0.key, count: $0.value) }
    }

    // MARK: - Names

    package var newFaults: Int { faults.count { period.isNew(book.signatures[$0]) } }

    package var hosts: Int { hostNames.values.reduce(0) { $0 + $1.count } }

    /// `rack3`, or `rack3 (lab-a)` where there are several hosts.
    package func name(of console: ConsoleHistory) -> String {
        hosts > 1 ? "\(console.port) (\(host(of: console)))" : console.port
    }

    /// The host's name; with a piece of its id where several share the name.
    package func host(of console: ConsoleHistory) -> String {
        guard hostNames[console.host]?.count ?? 0 > 1 else { return console.host }
        return "\(console.host) \(console.machine.prefix(8))"
    }
}

extension ConsoleHistory {
    /// By host and name.
    func stands(before other: ConsoleHistory) -> Bool {
        (host, port, machine) < (other.host, other.port, other.machine)
    }

    package func isSame(as other: ConsoleHistory) -> Bool {
        port == other.port && host == other.host && machine == other.machine
    }
}
