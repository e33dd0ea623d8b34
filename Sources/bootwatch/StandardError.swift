// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import SystemPackage

/// Standard error, for words to the person at the terminal.
enum StandardError {
    static func write(_ text: String) {
        // Nobody is left to tell when this fails, ignoring.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
