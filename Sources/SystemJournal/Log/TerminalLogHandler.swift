// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import EventSinks
package import Logging

/// Writes the log to a descriptor, a plain line a message: `bootwatch: warning: console lost (port: rack3)`.
package struct TerminalLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let output: LineOutput

    package init(output: LineOutput, logLevel: Logger.Level = .info) {
        self.output = output
        self.logLevel = logLevel
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let sentence = SafeText.visible(LogText(event, standing: metadata, provider: metadataProvider).sentence)
        // What is usual needs no word.
        let word = event.level == .info || event.level == .notice ? "" : "\(event.level.rawValue): "
        output.write("\(JournalEntry.identifier): \(word)\(sentence)")
    }
}
