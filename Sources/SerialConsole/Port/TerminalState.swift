// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import SystemPackage

/// A terminal as it was found, to be put back when the port is closed.
struct TerminalState: Sendable {
    let settings: tty_settings
    private let isPseudoTerminal: Bool
    /// nil where it needs no putting back: the driver has no such flag, or it was set already.
    private(set) var lowLatency: Bool?
    /// nil where it was left alone.
    private(set) var rs485: tty_rs485?

    init(settings: tty_settings, isPseudoTerminal: Bool, lowLatency: Bool?, rs485: tty_rs485?) {
        self.settings = settings
        self.isPseudoTerminal = isPseudoTerminal
        self.lowLatency = lowLatency
        self.rs485 = rs485
    }

    /// - Throws: what the system said: `.inappropriateIOCTLForDevice` (ENOTTY) when it is no terminal.
    init(of terminal: borrowing TerminalDescriptor, isPseudoTerminal: Bool) throws(Errno) {
        settings = try terminal.settings()
        self.isPseudoTerminal = isPseudoTerminal
    }

    /// Sets the terminal for reading a console, and returns what the driver gave.
    ///
    /// What is as wanted already is not set again: a port that was handed over with its line in use is not disturbed.
    ///
    /// - Throws: `SourceError` with code `.settingRefused`; the terminal is then half set, and wants ``restore(_:)``.
    mutating func apply(
        _ wanted: LineSettings, to terminal: borrowing TerminalDescriptor, name: String
    ) throws(SourceError) -> LineSettings {
        var given = wanted
        do {
            var new = settings
            var line = wanted.terminalLine
            tty_settings_make_console(&new, &line)
            if !withUnsafePointer(to: settings, { tty_settings_equal($0, &new) }) { try terminal.set(new) }
            var result = try terminal.settings()
            given.take(tty_settings_line(&result))
        } catch {
            throw SourceError(.settingRefused, on: name, detail: "to \(wanted.notation)", errno: error)
        }
        if let refusal = wanted.refusal(given: given, isPseudoTerminal: isPseudoTerminal) {
            throw SourceError(.settingRefused, on: name, detail: refusal)
        }
        // Without it, FTDI's chips keep bytes for 16 ms. Where it cannot be had, bytes come later, ignoring.
        if let isLow = try? terminal.isLowLatency(), !isLow, (try? terminal.setLowLatency(true)) != nil {
            lowLatency = isLow
        }
        if let mode = wanted.rs485, !isPseudoTerminal { try set(mode, on: terminal, name: name) }
        return given
    }

    private mutating func set(
        _ mode: RS485Settings, on terminal: borrowing TerminalDescriptor, name: String
    ) throws(SourceError) {
        let refusal = "to RS-485: the driver has no such mode"
        let given: tty_rs485
        do {
            let found = try terminal.rs485()
            let wanted = mode.applied(to: found)
            // Setting it may move RTS, and with it the direction of the line.
            guard !Self.isSame(wanted, found) else { return }
            rs485 = found
            given = try terminal.set(wanted)
        } catch {
            throw SourceError(.settingRefused, on: name, detail: refusal, errno: error)
        }
        guard given.flags & UInt32(TTY_RS485_ENABLED) != 0 else {
            throw SourceError(.settingRefused, on: name, detail: refusal)
        }
    }

    private static func isSame(_ left: tty_rs485, _ right: tty_rs485) -> Bool {
        withUnsafeBytes(of: left) { left in withUnsafeBytes(of: right) { left.elementsEqual($0) } }
    }

    /// Puts everything back, but moves no modem line: that could reset the board.
    ///
    /// HUPCL makes the kernel drop DTR and RTS at the last close, and drivers start with it set. It is put back only where
    /// that moves nothing: on a pseudo-terminal, and where both lines are low already. Otherwise it stays off, and the next
    /// program that wants it sets it.
    func restore(_ terminal: borrowing TerminalDescriptor) {
        // An unplugged port has nothing to put back, ignoring.
        if let rs485 { _ = try? terminal.set(rs485) }
        if let lowLatency { try? terminal.setLowLatency(lowLatency) }
        var old = settings
        if tty_settings_hangs_up(&old), !isPseudoTerminal {
            let lines = try? terminal.modemLines()
            let areLow = lines.map { !$0.dtr && !$0.rts } ?? false
            tty_settings_set_hang_up(&old, areLow)
        }
        guard var now = try? terminal.settings(), !tty_settings_equal(&now, &old) else { return }
        try? terminal.set(old)
    }
}
