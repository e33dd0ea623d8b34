// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Logging
import Synchronization

/// What a service has logged, a text a line. A class: loggers are copied and share it.
final class LogLines: Sendable {
    private struct Handler: LogHandler {
        let all: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            let text = "\(event.level): \(event.message)" + facts.map { " \($0.key)=\($0.value)" }.joined()
            all.texts.withLock { $0.append(text) }
        }
    }

    private let texts = Mutex<[String]>([])

    var lines: [String] { texts.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(all: self) }
    }
}
