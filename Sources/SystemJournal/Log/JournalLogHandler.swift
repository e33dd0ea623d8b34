// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import Logging

/// Writes the log to the journal: the message with its priority, its place in the code, and its metadata as fields.
///
/// `logger.notice("console opened", metadata: ["port": "rack3"])` has `BOOTWATCH_PORT=rack3`.
package struct JournalLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let writer: JournalWriter

    package init(label: String, writer: JournalWriter, logLevel: Logger.Level = .info) {
        self.label = label
        self.writer = writer
        self.logLevel = logLevel
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        writer.write(Self.entry(event, label: label, metadata: metadata, provider: metadataProvider))
    }

    static func entry(
        _ event: LogEvent, label: String, metadata: Logger.Metadata, provider: Logger.MetadataProvider?
    ) -> JournalEntry {
        let text = LogText(event, standing: metadata, provider: provider)
        var fields = [
            JournalField("CODE_FILE", event.file), JournalField("CODE_LINE", String(event.line)),
            JournalField("CODE_FUNC", event.function), JournalField("BOOTWATCH_LOGGER", label),
        ]
        fields += text.facts.map { JournalField("BOOTWATCH_" + $0.name, $0.value) }
        return JournalEntry(
            text.sentence, id: nil, priority: priority(of: event.level), rank: .chatter, details: fields)
    }

    private static func priority(of level: Logger.Level) -> JournalPriority {
        switch level {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
