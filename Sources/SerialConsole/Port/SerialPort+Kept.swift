// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
package import SystemPackage

/// Descriptors that were kept from an earlier life, before they are taken over.
extension SerialPort {
    /// Whether a descriptor leads to the device that a path leads to now.
    package static func isOpen(_ descriptor: FileDescriptor, as path: String) -> Bool {
        guard let kept = DeviceNode(descriptor: descriptor.rawValue), let meant = DeviceNode(path: path) else {
            return false
        }
        return kept.kind == .characterDevice && meant.kind == .characterDevice && kept.device == meant.device
    }

    /// The speed that a terminal is set to; nil for what is none, or is gone.
    static func baudRate(of descriptor: FileDescriptor) -> Int? {
        var settings = tty_settings()
        guard tty_get_settings(descriptor.rawValue, &settings) == 0 else { return nil }
        return Int(tty_settings_line(&settings).speed)
    }

    /// Closes what nobody takes over: the line is put back as the first life found it, and the lock is given up also for
    /// who has a copy of the descriptor.
    package static func giveUp(_ descriptor: FileDescriptor, foundState: [UInt8]?) {
        let terminal = TerminalDescriptor(adopting: descriptor)
        // What is gone has nothing to put back, ignoring.
        if let node = DeviceNode(descriptor: descriptor.rawValue), let foundState {
            TerminalState(encoded: foundState, isPseudoTerminal: node.isPseudoTerminal)?.restore(terminal)
        }
        try? terminal.setExclusive(false)
        terminal.unlock()
    }
}
