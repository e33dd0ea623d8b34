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

    /// - Parameters:
    ///   - size: bytes of the raw file.
    ///   - path: the recording's.
    /// - Returns: the time of the last line.
    private static func mend(
        _ index: inout AppendedFile, size: Int, path: String
    ) throws(RecordingError) -> Timestamp? {
        var reader = TimeIndexReader()
        var first: [UInt8] = []
        /// The end of the last line that holds.
        var sound = 0
        var lastOffset = 0
        var lastTime: Timestamp?
        /// The first line about bytes that are not there.
        var beyond: TimeIndexEntry?
        try index.read { portion in
            if first.isEmpty { first = portion.extracting(first: 64).withUnsafeBufferPointer(Array.init) }
            reader.append(portion)
            while let entry = reader.next() {
                guard entry.offset <= size else {
                    beyond = entry
                    return false
                }
                sound = reader.position
                lastOffset = entry.offset
                lastTime = entry.time
            }
            if reader.header == .sound { sound = reader.position }
            return reader.header != .foreign
        }
        switch reader.header {
        case .sound: try index.cut(to: sound)
        case .unknown where TimeIndex.header.utf8.starts(with: first): try index.cut(to: 0)
        case .unknown, .foreign: throw RecordingError(.foreignIndex, path: path)
        }
        var lines = TimeIndexWriter()
        if index.size == 0 { lines.appendHeader() }
        if let beyond, case .read(let errors, let isNoise) = beyond.content, lastOffset < size {
            // The read itself was cut: what arrived of it keeps its time.
            let kept = errors.filter { $0.offset < size - lastOffset }
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
}
