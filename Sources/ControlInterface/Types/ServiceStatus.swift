// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The service itself; `type Service` of the interface.
package struct ServiceStatus: Codable, Sendable, Hashable {
    package var version: String
    /// RFC 3339.
    package var started: String
    package var pid: Int
    /// The file that it read.
    package var configuration: String
    package var journalEntries: Int
    /// Entries that the journal never got.
    package var journalDropped: Int

    package init(
        version: String, started: String, pid: Int, configuration: String, journalEntries: Int = 0,
        journalDropped: Int = 0
    ) {
        self.version = version
        self.started = started
        self.pid = pid
        self.configuration = configuration
        self.journalEntries = journalEntries
        self.journalDropped = journalDropped
    }
}
