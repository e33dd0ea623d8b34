// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// What was recorded of a console last, for an analyzer that begins anew: the newest segment and some before it, as they
/// are when this is made, whatever is added to them afterwards.
///
/// ```swift
/// var boots = RecordedBoots(folder: folder)
/// while let item = try boots.next() { analyzer.receive(item, to: &events) }
/// ```
package struct RecordedBoots: ~Copyable, Sendable {
    /// Segments before the first one that are looked through for the beginning of its boot.
    private static let maximumEarlier = 256

    /// Raw bytes of a newest segment that is larger than all that is wanted: from its beginning, and up to its end.
    private let kept: Int
    private var waiting: ArraySlice<SegmentFolder.Segment>
    private var reader: RecordingReader?
    /// The segment that the last item came from.
    package private(set) var segment: SegmentFolder.Segment?
    /// Bytes in the middle of the newest segment that were left out; a `gap` stands in their place.
    package private(set) var skippedBytes = 0
    /// Line feeds in those bytes.
    package private(set) var skippedLines = 0
    /// The first segment, and the name's time of the one in which its boot began.
    private var first: (path: String, bootBegan: Timestamp)?
    /// Of the hole that is being made.
    private var hole: (bytes: Int, start: Timestamp?)?
    private var lastTime: Timestamp?
    /// What comes after the mark of a hole.
    private var following: RecordedItem?

    /// - Parameter maximum: raw bytes that are read at most.
    package init(folder: SegmentFolder, maximum: Int = 4 << 20) {
        kept = maximum / 2
        waiting = folder.recent(maximum: maximum)[...]
        // The rest of a boot whose beginning is not read says little, unless it is all there is.
        while waiting.count > 1, let segment = waiting.first, Self.continues(segment) { waiting.removeFirst() }
        guard let segment = waiting.first, Self.continues(segment) else { return }
        let earlier = folder.last(Self.maximumEarlier).filter { $0.path < segment.path }
        let beginning = earlier.last { !Self.continues($0) }
        if let beginning { first = (segment.path, beginning.began) }
    }

    private static func continues(_ segment: SegmentFolder.Segment) -> Bool {
        SegmentCut.head(of: segment.path).contains(.continued)
    }

    /// Where the boot began that a segment begins with, if that is no boot of a segment read before: as names say.
    package func bootBegan(in segment: SegmentFolder.Segment) -> Timestamp? {
        if let first, first.path == segment.path { return first.bootBegan }
        return Self.continues(segment) ? nil : segment.began
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
                reader = try RecordingReader(segment)
            }
            guard var reader = reader.take() else { return nil }
            let start = reader.position
            guard let item = try reader.next() else { continue }
            let isLeftOut = start >= kept && reader.position <= reader.size - kept && reader.position > start
            self.reader = consume reader
            if isLeftOut, case .chunk(let chunk) = item {
                hole = (chunk.bytes.count + (hole?.bytes ?? 0), hole?.start ?? lastTime)
                skippedBytes += chunk.bytes.count
                skippedLines += chunk.bytes.count { $0 == 0x0A }
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
