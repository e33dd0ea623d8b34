// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY
import Glibc
import SystemPackage

/// An open terminal: owns the descriptor, and asks and tells the driver what one ioctl each can.
///
/// What fails throws what the system said; ENOTTY stands for "this driver has no such thing".
struct TerminalDescriptor: ~Copyable, Sendable {
    let descriptor: FileDescriptor

    init(adopting descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        // Nothing was written that a failure to close could lose, ignoring.
        try? descriptor.close()
    }

    private static func check(_ status: CInt) throws(Errno) {
        guard status == 0 else { throw Errno(rawValue: status) }
    }

    func settings() throws(Errno) -> tty_settings {
        var settings = tty_settings()
        try Self.check(tty_get_settings(descriptor.rawValue, &settings))
        return settings
    }

    func set(_ settings: tty_settings) throws(Errno) {
        try withUnsafePointer(to: settings) { settings throws(Errno) in
            try Self.check(tty_set_settings(descriptor.rawValue, settings))
        }
    }

    func counters() throws(Errno) -> LineCounters {
        var counters = tty_counters()
        try Self.check(tty_get_counters(descriptor.rawValue, &counters))
        return LineCounters(counters)
    }

    func isLowLatency() throws(Errno) -> Bool {
        var isLow = false
        try Self.check(tty_get_low_latency(descriptor.rawValue, &isLow))
        return isLow
    }

    func setLowLatency(_ isLow: Bool) throws(Errno) {
        try Self.check(tty_set_low_latency(descriptor.rawValue, isLow))
    }

    func rs485() throws(Errno) -> tty_rs485 {
        var settings = tty_rs485()
        try Self.check(tty_get_rs485(descriptor.rawValue, &settings))
        return settings
    }

    /// - Returns: what the driver made of it.
    @discardableResult
    func set(_ settings: tty_rs485) throws(Errno) -> tty_rs485 {
        var settings = settings
        try Self.check(tty_set_rs485(descriptor.rawValue, &settings))
        return settings
    }

    func modemLines() throws(Errno) -> ModemLines {
        var bits: UInt32 = 0
        try Self.check(tty_get_modem_lines(descriptor.rawValue, &bits))
        func isRaised(_ line: Int) -> Bool { bits & UInt32(line) != 0 }
        return ModemLines(
            dtr: isRaised(TTY_DTR), rts: isRaised(TTY_RTS), cts: isRaised(TTY_CTS), dsr: isRaised(TTY_DSR),
            dcd: isRaised(TTY_DCD), ri: isRaised(TTY_RI))
    }

    func set(_ line: ModemLine, raised: Bool) throws(Errno) {
        let bit =
            switch line {
            case .dtr: TTY_DTR
            case .rts: TTY_RTS
            }
        try Self.check(tty_set_modem_lines(descriptor.rawValue, UInt32(bit), raised))
    }

    func setBreak(_ isOn: Bool) throws(Errno) {
        try Self.check(tty_set_break(descriptor.rawValue, isOn))
    }

    func isExclusive() throws(Errno) -> Bool {
        var isExclusive = false
        try Self.check(tty_get_exclusive(descriptor.rawValue, &isExclusive))
        return isExclusive
    }

    func setExclusive(_ isExclusive: Bool) throws(Errno) {
        try Self.check(tty_set_exclusive(descriptor.rawValue, isExclusive))
    }

    /// Bytes that were written and not sent yet.
    func unsentBytes() throws(Errno) -> Int {
        var bytes: UInt32 = 0
        try Self.check(tty_get_unsent(descriptor.rawValue, &bytes))
        return Int(bytes)
    }

    func discardOutput() throws(Errno) {
        try Self.check(tty_discard_output(descriptor.rawValue))
    }

    /// Takes the advisory lock that picocom, tio and others take too; false when somebody has it. See flock(2).
    func lock() throws(Errno) -> Bool {
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
        let error = Errno(rawValue: errno)
        guard error == .wouldBlock else { throw error }
        return false
    }

    func unlock() {
        flock(descriptor.rawValue, LOCK_UN)
    }
}
