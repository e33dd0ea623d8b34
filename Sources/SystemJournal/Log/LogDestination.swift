// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc

/// Where the log goes.
package enum LogDestination: Sendable, Hashable {
    case journal
    /// For a person who started the program, or whoever collects what it says.
    case standardError

    /// The journal, if a service manager has connected standard error with it.
    ///
    /// `JOURNAL_STREAM` alone does not tell: a shell that the service manager started passes it on to programs whose
    /// standard error it has redirected. See systemd.exec(5).
    ///
    /// - Parameters:
    ///   - journalStream: the value of `JOURNAL_STREAM`; nil when it is not set.
    ///   - descriptor: standard error.
    package init(journalStream: String?, descriptor: Int32 = STDERR_FILENO) {
        var status = stat()
        let isConnected = fstat(descriptor, &status) == 0 && journalStream == "\(status.st_dev):\(status.st_ino)"
        self = isConnected ? .journal : .standardError
    }
}
