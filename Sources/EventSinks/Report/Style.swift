// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// How a report may look on the medium it goes to.
package struct Style: Sendable, Hashable {
    /// The narrowest page that a report can be set on.
    package static let minimumWidth = 40

    /// Whether ANSI colours are understood and wanted.
    package var color: Bool
    /// Columns that no line exceeds.
    package let width: Int
    /// Whether more than ASCII can be shown.
    package var unicode: Bool

    /// - Parameters:
    ///   - color: the caller asks the terminal and `NO_COLOR`.
    ///   - width: columns of the terminal; fewer than ``minimumWidth`` count as that many.
    ///   - unicode: false for plain ASCII.
    package init(color: Bool = false, width: Int = 80, unicode: Bool = true) {
        self.color = color
        self.width = max(width, Self.minimumWidth)
        self.unicode = unicode
    }

    /// The same for a panel beside other text, which may be narrower than a page.
    init(_ style: Style, panelWidth: Int) {
        color = style.color
        width = max(panelWidth, 16)
        unicode = style.unicode
    }

    /// Columns of a paragraph: the eye loses its way back in longer lines.
    var proseWidth: Int { min(width, 100) }

    package var ellipsis: String { unicode ? "…" : "..." }
    package var arrow: String { unicode ? "→" : "->" }
    var gutter: String { unicode ? "│" : "|" }
    var pointer: String { unicode ? "▶" : ">" }
    var against: String { unicode ? "−" : "-" }
    package var separator: String { unicode ? " · " : " - " }
}
