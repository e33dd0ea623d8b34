// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Raw bytes and their time index.
struct RawFormat: RecordingFormat, ~Copyable {
    private var files: RecordingFiles
    private var batch = RecordingBatch()

    init(_ files: consuming RecordingFiles) {
        self.files = files
    }

    mutating func begin(at time: Timestamp, _ persistence: inout Persistence) -> Bool {
        batch.add(.mark(.opened), at: time)
        if let hole = files.hole(until: time) { batch.add(.mark(.gap(hole)), at: time) }
        return true
    }

    var pendingBytes: Int { batch.bytes.count }

    mutating func add(_ element: RecorderElement) {
        batch.add(element.content, at: element.time)
    }

    mutating func flush(_ persistence: inout Persistence) -> Bool {
        batch.write(to: &files, &persistence)
    }

    mutating func synchronize(_ persistence: inout Persistence) {
        files.synchronize(&persistence)
    }
}
