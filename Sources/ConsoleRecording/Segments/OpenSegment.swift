// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// The segment that a recorder writes. Owns its files.
struct OpenSegment: ~Copyable {
    let path: String
    /// As its name says.
    let began: Timestamp
    var files: RecordingFiles

    /// Makes a new one, whose name comes after all others even when the host's clock went back.
    ///
    /// - Parameters:
    ///   - time: of its first byte.
    ///   - last: as the newest one's name says.
    init(newIn folder: SegmentFolder, at time: Timestamp, after last: Timestamp?) throws(RecordingError) {
        let time = last.map { max(time, $0.advanced(byNanoseconds: 1_000_000)) } ?? time
        path = "\(folder.path)/\(SegmentFolder.name(console: folder.console, at: time))"
        began = time
        files = try RecordingFiles(path: path)
    }

    /// Opens the newest one, or makes the first; one that cannot be opened is left alone, and another begun.
    init(newestIn folder: SegmentFolder, at time: Timestamp) throws(RecordingError) {
        try folder.make()
        try SegmentCut.settle(in: folder)
        guard let newest = folder.newest else {
            try self.init(newIn: folder, at: time, after: nil)
            return
        }
        let opened: RecordingFiles
        do throws(RecordingError) {
            opened = try RecordingFiles(path: newest.path)
        } catch {
            // Whoever writes to it will write to the next one too.
            guard error.code != .busy else { throw error }
            try self.init(newIn: folder, at: time, after: newest.began)
            return
        }
        self.init(path: newest.path, began: newest.began, files: opened)
    }

    private init(path: String, began: Timestamp, files: consuming RecordingFiles) {
        self.path = path
        self.began = began
        self.files = files
    }

    /// Notes how it begins, and of what.
    mutating func mark(_ marks: [RecordingMark], at time: Timestamp) throws(RecordingError) {
        var lines = TimeIndexWriter()
        for mark in marks { lines.append(TimeIndexEntry(offset: files.raw.size, time: time, .mark(mark))) }
        guard let error = files.index.append(lines.bytes[...]).error else { return }
        throw RecordingError(.cannotWrite, path: path, errno: error)
    }
}
