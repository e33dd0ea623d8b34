// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Where lines lie in a console's stream, so that what is said of a line can be found in the recording. Pure.
struct StreamPlaces: Sendable {
    /// Where a line lies, and when its first byte was read.
    struct Place: Sendable, Hashable {
        var bytes: Range<Int>
        var time: Timestamp
    }

    /// Lines of a boot whose place is kept.
    private static let maximumLines = 1_024

    /// The stream position of the next byte.
    private(set) var position: Int
    /// The number of the line that the next byte falls in: lines are counted as the analyzer does, at line feeds.
    private(set) var lineNumber = 1
    /// Of the first byte of that line.
    private var lineStart: Int
    /// When that byte was read; nil while there is none.
    private var lineTime: Timestamp?
    private var lines: [Int: Place] = [:]
    /// The line that was ended last.
    private var last: (number: Int, place: Place)?

    init(position: Int = 0) {
        self.position = position
        lineStart = position
    }

    /// Takes bytes that hold a line feed at their end or nowhere.
    mutating func take(_ count: Int, endsLine: Bool, at time: Timestamp) {
        let began = lineTime ?? time
        position += count
        if endsLine {
            last = (lineNumber, Place(bytes: lineStart..<position, time: began))
            lineNumber += 1
            lineStart = position
            lineTime = nil
        } else if count > 0 {
            lineTime = began
        }
    }

    /// Takes bytes that the analyzer does not get: noise of a speed that was tried, or what was dropped.
    mutating func skip(_ count: Int) {
        position += count
        // An unfinished line keeps its beginning; else the next one begins behind them.
        if lineTime == nil { lineStart = position }
    }

    /// The stream is counted from another place on: what was at `position` is at `new`.
    mutating func move(to new: Int) {
        let distance = new - position
        let moved = { (place: Place) in
            Place(bytes: place.bytes.lowerBound + distance..<place.bytes.upperBound + distance, time: place.time)
        }
        position = new
        lineStart += distance
        lines = lines.mapValues(moved)
        last = last.map { ($0.number, moved($0.place)) }
    }

    /// Something was said of a line: its place is kept.
    mutating func note(_ line: Int) {
        guard lines.count < Self.maximumLines || lines[line] != nil, let place = place(of: line) else { return }
        lines[line] = place
    }

    /// The places of lines of the boot before are of no use any more.
    mutating func beginBoot() {
        lines = [:]
    }

    /// nil when nobody knows.
    func place(of line: Int) -> Place? {
        if line == lineNumber, let lineTime { return Place(bytes: lineStart..<position, time: lineTime) }
        if let last, last.number == line { return last.place }
        return lines[line]
    }

    /// The bytes from the first of some lines to the last one, as far as their places are known.
    func bytes(of lines: some Sequence<Int>) -> Range<Int>? {
        let known = lines.lazy.compactMap { self.place(of: $0)?.bytes }
        guard let start = known.map(\.lowerBound).min(), let end = known.map(\.upperBound).max() else { return nil }
        return start..<end
    }
}
