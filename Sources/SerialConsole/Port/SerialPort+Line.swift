// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import SystemPackage

extension SerialPort {
    /// See ``LineAction``.
    ///
    /// - Throws: `SourceError`: `.notSupported` where the driver has no such line, `.settingRefused` for a speed that it
    ///   does not take (the old one stays), `.lost` when the port is gone.
    package mutating func perform(_ action: LineAction) throws(SourceError) {
        switch action {
        case .startBreak, .stopBreak:
            // It would be taken without a word, and nothing would happen.
            guard !isPseudoTerminal else {
                throw SourceError(
                    .notSupported, on: name, detail: "send a break: a pseudo-terminal has no line to hold")
            }
            try ask("send a break") { terminal throws(Errno) in try terminal.setBreak(action == .startBreak) }
        case .set(let line, let raised):
            try ask("set \(line.rawValue)") { terminal throws(Errno) in try terminal.set(line, raised: raised) }
        case .discardOutput:
            try ask("discard output") { terminal throws(Errno) in try terminal.discardOutput() }
        case .setBaudRate(let rate):
            try setBaudRate(rate)
        }
    }

    package func modemLines() -> ModemLines? {
        try? terminal.modemLines()
    }

    package func counters() -> LineCounters? {
        guard let tally, let raw = try? terminal.counters() else { return nil }
        return tally.total(with: raw)
    }

    /// Bytes that were written and not sent yet; nil where the driver cannot say. 0 on a pseudo-terminal.
    package func unsentBytes() -> Int? {
        try? terminal.unsentBytes()
    }

    private func ask(
        _ what: String, _ act: (borrowing TerminalDescriptor) throws(Errno) -> Void
    ) throws(SourceError) {
        do {
            try act(terminal)
        } catch {
            switch error {
            case .inappropriateIOCTLForDevice, .invalidArgument, .notSupported:
                throw SourceError(
                    .notSupported, on: name, detail: "\(what): its driver has no such thing", errno: error)
            default: throw SourceError(.lost, on: name, errno: error)
            }
        }
    }

    private mutating func setBaudRate(_ rate: Int) throws(SourceError) {
        var wanted = settings ?? LineSettings()
        wanted.baudRate = rate
        if let fault = wanted.fault { throw SourceError(.settingRefused, on: name, detail: fault) }
        var given = wanted
        do {
            let old = try terminal.settings()
            var new = old
            var line = wanted.terminalLine
            tty_settings_make_console(&new, &line)
            try terminal.set(new)
            var result = try terminal.settings()
            given.take(tty_settings_line(&result))
            if let refusal = wanted.refusal(given: given, isPseudoTerminal: isPseudoTerminal) {
                // As good as it goes: a driver that took the old speed before takes it again, ignoring.
                try? terminal.set(old)
                throw SourceError(.settingRefused, on: name, detail: refusal)
            }
        } catch {
            throw error as? SourceError ?? SourceError(.lost, on: name, errno: error as? Errno)
        }
        settings = given
    }

    /// Does to a modem line what opening is asked to, and returns what has to follow.
    ///
    /// - Parameter isQuiet: a port without modem lines is no error.
    static func change(
        _ line: ModemLine, _ change: LineSettings.LineChange, on terminal: borrowing TerminalDescriptor, name: String,
        isQuiet: Bool
    ) throws(SourceError) -> LineAction? {
        do {
            switch change {
            case .raise: try terminal.set(line, raised: true)
            case .lower: try terminal.set(line, raised: false)
            case .pulse:
                let lines = try terminal.modemLines()
                let isRaised = line == .dtr ? lines.dtr : lines.rts
                try terminal.set(line, raised: !isRaised)
                return .set(line, raised: isRaised)
            }
        } catch {
            guard isQuiet else {
                throw SourceError(
                    .settingRefused, on: name, detail: "to \(change.rawValue) \(line.rawValue): the driver cannot",
                    errno: error)
            }
        }
        return nil
    }
}
