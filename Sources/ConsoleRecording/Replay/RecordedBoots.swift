// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// What was recorded of a console last, for an analyzer that begins anew: the newest segment and some before it.
///
/// ```swift
/// var boots = RecordedBoots(folder: folder)
/// while let item = try boots.next() { analyzer.receive(item, to: &events) }
/// ```
package struct RecordedBoots: ~Copyable {
    /// Raw bytes of a newest segment that is larger than all that is wanted: from its beginning, and up to its end.
    private let kept: Int
    private var waiting: ArraySlice<SegmentFolder.Segment>
    private var reader: RecordingReader?
    /// The segment that the last item came from.
    package private(set) var segment: SegmentFolder.Segment?
    /// Bytes in the middle of the newest segment that were left out; a `gap` stands in their place.
    package private(set) var skippedBytes = 0
    /// Of the hole that is being made.
    private var hole: (bytes: Int, start: Timestamp?)?
    private var lastTime: Timestamp?
    /// What comes after the mark of a hole.
    private var following: RecordedItem?

    /// - Parameter maximum: raw bytes that are read at most.
    package init(folder: SegmentFolder, maximum: Int = 4 << 20) {
        kept = maximum / 2
        waiting = folder.recent(maximum: maximum)[...]
    }

    /// The next chunk or mark; nil at the end.
    ///
    /// - Throws: `RecordingError` when the disk fails.
    package mutating func next() throws(RecordingError) -> RecordedItem? {
        if let item = following {
            following = nil
            return item
        }
        while true {
            if reader == nil {
                guard let segment = waiting.popFirst() else { return nil }
                self.segment = segment
                reader = try RecordingReader(path: segment.path)
            }
            guard var reader = reader.take() else { return nil }
            let start = reader.position
            guard let item = try reader.next() else { continue }
            let isLeftOut = start >= kept && reader.position <= reader.size - kept && reader.position > start
            self.reader = consume reader
            if isLeftOut, case .chunk(let chunk) = item {
                hole = (chunk.bytes.count + (hole?.bytes ?? 0), hole?.start ?? lastTime)
                skippedBytes += chunk.bytes.count
                continue
            }
            if let time = item.time { lastTime = time }
            guard case .chunk(let chunk) = item, let hole, let time = chunk.time ?? lastTime else { return item }
            self.hole = nil
            following = item
            let duration = hole.start.map { time.nanoseconds(since: $0) }
            return .mark(.gap(Gap(.dropped, bytes: hole.bytes, duration: duration)), at: time)
        }
    }
}
