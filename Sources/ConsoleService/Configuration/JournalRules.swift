// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What is written into the journal.
package struct JournalRules: Sendable, Hashable {
    /// Diagnoses that matter less are not written.
    package var severity = Severity.notice
    /// Whether each line of a console is written, too.
    package var mirrorsConsole = false

    package init() {}
}
