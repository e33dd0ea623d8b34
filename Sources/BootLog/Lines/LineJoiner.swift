// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Puts a message together again that was broken over two lines.
///
/// Two forms occur: a terminal program cut at 80 columns, and a line end that got lost into the middle of a kernel
/// message; in both the second part has no stamp while its neighbours have.
struct LineJoiner: Sendable {
    /// Two lines as one.
    struct Joined: Sendable {
        /// The first line, with the body of both.
        var line: ConsoleLine
        /// Where in the body the second part begins.
        var seam: Int
    }

    /// Columns at which terminal programs wrap.
    private static let width = 80

    private var previous = ConsoleLine()
    private var hasPrevious = false

    /// Feeds the next line; returns the line before it and this one as one, when they may be one message.
    mutating func receive(_ line: ConsoleLine) -> Joined? {
        defer { keep(line) }
        guard hasPrevious, line.prefix.length == 0, line.number == previous.number + 1 else { return nil }
        var joined = previous
        // The blank at the break is gone from both bodies; the texts still have it.
        if previous.text.last?.isBlank == true || line.text.first?.isBlank == true { joined.body.append(.space) }
        let seam = joined.body.count
        joined.body.append(contentsOf: line.body)
        joined.garbageCount += line.garbageCount
        joined.errorCount += line.errorCount
        return Joined(line: joined, seam: seam)
    }

    /// Bytes are missing: the next line is none that this one goes on with.
    mutating func interrupt() {
        hasPrevious = false
    }

    /// Keeps a line whose message may go on.
    private mutating func keep(_ line: ConsoleLine) {
        hasPrevious =
            line.ending == .newline && (line.prefix.kernelMicroseconds != nil || line.text.count == Self.width)
        if hasPrevious { previous.assign(line) }
    }
}
