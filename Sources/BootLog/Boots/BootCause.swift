// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What began a boot.
public enum BootCause: String, Sendable, Hashable, CaseIterable {
    case powerOn = "power-on"
    case watchdog
    /// The board's own software asked for the reset (`reboot`, `resetting ...`).
    case software
    /// A kernel panic with `panic=` set.
    case panic
    /// Somebody at the loader's prompt typed `reset` or `boot`.
    case typed
    case brownOut = "brown-out"
    case exception
    /// A console server or a test automation restarted the board.
    case lab
    case unknown
}
