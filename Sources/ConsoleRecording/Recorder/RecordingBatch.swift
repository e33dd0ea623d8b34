// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Bytes and lines of the index that were taken and not yet written. The bytes are written first: a line of the index
/// never speaks of bytes to come.
struct RecordingBatch: Sendable {
    /// Memory that is kept for the next batch, in bytes; what a burst took is given back.
    private static let keptCapacity = 4_096

    private(set) var bytes: [UInt8] = []
    /// Their offsets count from the first of `bytes`.
    private var entries: [TimeIndexEntry] = []

    var isEmpty: Bool { bytes.isEmpty && entries.isEmpty }

    mutating func add(_ content: RecorderElement.Content, at time: Timestamp) {
        switch content {
        case .read(let some, let errors, let isNoise):
            bytes += some
            let entry = TimeIndexEntry(
                offset: bytes.count, time: time, .read(errors: errors, isNoise: isNoise))
            // Reads of one time make one line, where no error's place depends on the seam.
            if errors.isEmpty, let last = entries.last, last.time == time, last.content == entry.content {
                entries[entries.count - 1] = entry
            } else if !some.isEmpty || !errors.isEmpty {
                entries.append(entry)
            }
        case .mark(let mark): entries.append(TimeIndexEntry(offset: bytes.count, time: time, .mark(mark)))
        case .begin, .cut, .end: break
        }
    }

    /// Adds everything to the files, and forgets it.
    ///
    /// - Returns: false when it was given up.
    mutating func write(to files: inout RecordingFiles, _ persistence: inout Persistence) -> Bool {
        let start = files.raw.size
        let written = persistence.append(bytes, to: &files.raw)
        var lines = TimeIndexWriter()
        var previous = 0
        for entry in entries {
            // Given up in the middle: what was written of a read keeps its time.
            var entry = entry
            let isCut = entry.offset > written
            if isCut { entry.offset = written }
            if case .read(var errors, let isNoise) = entry.content {
                if isCut { errors.removeAll { $0.offset >= written - previous } }
                entry.content = .read(errors: errors, isNoise: isNoise)
            }
            previous = entry.offset
            entry.offset += start
            lines.append(entry)
            if isCut { break }
        }
        let isComplete = written == bytes.count
        Self.empty(&bytes)
        Self.empty(&entries)
        return persistence.append(lines.bytes, to: &files.index) == lines.bytes.count && isComplete
    }

    private static func empty<Element>(_ list: inout [Element]) {
        list.removeAll(keepingCapacity: list.capacity * MemoryLayout<Element>.stride <= keptCapacity)
    }
}
