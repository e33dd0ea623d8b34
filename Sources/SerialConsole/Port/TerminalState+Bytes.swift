// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import CLinuxTTY

/// A terminal's state as bytes, for a later life of this program on this host: the kernel's own structures behind a word
/// that tells their version.
extension TerminalState {
    /// Changes with the layout.
    private static let version: UInt32 = 0x6277_0001
    private static let size =
        MemoryLayout<UInt32>.size + MemoryLayout<tty_settings>.size + 2 + MemoryLayout<tty_rs485>.size

    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        Self.append(Self.version, to: &bytes)
        Self.append(settings, to: &bytes)
        bytes.append(lowLatency.map { $0 ? 1 : 0 } ?? 2)
        bytes.append(rs485 == nil ? 0 : 1)
        Self.append(rs485 ?? tty_rs485(), to: &bytes)
        return bytes
    }

    /// nil for what another version wrote.
    init?(encoded bytes: [UInt8], isPseudoTerminal: Bool) {
        guard bytes.count == Self.size else { return nil }
        var rest = bytes[...]
        guard Self.take(UInt32.self, from: &rest) == Self.version else { return nil }
        let settings = Self.take(tty_settings.self, from: &rest)
        let flags = (rest.removeFirst(), rest.removeFirst())
        let rs485 = Self.take(tty_rs485.self, from: &rest)
        self.init(
            settings: settings, isPseudoTerminal: isPseudoTerminal, lowLatency: flags.0 < 2 ? flags.0 == 1 : nil,
            rs485: flags.1 == 1 ? rs485 : nil)
    }

    private static func append<Value: BitwiseCopyable>(_ value: Value, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0.prefix(MemoryLayout<Value>.size)) }
    }

    /// Takes a value off the front, which must be that long.
    private static func take<Value: BitwiseCopyable>(_: Value.Type, from bytes: inout ArraySlice<UInt8>) -> Value {
        defer { bytes.removeFirst(MemoryLayout<Value>.size) }
        // SAFETY: any bits are a value of the kernel's integers; the length was looked at.
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
    }
}
