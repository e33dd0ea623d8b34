// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a key, or a run of keys, asks for.
package enum KeyAction: Sendable, Hashable {
    /// A modem line that the host drives.
    package enum ModemLine: String, Sendable, Hashable, CaseIterable {
        case dtr = "DTR"
        case rts = "RTS"
    }

    /// To the board, as typed.
    case send([UInt8])
    case quit
    case showHelp
    case sendBreak
    case showConfiguration
    case toggleEcho
    case toggleLog
    /// Throw away what waits to be sent.
    case flush
    case toggleLine(ModemLine)
    case pulseLine(ModemLine)
    case clearScreen
    case showLines
    case nextOutputMode
    case showStatistics
    case nextTimestamps
    case showVersion
    case showDiagnosis
    /// Something to tell the person.
    case say(String)
}
