// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// A process that has a port, or claims it.
package struct PortHolder: Sendable, Hashable, CustomStringConvertible {
    package var pid: Int32
    /// The program's name as the kernel keeps it: 15 bytes at most, control characters replaced.
    package var name: String

    package init(pid: Int32, name: String) {
        self.pid = pid
        self.name = name
    }

    /// A running process; nil when there is none. See proc_pid_comm(5).
    package init?(pid: Int32) {
        guard pid > 0, let comm = SmallFile.read("/proc/\(pid)/comm", limit: 64) else { return nil }
        self.pid = pid
        name = Self.printable(comm)
    }

    /// `picocom (pid 4711)`
    package var description: String { "\(name) (pid \(pid))" }

    /// A process may call itself anything, and its name goes to a terminal.
    static func printable(_ comm: [UInt8]) -> String {
        var bytes = comm[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        let safe = text.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: "?"
            default: String(scalar)
            }
        }
        return safe.isEmpty ? "?" : safe.joined()
    }

    /// `a (pid 1), b (pid 2) and 3 others`
    package static func list(_ holders: [PortHolder]) -> String {
        guard let last = holders.last else { return "another program" }
        if holders.count == 1 { return "\(last)" }
        let others = holders.count - 3
        if others > 1 { return holders.prefix(3).map(\.description).joined(separator: ", ") + " and \(others) others" }
        return holders.dropLast().map(\.description).joined(separator: ", ") + " and \(last)"
    }
}
