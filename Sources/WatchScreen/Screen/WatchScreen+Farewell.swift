// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

extension WatchScreen {
    /// What gives a terminal back when the process dies and no screen can be asked: no scroll region, no attributes, the
    /// cursor shown, at the last row with nothing on it.
    package static var farewell: [UInt8] {
        Array("\u{1B}[r\u{1B}[m\u{1B}[?25h\u{1B}[?7h\u{1B}[999;1H\u{1B}[K".utf8)
    }
}
