// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog

/// Reads a ``TimeIndex`` that comes in portions of any size. Pure; any bytes are tolerated.
///
/// ```swift
/// reader.append(portion)
/// while let entry = reader.next() { use(entry) }
/// ```
package struct TimeIndexReader: Sendable {
    package enum Header: Sendable, Hashable {
        /// The first line is not complete yet.
        case unknown
        case sound
        /// Another kind of file, or another version of the format: it gives no entries.
        case foreign
    }

    package private(set) var header = Header.unknown
    /// Lines that make no sense.
    package private(set) var damagedLines = 0
    /// Bytes of the file up to the end of the line that ``next()`` read last.
    package private(set) var position = 0

    private var bytes: [UInt8] = []
    /// Index of the first byte that was not read.
    private var head = 0
    /// Up to where there is no line end.
    private var searched = 0

    package init() {}

    /// Reads on from the beginning of a line in the midst of an index.
    init(from position: Int) {
        header = .sound
        self.position = position
    }

    package mutating func append(_ portion: Span<UInt8>) {
        guard header != .foreign else { return }
        if head > 0 {
            bytes.removeFirst(head)
            searched -= head
            head = 0
        }
        portion.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// The next entry; nil when the portions so far hold no more whole lines.
    package mutating func next() -> TimeIndexEntry? {
        while header != .foreign {
            guard let end = bytes[searched...].firstIndex(of: .lineFeed) else {
                searched = bytes.count
                giveUpOversize()
                return nil
            }
            let line = head..<end
            position += end + 1 - head
            head = end + 1
            searched = head
            if header == .unknown {
                header = bytes[line].elementsEqual(TimeIndex.header.utf8) ? .sound : .foreign
                continue
            }
            var parser = TimeIndexLine(bytes, line)
            if line.count <= TimeIndex.maximumLineLength, let entry = parser.entry() { return entry }
            damagedLines += 1
        }
        return nil
    }

    /// A line without an end must not grow for ever; its remainder will make no sense either.
    private mutating func giveUpOversize() {
        let length = bytes.count - head
        if header == .unknown, length > TimeIndex.header.utf8.count { header = .foreign }
        guard length > TimeIndex.maximumLineLength else { return }
        position += length
        bytes.removeAll()
        head = 0
        searched = 0
    }
}
