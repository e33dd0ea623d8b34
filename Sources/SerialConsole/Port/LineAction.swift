// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Something done to the line besides sending bytes. Each is over at once; what lasts (a break, a pulse) is two actions
/// with the time between them kept by the caller.
package enum LineAction: Sendable, Hashable {
    case startBreak
    case stopBreak
    case set(ModemLine, raised: Bool)
    /// Throws away what was written and not yet sent.
    case discardOutput
    /// Changes the speed, in baud.
    case setBaudRate(Int)
}

/// A modem line that the host drives.
package enum ModemLine: String, Sendable, Hashable, CaseIterable {
    case dtr = "DTR"
    case rts = "RTS"
}
