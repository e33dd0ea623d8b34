// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// An entry of the journal, as bootwatch writes it. A value: nothing is sent here.
package struct JournalEntry: Sendable, Hashable {
    /// Which entries go first when there are too many.
    package enum Rank: Sendable, Hashable, CaseIterable {
        /// What bootwatch is there for: diagnoses and verdicts, and what it says of its own failing.
        case essential
        /// What may be left out for others, if it is said how many.
        case chatter
    }

    /// What `journalctl` shows. Never empty.
    package let message: String
    /// nil for a message of the log that has no kind of its own.
    package let messageID: MessageID?
    package let priority: JournalPriority
    package let rank: Rank
    /// All but `MESSAGE`, `MESSAGE_ID`, `PRIORITY` and `SYSLOG_IDENTIFIER`; a name may come several times.
    package let details: [JournalField]

    /// - Parameter message: one readable line.
    package init(
        _ message: String, id: MessageID?, priority: JournalPriority, rank: Rank, details: [JournalField] = []
    ) {
        let message = JournalField("MESSAGE", message).value
        self.message = message.isEmpty ? "(nothing)" : message
        messageID = id
        self.priority = priority
        self.rank = rank
        // An empty field says nothing, and a reader could not tell it from an error.
        self.details = details.filter { !$0.value.isEmpty }
    }

    /// Everything, in the order in which it is sent.
    package var fields: [JournalField] {
        var fields = [JournalField("MESSAGE", message)]
        if let messageID { fields.append(JournalField("MESSAGE_ID", messageID.description)) }
        fields.append(JournalField("PRIORITY", String(priority.rawValue)))
        fields.append(JournalField("SYSLOG_IDENTIFIER", Self.identifier))
        return fields + details
    }

    /// `SYSLOG_IDENTIFIER` of all entries.
    package static let identifier = "bootwatch"

    /// The values of the fields with this name.
    package func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Bytes that it takes while it waits, about.
    var size: Int {
        details.reduce(message.utf8.count + 128) { $0 + $1.name.utf8.count + $1.value.utf8.count + 48 }
    }
}
