// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BoundedWork
import Glibc

/// Writes lines to a descriptor from a thread of its own: a terminal that somebody has stopped delays nobody.
///
/// A class: all loggers share it.
package final class LineOutput: Sendable {
    /// Bytes that wait at most.
    private static let limit = 64 * 1_024

    private let worker: BlockingWorker<String>

    /// - Parameter descriptor: stays the caller's.
    package init(descriptor: Int32 = STDERR_FILENO) {
        worker = BlockingWorker(limit: Self.limit) { items in
            var text = ""
            for item in items {
                switch item {
                case .element(let line): text += line + "\n"
                case .dropped(let bytes): text += "\(JournalEntry.identifier): \(bytes) bytes of the log are missing\n"
                }
            }
            Self.write(Array(text.utf8), to: descriptor)
        }
    }

    /// Hands a line over, or drops it. Never waits.
    package func write(_ line: String) {
        worker.push(line, size: line.utf8.count + 1)
    }

    /// Nothing will be written any more. Waits until everything is, but no longer than `patience` nanoseconds.
    @discardableResult
    package func finish(patience: Int64 = 1_000_000_000) -> Bool {
        worker.finish(patience: patience)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody is left to whom this could be told.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
