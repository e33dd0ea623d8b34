// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Glibc
import SystemPackage

/// Reads a recording as it was when it was opened: raw bytes, and their times and marks when an index lies beside them.
///
/// Files that were cut anywhere, or that are still being written, give what they hold. Owns its descriptors.
package struct RecordingReader: ~Copyable, Sendable {
    /// Bytes of a chunk at most; a longer read is handed out in parts with one time.
    private static let portion = 256 * 1_024

    /// A read that is being handed out.
    private struct Read {
        var start: Int
        var end: Int
        var errors: [LineError]
        var time: Timestamp?
        var isNoise: Bool
        /// Whether the read itself ends at `end`: a break after its last byte has its place there.
        var isWhole = true
    }

    private var raw: PortionedFile
    private var index: PortionedFile?
    private var lines = TimeIndexReader()
    /// Bytes of the recording.
    package let size: Int
    /// Bytes handed out.
    package private(set) var position = 0
    private var read: Read?
    /// Read and not used yet.
    private var entry: TimeIndexEntry?

    /// Opens a recording, or any other file of raw bytes.
    ///
    /// - Throws: `RecordingError` when a file cannot be opened.
    package init(path: String) throws(RecordingError) {
        try self.init(path: path, bytes: nil, indexBytes: nil)
    }

    /// Opens a segment as it was when it was looked up, whatever was added to it since.
    ///
    /// - Throws: `RecordingError` when a file cannot be opened.
    package init(_ segment: SegmentFolder.Segment) throws(RecordingError) {
        try self.init(path: segment.path, bytes: segment.bytes, indexBytes: segment.size - segment.bytes)
    }

    private init(path: String, bytes: Int?, indexBytes: Int?) throws(RecordingError) {
        var index = try Self.openIndex(of: path, limit: indexBytes)
        // The header is looked at at once: it tells whether the file is an index at all.
        while lines.header == .unknown, try Self.fill(&lines, from: &index) { entry = lines.next() }
        // Opened last: what the index speaks of so far is there then.
        let raw = try PortionedFile(path: path, limit: bytes)
        size = raw.size
        self.raw = raw
        self.index = index
    }

    /// Opens a file that has a time index beside it; nil for any other, which is not even touched, for it may be a pipe.
    package static func timed(path: String) -> RecordingReader? {
        guard access(TimeIndex.path(of: path), R_OK) == 0 else { return nil }
        guard var reader = try? RecordingReader(path: path), reader.hasTimes else { return nil }
        // Packed afterwards: the offsets are not those of this file. See RFC 1952, section 2.3.1.
        guard let isPacked = try? reader.raw.isNext([0x1F, 0x8B]), !isPacked else { return nil }
        return reader
    }

    private static func openIndex(of path: String, limit: Int?) throws(RecordingError) -> PortionedFile? {
        do throws(RecordingError) {
            return try PortionedFile(path: TimeIndex.path(of: path), limit: limit)
        } catch {
            guard error.errno == .noSuchFileOrDirectory || error.code == .notAFile else { throw error }
            return nil
        }
    }

    /// Whether a time index lies beside the file.
    package var hasTimes: Bool { lines.header == .sound }

    /// The next chunk or mark; nil at the end.
    ///
    /// - Throws: `RecordingError` when the disk fails.
    package mutating func next() throws(RecordingError) -> RecordedItem? {
        while true {
            if let chunk = try nextPart() { return .chunk(chunk) }
            guard let entry = try nextEntry() else {
                guard position < size else { return nil }
                beginUntimed(to: size)
                continue
            }
            if case .mark = entry.content, min(entry.offset, size) > position {
                // Bytes that no read accounts for: the recorder was killed between them and their line.
                beginUntimed(to: min(entry.offset, size))
                self.entry = entry
                continue
            }
            if let item = begin(entry) { return item }
        }
    }

    private mutating func beginUntimed(to end: Int) {
        read = Read(start: position, end: end, errors: [], time: nil, isNoise: false)
    }

    private mutating func begin(_ entry: TimeIndexEntry) -> RecordedItem? {
        switch entry.content {
        case .mark(let mark): return .mark(mark, at: entry.time)
        case .read(let errors, let isNoise):
            let end = min(max(entry.offset, position), size)
            let isWhole = entry.offset <= size
            guard end > position || isWhole && !errors.isEmpty else { return nil }
            read = Read(
                start: position, end: end, errors: errors, time: entry.time, isNoise: isNoise, isWhole: isWhole)
            return nil
        }
    }

    /// The next part of the read that is being handed out.
    private mutating func nextPart() throws(RecordingError) -> RecordedChunk? {
        guard let read else { return nil }
        let lower = position - read.start
        let bytes = try raw.read(min(read.end - position, Self.portion))
        position += bytes.count
        // Cut shorter since it was opened: nothing more comes.
        let isLast = position >= read.end || bytes.isEmpty
        if isLast {
            self.read = nil
            if position < read.end { position = size }
        }
        let upper = lower + bytes.count
        let errors = read.errors.compactMap { error -> LineError? in
            let isInside = error.offset >= lower && error.offset < upper
            let isAtEnd = isLast && read.isWhole && error.offset == upper
            return isInside || isAtEnd ? LineError(error.kind, at: error.offset - lower) : nil
        }
        guard !bytes.isEmpty || !errors.isEmpty else { return nil }
        return RecordedChunk(bytes, errors: errors, time: read.time, isNoise: read.isNoise)
    }

    // MARK: - The index

    private mutating func nextEntry() throws(RecordingError) -> TimeIndexEntry? {
        if let entry {
            self.entry = nil
            return entry
        }
        repeat {
            if let entry = lines.next() { return entry }
        } while try Self.fill(&lines, from: &index)
        return nil
    }

    /// Reads more of the index; returns false at its end.
    private static func fill(
        _ lines: inout TimeIndexReader, from index: inout PortionedFile?
    ) throws(RecordingError) -> Bool {
        guard lines.header != .foreign, let portion = try index?.read(64 * 1_024), !portion.isEmpty else {
            return false
        }
        lines.append(portion.span)
        return true
    }
}
