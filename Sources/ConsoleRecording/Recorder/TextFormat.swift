// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What a person reads: lines without control bytes and escapes, each with its time when that is wanted.
struct TextFormat: RecordingFormat, ~Copyable {
    private var file: AppendedFile
    private var text: StrippedText
    private var bytes: [UInt8] = []

    init(_ file: consuming AppendedFile, hasTimes: Bool) throws(RecordingError) {
        var last: UInt8 = .lineFeed
        try file.read { portion in
            last = portion[portion.count - 1]
            return true
        }
        // A line that an earlier recorder did not end must not be continued by another one.
        if last != .lineFeed { bytes.append(.lineFeed) }
        text = StrippedText(hasTimes: hasTimes)
        self.file = file
    }

    /// The hole is not written: a reader sees it in the times, or does not ask.
    mutating func begin(at time: Timestamp, _ persistence: inout Persistence) -> Bool { true }

    var pendingBytes: Int { bytes.count }

    mutating func add(_ element: RecorderElement) {
        switch element.content {
        case .read(let some, _, let isNoise): if !isNoise { text.append(some, at: element.time, to: &bytes) }
        case .mark(.gap(let gap)): text.append(gap, at: element.time, to: &bytes)
        case .mark(.opened), .mark(.closed), .end: text.finish(to: &bytes)
        case .mark, .begin, .cut: break
        }
    }

    mutating func flush(_ persistence: inout Persistence) -> Bool {
        defer { bytes.removeAll(keepingCapacity: true) }
        return persistence.append(bytes, to: &file) == bytes.count
    }

    mutating func synchronize(_ persistence: inout Persistence) {
        persistence.synchronize(file)
    }
}
