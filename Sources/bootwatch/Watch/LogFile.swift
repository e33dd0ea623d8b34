// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks

/// The name of a recording that nobody named: the console and the time, fit for any file system.
enum LogFile {
    /// - Parameters:
    ///   - console: the port's name; slashes and other awkward characters become `-`.
    ///   - time: of the first byte that will be recorded.
    /// - Returns: such as `ttyUSB0-20261121T163502Z.log`.
    static func name(console: String, at time: Timestamp) -> String {
        let base = console.split(separator: "/").last.map(String.init) ?? "console"
        let safe = base.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._".contains($0)) ? $0 : "-" }
        let stamp = RFC3339.string(nanosecondsSinceEpoch: time.nanoseconds).prefix(19)
            .filter { $0 != "-" && $0 != ":" }
        return "\(String(safe).prefix(64))-\(stamp)Z.log"
    }
}
