// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// One program's way of printing a partition table: how it is headed, and how a row is read.
struct TableDialect: Sendable {
    let origin: FlashLayout.Origin
    /// Whether a line is the heading of the columns; nil when the rows need none to be known.
    ///
    /// May note in the context what the rows are to be read with.
    let heading: (@Sendable (TableLine, inout TableContext) -> Bool)?
    let row: @Sendable (TableLine, TableContext) -> TableRow?
    /// What is not offsets on a chip: CPU addresses, for instance.
    var startOnChip: UInt64? = 0
}
