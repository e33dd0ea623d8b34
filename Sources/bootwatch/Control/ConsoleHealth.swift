// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import EventSinks

/// How a console of the service stands, for the eye and for the exit status. The worst comes first.
enum ConsoleHealth: Int, Comparable, CaseIterable {
    /// Its board has failed, or its port cannot be opened.
    case failed
    /// Somebody should know: it is not there, it is lent, or its board runs in its recovery system.
    case attention
    /// Its boot is under way.
    case busy
    case well
    /// Nothing is known yet.
    case silent

    init(_ status: PortStatus) {
        switch status.port.state {
        case .failed: self = .failed
        case .waiting, .released: self = .attention
        case .open:
            switch status.outcome.flatMap(Verdict.Outcome.init) {
            case .failed?, .hung?, .looping?, .garbled?: self = .failed
            case .recovery?: self = .attention
            case .booted?: self = status.code == nil ? .well : .attention
            case .incomplete?: self = status.code == nil ? .busy : .failed
            case nil: self = status.code != nil ? .failed : status.stage == nil ? .silent : .busy
            }
        }
    }

    static func < (left: ConsoleHealth, right: ConsoleHealth) -> Bool { left.rawValue < right.rawValue }

    var tone: Tone {
        switch self {
        case .failed: .danger
        case .attention: .caution
        case .busy: .accent
        case .well: .good
        case .silent: .dim
        }
    }

    /// One column wide.
    func mark(unicode: Bool) -> String {
        switch self {
        case .failed: unicode ? "✗" : "x"
        case .attention: "!"
        case .busy: unicode ? "▸" : ">"
        case .well: unicode ? "✓" : "+"
        case .silent: unicode ? "·" : "-"
        }
    }

    /// Behind a number of consoles.
    var words: String {
        switch self {
        case .failed: "failed"
        case .attention: "to look at"
        case .busy: "booting"
        case .well: "well"
        case .silent: "silent"
        }
    }
}
