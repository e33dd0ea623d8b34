// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What a recording notes besides bytes: something that happened between two of them.
package enum RecordingMark: Sendable, Hashable {
    /// A recorder began; what lies before it in the same file was recorded earlier.
    case opened
    /// The recorder was ended in good order.
    case closed
    /// The same boot goes on here that filled the segment before.
    case continued
    /// What was recorded first in this segment stood in the one before from this offset on, until it was known that a
    /// boot had begun there.
    case carried(from: Int)
    /// Up to this moment nothing had come: so a silence that was noticed live is noticed in the replay too.
    case quiet
    case gap(Gap)
    /// The port is read at this speed from here on.
    case baudRate(Int)
    case notice(PortNotice)
}
