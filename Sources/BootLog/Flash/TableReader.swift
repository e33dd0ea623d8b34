// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Reads one kind of table, a line at a time, beginning with the line that switched it on.
///
/// Any bytes may come: a line that is none of the table's is passed over or ends the table, and never traps.
protocol TableReader: Sendable {
    /// Takes a line.
    ///
    /// - Returns: false when nothing is open any more; the reader then sleeps, keeps what it knows, and is fed again
    ///   when a rule switches it on.
    mutating func receive(_ line: TableLine, into readings: inout [FlashReading]) -> Bool

    /// Completes what is open: a new boot begins or the capture ends.
    mutating func finish(into readings: inout [FlashReading])
}
