// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Carries the end of a segment over into a new one, in an order in which nothing is lost wherever it is interrupted:
/// lines of the index, bytes, the disk's word that it has them; only then the old segment is shortened.
enum SegmentCut {
    /// Lines of an index, in bytes, that are carried at a time.
    private static let portion = 16 * 1_024

    /// Writes what stands behind an offset of the old segment into the new one.
    ///
    /// - Parameter place: behind the last line about bytes up to that offset.
    static func carry(
        from old: borrowing RecordingFiles, offset: Int, place: IndexPlace, to new: inout OpenSegment
    ) throws(RecordingError) {
        let path = new.path
        var failure: RecordingError?
        var reader = TimeIndexReader(from: place.position)
        var before = place.offset
        try old.index.read(from: place.position, portion: portion) { portion in
            var lines = TimeIndexWriter()
            reader.append(portion)
            while let entry = reader.next() {
                lines.append(moved(entry, by: offset, readFrom: before))
                before = entry.offset
            }
            failure = new.files.index.append(lines.bytes[...]).error
                .map { RecordingError(.cannotWrite, path: path, errno: $0) }
            return failure == nil
        }
        if let failure { throw failure }
        try old.raw.read(from: offset, portion: portion) { portion in
            let bytes = portion.withUnsafeBufferPointer(Array.init)
            failure = new.files.raw.append(bytes[...]).error
                .map { RecordingError(.cannotWrite, path: path, errno: $0) }
            return failure == nil
        }
        if let failure { throw failure }
        guard let error = new.files.raw.synchronize() ?? new.files.index.synchronize() else { return }
        throw RecordingError(.cannotWrite, path: path, errno: error)
    }

    /// A line as it stands in a segment that begins so many bytes later; of a read that began before, the rest.
    private static func moved(_ entry: TimeIndexEntry, by offset: Int, readFrom start: Int) -> TimeIndexEntry {
        var entry = entry
        entry.offset = max(entry.offset - offset, 0)
        guard start < offset, case .read(let errors, let isNoise) = entry.content else { return entry }
        let rest = errors.filter { $0.offset >= offset - start }.map {
            LineError($0.kind, at: $0.offset - (offset - start))
        }
        entry.content = .read(errors: rest, isNoise: isNoise)
        return entry
    }

    /// Takes away what was carried over. The index goes first: bytes that it does not know of do no harm.
    static func shorten(_ old: inout RecordingFiles, to offset: Int, at place: IndexPlace) {
        var lines = TimeIndexWriter()
        var time = place.time
        if place.offset < offset, let next = place.next, case .read(let errors, let isNoise) = next.content {
            let kept = errors.filter { $0.offset < offset - place.offset }
            lines.append(TimeIndexEntry(offset: offset, time: next.time, .read(errors: kept, isNoise: isNoise)))
            time = next.time
        }
        if let time, place.last?.content != .mark(.closed) {
            lines.append(TimeIndexEntry(offset: offset, time: time, .mark(.closed)))
        }
        // What fails here leaves bytes in both segments, which the next recorder settles, ignoring.
        try? old.index.cut(to: place.position)
        _ = old.index.append(lines.bytes[...])
        try? old.raw.cut(to: offset)
    }

    // MARK: - After a crash

    /// Brings a cut to its end that was interrupted, or takes it back.
    static func settle(in folder: SegmentFolder) throws(RecordingError) {
        let segments = folder.last(2)
        guard segments.count == 2, let previous = segments.first, let newest = segments.last else { return }
        let head = head(of: newest.path)
        if newest.bytes == 0, head.isEmpty {
            // Made, and nothing came of it.
            SegmentFolder.remove(newest.path)
            return
        }
        let carried = head.compactMap { mark in if case .carried(let offset) = mark { offset } else { nil } }
        guard let offset = carried.first, previous.bytes > offset else { return }
        var old = try RecordingFiles(path: previous.path)
        let new = try AppendedFile(path: newest.path)
        let rest = old.raw.size - offset
        guard try isSame(min(rest, new.size), of: old.raw, from: offset, as: new) else { return }
        if new.size >= rest {
            shorten(&old, to: offset, at: try IndexPlace(in: old.index, upTo: offset))
        } else {
            SegmentFolder.remove(newest.path)
        }
    }

    /// The marks that a segment begins with.
    static func head(of path: String) -> [RecordingMark] {
        guard var reader = try? RecordingReader(path: path), reader.hasTimes else { return [] }
        var marks: [RecordingMark] = []
        while marks.count < 8, let item = try? reader.next(), case .mark(let mark, _) = item { marks.append(mark) }
        return marks
    }

    /// Whether so many bytes of a file from an offset on are those that another begins with.
    private static func isSame(
        _ count: Int, of file: borrowing AppendedFile, from offset: Int, as other: borrowing AppendedFile
    ) throws(RecordingError) -> Bool {
        var checked = 0
        var isSame = true
        try other.read(portion: portion) { portion in
            let expected = portion.extracting(first: min(portion.count, count - checked))
                .withUnsafeBufferPointer(Array.init)
            do throws(RecordingError) {
                try file.read(from: offset + checked, portion: max(expected.count, 1)) { some in
                    isSame = some.withUnsafeBufferPointer { $0.starts(with: expected) }
                    return false
                }
            } catch {
                isSame = false
            }
            checked += expected.count
            return isSame && checked < count
        }
        return isSame && checked == count
    }
}
