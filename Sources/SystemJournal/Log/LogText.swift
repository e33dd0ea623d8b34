// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Logging

/// What a message of the log says, for people and as fields.
struct LogText {
    /// With what belongs to it in parentheses: `console opened (baud: 115200, port: rack3)`.
    let sentence: String
    /// Sorted by name.
    let facts: [(name: String, value: String)]

    /// - Parameters:
    ///   - standing: what the logger says of every message; what the message itself says counts more.
    init(_ event: LogEvent, standing: Logger.Metadata, provider: Logger.MetadataProvider?) {
        var metadata = standing
        if let provider { metadata.merge(provider.get()) { $1 } }
        if let own = event.metadata { metadata.merge(own) { $1 } }
        if let error = event.error { metadata["error"] = "\(error)" }
        let facts = metadata.sorted { $0.key < $1.key }.map { (name: $0.key, value: "\($0.value)") }
        self.facts = facts
        let words = facts.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
        sentence = words.isEmpty ? "\(event.message)" : "\(event.message) (\(words))"
    }
}
