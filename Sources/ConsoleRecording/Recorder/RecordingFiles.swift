// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The two files of a raw recording, mended where a crash left them torn.
struct RecordingFiles: ~Copyable {
    var raw: AppendedFile
    var index: AppendedFile
    /// Of the last line that the index held when it was opened.
    let lastTime: Timestamp?

    /// Opens or makes both.
    ///
    /// A line of the index that was not finished is cut off, and so are lines about bytes that never reached the file;
    /// bytes that the index does not know of stay without a time.
    init(path: String) throws(RecordingError) {
        let raw = try AppendedFile(path: path)
        var index = try Self.openIndex(of: path)
        let lastTime = try Self.mend(&index, size: raw.size, path: path)
        self.init(raw: raw, index: index, lastTime: lastTime)
    }

    private static func openIndex(of path: String) throws(RecordingError) -> AppendedFile {
        do throws(RecordingError) {
            return try AppendedFile(path: TimeIndex.path(of: path))
        } catch {
            // The raw file's lock would have told of another recorder: this one is no index.
            throw error.code == .notAFile || error.code == .busy ? RecordingError(.foreignIndex, path: path) : error
        }
    }

    init(raw: consuming AppendedFile, index: consuming AppendedFile, lastTime: Timestamp? = nil) {
        self.raw = raw
        self.index = index
        self.lastTime = lastTime
    }

    /// The hole between what the files held before and a recorder that begins now; nil for new files.
    func hole(until time: Timestamp) -> Gap? {
        guard raw.size > 0 else { return nil }
        return Gap(.notRecorded, duration: lastTime.map { max(time.nanoseconds(since: $0), 0) })
    }

    /// Waits until the disk has what was written.
    func synchronize(_ persistence: inout Persistence) {
        persistence.synchronize(raw)
        persistence.synchronize(index)
    }

    /// - Parameters:
    ///   - size: bytes of the raw file.
    ///   - path: the recording's.
    /// - Returns: the time of the last line.
    private static func mend(
        _ index: inout AppendedFile, size: Int, path: String
    ) throws(RecordingError) -> Timestamp? {
        var lines = TimeIndexWriter()
        var lastTime: Timestamp?
        switch try header(of: index) {
        case .foreign: throw RecordingError(.foreignIndex, path: path)
        case .unknown:
            try index.cut(to: 0)
            lines.appendHeader()
        case .sound:
            let place = try IndexPlace(in: index, upTo: size)
            try index.cut(to: place.position)
            lastTime = place.time
            guard let beyond = place.next, case .read(let errors, let isNoise) = beyond.content, place.offset < size
            else { break }
            // The read itself was cut: what arrived of it keeps its time.
            let kept = errors.filter { $0.offset < size - place.offset }
            lines.append(
                TimeIndexEntry(offset: size, time: beyond.time, .read(errors: kept, isNoise: isNoise)))
            lastTime = beyond.time
        }
        guard !lines.bytes.isEmpty else { return lastTime }
        if let error = index.append(lines.bytes[...]).error {
            throw RecordingError(.cannotOpen, path: index.path, errno: error)
        }
        return lastTime
    }

    /// What the first line is; unknown where it is torn or missing.
    private static func header(of index: borrowing AppendedFile) throws(RecordingError) -> TimeIndexReader.Header {
        var first: [UInt8] = []
        try index.read(portion: TimeIndex.headerLength) { portion in
            first = portion.withUnsafeBufferPointer(Array.init)
            return false
        }
        let header = Array(TimeIndex.header.utf8) + [.lineFeed]
        guard header.starts(with: first) else { return .foreign }
        return first == header ? .sound : .unknown
    }
}
