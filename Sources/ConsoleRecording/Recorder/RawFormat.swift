// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Raw bytes and their time index. The bytes are written first: a line of the index never speaks of bytes to come.
struct RawFormat: RecordingFormat, ~Copyable {
    private var files: RecordingFiles
    private var bytes: [UInt8] = []
    /// Their offsets count from the first of `bytes`.
    private var entries: [TimeIndexEntry] = []
    private var lines = TimeIndexWriter()

    init(_ files: consuming RecordingFiles) {
        self.files = files
    }

    func hole(until time: Timestamp) -> Gap? {
        guard files.raw.size > 0 else { return nil }
        let duration = files.lastTime.map { max(time.nanoseconds(since: $0), 0) }
        return Gap(.released, duration: duration)
    }

    var pendingBytes: Int { bytes.count }

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
        case .end: break
        }
    }

    mutating func flush(_ persistence: inout Persistence) -> Bool {
        let start = files.raw.size
        let written = persistence.append(bytes, to: &files.raw)
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
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        defer { lines.removeAll() }
        return persistence.append(lines.bytes, to: &files.index) == lines.bytes.count && isComplete
    }

    mutating func synchronize(_ persistence: inout Persistence) {
        persistence.synchronize(files.raw)
        persistence.synchronize(files.index)
    }
}
