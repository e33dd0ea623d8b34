// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// An entry as the journal holds it: what was written, and what journald added.
///
/// Anybody may have written it; nothing in it is safe to show yet.
package struct JournalRecord: Sendable, Hashable {
    /// Nanoseconds since the epoch at which journald received it, by the clock of its host.
    package var time: Int64
    /// Values by field; a field may stand several times.
    package var fields: [String: [String]]

    package init(time: Int64, fields: [String: [String]]) {
        self.time = time
        self.fields = fields
    }

    /// The first value of a field.
    package subscript(field: String) -> String? { fields[field]?.first }

    package var message: String? { self["MESSAGE"] }
    /// The name of the host, as journald knew it.
    package var host: String? { self["_HOSTNAME"] }
    /// The id of the host's system; it stays when the host is renamed. See machine-id(5).
    package var machine: String? { self["_MACHINE_ID"] }
}
