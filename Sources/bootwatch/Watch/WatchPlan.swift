// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import SerialConsole

/// What a session is to do: the command's options, made sense of.
struct WatchPlan: Sendable {
    enum Source: Sendable {
        case console(SourceAddress, ConsoleLink.Options)
        /// A recording, and how many times faster it is played; 0: as fast as it goes.
        case recording(path: String, speed: Double)
    }

    var source: Source
    /// What the console is called on the screen and in events.
    var name: String
    /// The console of the service that is attached to; nil for a port of one's own.
    var console: Port?
    var until: EndCondition?
    /// Nanoseconds.
    var timeout: Int64?
    /// Whether what is typed goes to the board.
    var takesKeys: Bool
    var log: WatchRecording.Plan

    /// The session as its user set it, a fact a row.
    func rows(recording: String?) -> [String] {
        var rows = ["Port: \(name)"]
        if let console { rows.append("Kept by: the service, at \(console.node ?? console.address)") }
        if case .console(_, let options) = source {
            let settings = options.settings
            rows.append("Line: \(settings.notation), flow control \(settings.flowControl.rawValue)")
            rows.append("When the port is gone: \(options.isPatient ? "wait for it" : "end")")
        }
        rows.append("Input: \(takesKeys ? "goes to the board" : "is not sent")")
        rows.append("Recording: \(recording ?? "none")")
        if let until { rows.append("Ends at: \(until.rawValue)") }
        return rows
    }
}
