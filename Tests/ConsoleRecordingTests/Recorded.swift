// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Synchronization
import TestSupport

@testable import ConsoleRecording

/// Reading and writing recordings in a few words.
enum Recorded {
    static func moment(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_714_808_400_000_000_000 + milliseconds * 1_000_000)
    }

    /// Everything in a recording.
    static func items(_ path: String) throws -> [RecordedItem] {
        var reader = try RecordingReader(path: path)
        var items: [RecordedItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    static func chunks(_ items: [RecordedItem]) -> [RecordedChunk] {
        items.compactMap { if case .chunk(let chunk) = $0 { chunk } else { nil } }
    }

    static func marks(_ items: [RecordedItem]) -> [RecordingMark] {
        items.compactMap { if case .mark(let mark, _) = $0 { mark } else { nil } }
    }

    static func bytes(_ items: [RecordedItem]) -> [UInt8] {
        chunks(items).flatMap(\.bytes)
    }

    /// Entries of an index.
    static func entries(_ bytes: [UInt8], portion: Int = .max) -> [TimeIndexEntry] {
        var reader = TimeIndexReader()
        var entries: [TimeIndexEntry] = []
        var start = 0
        while start < bytes.count {
            let end = start + min(portion, bytes.count - start)
            reader.append(bytes.span.extracting(start..<end))
            while let entry = reader.next() { entries.append(entry) }
            start = end
        }
        return entries
    }

    static func lines(_ entries: [TimeIndexEntry]) -> [UInt8] {
        var writer = TimeIndexWriter()
        writer.appendHeader()
        for entry in entries { writer.append(entry) }
        return writer.bytes
    }

    /// Line errors in a read of `count` bytes, in the order of their places.
    static func errors(in count: Int, _ random: inout SplitMix64) -> [LineError] {
        guard random.chance(30) else { return [] }
        let offsets = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int.random(in: 0...count, using: &random)
        }
        return offsets.sorted().map { LineError(random.pick(LineError.Kind.allCases), at: $0) }
    }

    static func mark(_ random: inout SplitMix64) -> RecordingMark {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .opened
        case 1: .closed
        case 2: .quiet
        case 3: .baudRate(random.pick([9_600, 115_200, 3_000_000]))
        case 4: .continued
        case 5: .carried(from: Int(random.next() >> 30))
        case 6:
            .gap(
                Gap(
                    random.pick(Gap.Reason.allCases), bytes: random.chance(50) ? Int(random.next() >> 20) : nil,
                    duration: random.chance(50) ? Int64(random.next() >> 10) : nil))
        default:
            .notice(
                PortNotice(
                    random.pick(PortNotice.Kind.allCases), random.pick(["", "a b  c", "\\x\n\u{7}\u{7F}", "é€😀", " "])))
        }
    }
}

/// What a recorder told.
final class Notices: Sendable {
    private let list = Mutex<[RecordingNotice]>([])

    var all: [RecordingNotice] { list.withLock { $0 } }

    func add(_ notice: RecordingNotice) {
        list.withLock { $0.append(notice) }
    }
}
