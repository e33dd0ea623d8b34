// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a report says of the stream itself: its holes, and what the port told. Bounded, however many there are.
struct StreamRemarks: Sendable, Hashable {
    /// Of each kind, those that are told one by one.
    private static let maximumTold = 3

    /// A hole, and the line that follows it.
    private struct Hole: Sendable, Hashable {
        var gap: Gap
        var line: Int
    }

    private struct Notice: Sendable, Hashable {
        var text: String
        var line: Int
        var count: Int
    }

    private var holes: [Hole] = []
    private var holeCount = 0
    private var notices: [PortNotice.Kind: Notice] = [:]

    mutating func add(_ gap: Gap, line: Int) {
        holeCount += 1
        if holes.count < Self.maximumTold { holes.append(Hole(gap: gap, line: line)) }
    }

    mutating func add(_ notice: PortNotice, line: Int) {
        switch notice.kind {
        case .failed, .settingRefused, .sharedAccess, .lineErrors, .breakSeen:
            let first = notices[notice.kind] ?? Notice(text: notice.text.bounded(to: 300), line: line, count: 0)
            notices[notice.kind] = Notice(text: first.text, line: first.line, count: first.count + 1)
        // The life of a port, which the holes tell as far as it matters to the log.
        case .opened, .waiting, .lost, .speed, .closed: break
        }
    }

    /// One sentence each, without the full stop.
    var sentences: [String] {
        var sentences: [String] = []
        if holeCount > 0 {
            var told = holes.map { Self.words($0.gap) + " before line \($0.line)" }
            if holeCount > holes.count { told.append("and \(holeCount - holes.count) more") }
            sentences.append("\(Wording.count(holeCount, "hole")) in the capture: \(told.joined(separator: ", "))")
        }
        for kind in PortNotice.Kind.allCases {
            guard let notice = notices[kind] else { continue }
            let times = notice.count > 1 ? "\(notice.count) times, first " : ""
            sentences.append("\(notice.text) (\(times)before line \(notice.line))")
        }
        return sentences
    }

    private static func words(_ gap: Gap) -> String {
        var words: String
        switch gap.reason {
        case .unplugged: words = "the adapter was unplugged"
        case .hungUp: words = "the other side hung up"
        case .dropped: words = "the reader was too slow"
        case .released: words = "the port was lent to another program"
        case .notRecorded: words = "nothing was recorded"
        case .replaced: words = "the file was replaced"
        }
        if let bytes = gap.bytes { words += ", \(Wording.count(bytes, "byte")) lost" }
        if let duration = gap.duration, duration >= 0 { words += " for \(seconds(duration)) s" }
        return words
    }

    /// Nanoseconds as seconds with one decimal.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let tenths = nanoseconds / 100_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
