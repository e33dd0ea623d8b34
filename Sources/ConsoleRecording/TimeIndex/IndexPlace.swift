// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The place in an index behind the last line about the first bytes of a recording. Found from the end of the index:
/// it costs the same however long the recording is.
struct IndexPlace {
    /// Bytes read from the end at first.
    private static let tail = 16 * 1_024

    /// Bytes of the index before it.
    private(set) var position = TimeIndex.headerLength
    /// The last line before it.
    private(set) var last: TimeIndexEntry?
    /// The line behind it.
    private(set) var next: TimeIndexEntry?

    /// How many bytes the recording held when the last line was written.
    var offset: Int { last?.offset ?? 0 }

    /// When that was.
    var time: Timestamp? { last?.time }

    /// - Parameters:
    ///   - index: one with a sound header.
    ///   - limit: how many of the first bytes of the recording.
    init(in index: borrowing AppendedFile, upTo limit: Int) throws(RecordingError) {
        var length = Self.tail
        while length < index.size - position {
            if let line = try Self.firstLine(of: index, from: index.size - length), line.entry.offset <= limit {
                (position, last) = (line.end, line.entry)
                break
            }
            length *= 4
        }
        try advance(in: index, upTo: limit)
    }

    private mutating func advance(in index: borrowing AppendedFile, upTo limit: Int) throws(RecordingError) {
        var place = self
        var reader = TimeIndexReader(from: position)
        try index.read(from: position) { portion in
            reader.append(portion)
            while let entry = reader.next() {
                guard entry.offset <= limit else {
                    place.next = entry
                    return false
                }
                (place.position, place.last) = (reader.position, entry)
            }
            return true
        }
        self = place
    }

    /// The first whole line behind a place in the midst of a line, and where it ends.
    private static func firstLine(
        of index: borrowing AppendedFile, from start: Int
    ) throws(RecordingError) -> (entry: TimeIndexEntry, end: Int)? {
        var line: (TimeIndexEntry, Int)?
        var reader: TimeIndexReader?
        var skipped = start
        try index.read(from: start) { portion in
            var rest = portion
            if reader == nil {
                guard let end = portion.firstIndex(of: .lineFeed) else {
                    skipped += portion.count
                    return true
                }
                reader = TimeIndexReader(from: skipped + end + 1)
                rest = portion.extracting(droppingFirst: end + 1)
            }
            reader?.append(rest)
            if let entry = reader?.next() { line = (entry, reader?.position ?? 0) }
            return line == nil
        }
        return line
    }
}

extension Span<UInt8> {
    fileprivate func firstIndex(of byte: UInt8) -> Int? {
        indices.first { self[$0] == byte }
    }
}
