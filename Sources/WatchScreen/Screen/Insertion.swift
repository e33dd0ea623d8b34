// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// Something of bootwatch's that goes between the board's lines.
enum Insertion: Sendable {
    case note(TextReport.Gutter, label: String, text: String, detail: String?)
    /// The panel on a boot.
    case panel(ReportCollector, word: String)
    /// All that is known of a boot's diagnoses.
    case complete(ReportCollector)
    /// Rows that are laid out already: help.
    case rows([String])

    /// Rows of the panel, on a screen that has them.
    private static let maximumPanelRows = 16
    /// Rows that a panel leaves to the board.
    private static let rowsLeft = 6

    /// The rows as they are set on a screen.
    func rows(on size: ScreenSize, style: Style, hint: String) -> [String] {
        switch self {
        case .note(let gutter, let label, let text, let detail):
            return TextReport.note(
                gutter, label: label, text: text, detail: detail, style: style, columns: size.columns)
        case .panel(let collector, let word):
            let maximum = min(Self.maximumPanelRows, size.rows - Self.rowsLeft)
            return TextReport.panel(
                collector, word: word, hint: hint, maximumRows: max(maximum, 0), style: style, columns: size.columns)
        case .complete(let collector):
            return TextReport.complete(collector, style: style, columns: size.columns)
        case .rows(let rows):
            return TextReport.own(rows, style: style, columns: size.columns)
        }
    }
}
