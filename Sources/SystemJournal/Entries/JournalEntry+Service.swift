// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks

extension JournalEntry {
    /// Issues of a configuration that an entry names at most.
    private static let maximumIssues = 16

    /// Something about the service itself.
    package static func service(_ event: ServiceEvent) -> JournalEntry {
        switch event {
        case .started(let version, let consoles):
            own(
                "bootwatch \(version) serves \(Wording.count(consoles, "console"))", .serviceStarted, .info,
                [("VERSION", version), ("CONSOLES", String(consoles))])
        case .lookedBack(let mark, let entries):
            own(
                "looking whether the journal has \(Wording.count(entries, "entry", "entries")) of the time before",
                .serviceLookedBack, .info, [("MARK", mark), ("ENTRIES", String(entries))])
        case .stopping(let reason):
            own("bootwatch stops: \(reason)", .serviceStopping, .info, [("REASON", reason)])
        case .configurationRead(let path, let consoles):
            own(
                "read \(path): \(Wording.count(consoles, "console"))", .configurationRead, .info,
                [("CONFIGURATION", path), ("CONSOLES", String(consoles))])
        case .configurationRefused(let issues): refusal(issues)
        case .recordingPaused(let console, let reason):
            own(
                "\(console): the recording pauses: \(reason)", .recordingPaused, .warning,
                [("PORT", console), ("REASON", reason)])
        case .recordingResumed(let console, let missing):
            own(
                "\(console): the recording goes on"
                    + (missing > 0 ? "; \(Wording.count(missing, "byte")) found no room" : ""),
                .recordingResumed, .notice, [("PORT", console), ("BYTES", String(missing))])
        case .entriesDropped(let count):
            own(
                "\(Wording.count(count, "entry", "entries")) for the journal found no room while it did not take any",
                .entriesDropped, .warning, [("ENTRIES", String(count))])
        case .entriesSuppressed(let count, let seconds):
            own(
                "\(Wording.count(count, "entry", "entries")) for the journal held back: too many in "
                    + Wording.count(seconds, "second"),
                .entriesSuppressed, .warning, [("ENTRIES", String(count)), ("SECONDS", String(seconds))])
        }
    }

    private static func refusal(_ issues: [String]) -> JournalEntry {
        let more = issues.count > 1 ? " (and \(issues.count - 1) more)" : ""
        return own(
            "the configuration is not taken: \(issues.first ?? "no reason told")\(more)", .configurationRefused, .error,
            issues.prefix(maximumIssues).map { ("ISSUE", $0) })
    }

    private static func own(
        _ message: String, _ id: MessageID, _ priority: JournalPriority, _ details: [(name: String, value: String)]
    ) -> JournalEntry {
        JournalEntry(
            message, id: id, priority: priority, rank: .essential,
            details: details.map { JournalField("BOOTWATCH_" + $0.name, $0.value) })
    }
}
