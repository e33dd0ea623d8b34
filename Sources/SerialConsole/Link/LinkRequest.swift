// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a person or a program asks of a console besides sending bytes.
package enum LinkRequest: Sendable, Hashable {
    /// Holds the line low for so many milliseconds.
    case sendBreak(milliseconds: Int)
    case toggle(ModemLine)
    /// Toggles a line, and back after so many milliseconds.
    case pulse(ModemLine, milliseconds: Int)
    case discardOutput
    /// Tells the states of the modem lines as a notice.
    case tellLines
    /// Tells what was sent, received and counted as a notice.
    case tellStatistics
    /// Ends the link, and puts the line back as it was found.
    case close
    /// Ends the link and leaves the line as it is, with its settings, its lock and what it received: the kept descriptor
    /// goes on. Without somebody who keeps it, the same as ``close``.
    case leave
}
