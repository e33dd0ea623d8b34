// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What was counted of the service since it started.
package struct ServiceMetrics: Sendable, Hashable {
    package var version: String
    /// When the service started, since the Unix epoch.
    package var started: Timestamp
    /// Entries that journald has taken.
    package var journalEntries = 0
    /// Entries that found no room in the queue before it.
    package var journalDropped = 0
    package var consoles: [ConsoleMetrics]

    package init(version: String, started: Timestamp, consoles: [ConsoleMetrics] = []) {
        self.version = version
        self.started = started
        self.consoles = consoles
    }
}
