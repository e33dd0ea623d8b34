// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import SystemJournal

/// A history for programs: one JSON object. Keys are stable; unknown ones are to be ignored by readers.
enum HistoryJSON {
    static let version = 1

    /// - Returns: the object on one line, ended by LF.
    static func text(_ book: HistoryBook, period: HistoryPeriod, remarks: [String] = []) -> [UInt8] {
        let outline = HistoryOutline(book, period: period)
        var json = JSONText()
        json.object { json in
            json.key("history")
            json.integer(version)
            json.key("since")
            json.optional(period.since) { $0.time($1) }
            json.key("until")
            json.optional(period.until) { $0.time($1) }
            json.key("first")
            json.optional(book.span?.lowerBound) { $0.time($1) }
            json.key("last")
            json.optional(book.span?.upperBound) { $0.time($1) }
            json.key("entries")
            json.integer(book.entries)
            json.key("failed")
            json.bool(book.hasFailure)
            json.key("boots")
            write(book.verdicts, to: &json)
            json.key("codes")
            json.array(book.codes.sorted { $0.key.rawValue < $1.key.rawValue }) { json, entry in
                json.object { json in
                    json.key("code")
                    json.string(entry.key.rawValue)
                    write(entry.value, to: &json)
                }
            }
            json.key("signatures")
            json.array(outline.faults + outline.notices) { write($1, of: outline, to: &$0) }
            json.key("consoles")
            json.array(outline.failing + outline.unsteady + outline.steady + outline.unjudged) { json, console in
                json.object { write(console, of: outline, to: &$0) }
            }
            write(book.omitted, remarks, to: &json)
        }
        json.lineFeed()
        return json.bytes
    }

    private static func write(_ verdicts: [Verdict.Outcome: Int], to json: inout JSONText) {
        json.object { json in
            for outcome in Verdict.Outcome.allCases {
                json.key(outcome.rawValue)
                json.integer(verdicts[outcome] ?? 0)
            }
        }
    }

    private static func write(_ tally: HistoryTally, to json: inout JSONText) {
        json.key("count")
        json.integer(tally.count)
        json.key("resolved")
        json.integer(tally.resolved)
        json.key("survived")
        json.integer(tally.survived)
        json.key("first")
        json.time(tally.first)
        json.key("last")
        json.time(tally.last)
    }

    private static func write(_ index: Int, of outline: HistoryOutline, to json: inout JSONText) {
        let signature = outline.book.signatures[index]
        json.object { json in
            json.key("signature")
            json.string(signature.signature)
            json.key("code")
            json.string(signature.code.rawValue)
            json.key("severity")
            json.string(signature.severity.rawValue)
            json.key("partition")
            json.optional(signature.partition) { $0.string($1) }
            json.key("message")
            json.string(signature.message)
            json.key("cause")
            json.optional(signature.cause) { $0.string($1) }
            json.key("step")
            json.optional(signature.step) { $0.string($1) }
            json.key("new")
            json.bool(outline.period.isNew(signature))
            json.key("first_ever")
            json.time(signature.firstEver)
            write(signature.tally, to: &json)
            json.key("consoles")
            json.array(outline.places(of: index)) { json, place in
                json.object { json in
                    write(nameOf: place.console, to: &json)
                    write(place.tally, to: &json)
                }
            }
        }
    }

    private static func write(nameOf console: ConsoleHistory, to json: inout JSONText) {
        json.key("port")
        json.string(console.port)
        json.key("host")
        json.string(console.host)
        json.key("machine")
        json.string(console.machine)
    }

    private static func write(_ console: ConsoleHistory, of outline: HistoryOutline, to json: inout JSONText) {
        write(nameOf: console, to: &json)
        json.key("board")
        json.optional(console.board) { $0.string($1) }
        json.key("boots")
        write(console.verdicts, to: &json)
        json.key("outcome")
        json.optional(console.latest) { $0.string($1.outcome.rawValue) }
        json.key("code")
        json.optional(console.latest?.code) { $0.string($1.rawValue) }
        json.key("judged")
        json.optional(console.latest) { $0.time($1.time) }
        json.key("failing")
        json.optional(console.failing) { json, streak in
            json.object { json in
                json.key("since")
                json.time(streak.since)
                json.key("boots")
                json.integer(streak.boots)
            }
        }
        json.key("first")
        json.time(console.first)
        json.key("last")
        json.time(console.last)
        json.key("flash")
        json.array(console.flashes) { json, flash in json.object { write(flash, to: &$0) } }
    }

    private static func write(_ flash: ConsoleHistory.Flash, to json: inout JSONText) {
        let trend = flash.badBlocks
        json.key("board")
        json.optional(flash.board) { $0.string($1) }
        json.key("bad_blocks")
        json.object { json in
            for (name, point) in [("first", trend.first), ("highest", trend.highest), ("last", trend.last)] {
                json.key(name)
                json.object { json in
                    json.key("count")
                    json.integer(point.count)
                    json.key("time")
                    json.time(point.time)
                }
            }
            json.key("baseline")
            json.integer(trend.baseline)
            json.key("growth")
            json.integer(trend.growth)
            json.key("growth_per_month")
            json.optional(trend.growthPerMonth) { $0.number($1, decimals: 2) }
            json.key("months")
            json.array(trend.months) { json, month in
                json.object { json in
                    json.key("month")
                    json.string(month.name)
                    json.key("count")
                    json.integer(month.count)
                }
            }
        }
    }

    private static func write(_ omitted: HistoryOmissions, _ remarks: [String], to json: inout JSONText) {
        json.key("omitted")
        json.object { json in
            json.key("unknown_entries")
            json.integer(omitted.unknownEntries)
            json.key("console_entries")
            json.integer(omitted.consoleEntries)
            json.key("signature_entries")
            json.integer(omitted.signatureEntries)
            json.key("occurrences")
            json.integer(omitted.occurrences)
        }
        json.key("remarks")
        json.array(remarks) { $0.string($1) }
    }
}

extension JSONText {
    /// A moment, in nanoseconds since the epoch.
    fileprivate mutating func time(_ time: Int64) {
        string(RFC3339.string(nanosecondsSinceEpoch: time))
    }
}
