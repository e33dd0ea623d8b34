// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
import SystemPackage

/// Standard output, written whole.
enum StandardOutput {
    /// A reader that went away (`| head`) ends the command quietly, as it does every other one.
    static func write(_ text: String) {
        write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) {
        do {
            _ = try FileDescriptor.standardOutput.writeAll(bytes)
        } catch {
            // Where SIGPIPE is ignored: the status is that of a command that the signal ended.
            if error as? Errno == .brokenPipe { Process.exit(128 + SIGPIPE) }
            StandardError.write("bootwatch: Cannot write to standard output: \(error).\n")
            Process.exit(2)
        }
    }
}
