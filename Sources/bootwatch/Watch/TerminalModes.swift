// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CTerminalRescue
import Glibc

/// The keyboard's terminal in raw mode, so that every key is the board's; put back as it was whatever happens.
///
/// Also when the process is ended by a trap: then nobody runs `deinit`, and a handler of a few calls does the same.
struct TerminalModes: ~Copyable {
    private let descriptor: Int32
    private let saved: termios
    private var raw: termios

    /// Takes the terminal over.
    ///
    /// - Parameters:
    ///   - descriptor: of the keyboard.
    ///   - farewell: what resets the screen when the process dies: no status line, no scroll region, the cursor shown.
    /// - Returns: nil when it is no terminal.
    init?(_ descriptor: Int32, farewell: [UInt8]) {
        var current = termios()
        guard isatty(descriptor) == 1, tcgetattr(descriptor, &current) == 0 else { return nil }
        self.descriptor = descriptor
        saved = current
        raw = current
        cfmakeraw(&raw)
        // Output goes on being translated: bootwatch's own lines end with LF, and so do many boards'.
        raw.c_oflag = current.c_oflag | tcflag_t(OPOST | ONLCR)
        bootwatch_rescue_install(descriptor, &current, farewell, farewell.count)
        enter()
    }

    deinit {
        leave()
        bootwatch_rescue_remove()
    }

    /// Raw mode, also again after a stop.
    func enter() {
        var raw = raw
        // Answers that a terminal still owes to a program before this one are nobody's keys.
        tcflush(descriptor, TCIFLUSH)
        tcsetattr(descriptor, TCSANOW, &raw)
    }

    /// As it was. Never waits for output to drain: the terminal may be stopped.
    func leave() {
        var saved = saved
        tcsetattr(descriptor, TCSANOW, &saved)
    }
}
