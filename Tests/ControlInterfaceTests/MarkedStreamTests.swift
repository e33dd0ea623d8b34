// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import ControlInterface

/// What the service says between the board's bytes.
@Suite struct MarkedStreamTests {
    /// A stream's items, read in portions; bytes put together.
    private static func items(_ stream: [UInt8], portion: Int) -> [MarkedReader.Item] {
        var reader = MarkedReader()
        var items: [MarkedReader.Item] = []
        for start in stride(from: 0, to: stream.count, by: portion) {
            for item in reader.read(Array(stream[start..<min(start + portion, stream.count)])) {
                if case .bytes(let some) = item, case .bytes(let before)? = items.last {
                    items[items.count - 1] = .bytes(before + some)
                } else {
                    items.append(item)
                }
            }
        }
        return items
    }

    private static let portions = [1, 2, 3, 7, 4_096]

    @Test(arguments: portions)
    func `marks come in their place, whatever they say`(portion: Int) {
        let event = Array(#"{"event":"port","notice":"lost","text":"It \"went\" \u0000 away."}"#.utf8)
        let note = "\0 \u{FFFD} \"é\" \\ has taken over"
        let marks: [StreamMark] = [.missed(123), .note(note), .event(event), .missed(1)]
        let board = [[0xFF], [0x41, 0xFF, 0x00, 0xFF], Array(0...255), [0x0A]] as [[UInt8]]
        let stream = zip(board, marks).flatMap { StreamMark.bytes(of: $0) + $1.bytes }
        let expected = zip(board, marks).flatMap { [MarkedReader.Item.bytes($0), .mark($1)] }
        #expect(Self.items(stream, portion: portion) == expected)
    }

    @Test(arguments: portions)
    func `a board can send what it wants, and none of it is taken for a mark`(portion: Int) {
        var random = SplitMix64(seed: 77)
        var board = StreamMark.missed(9).bytes + Array("\r\n[bootwatch: 9 bytes are missing here]\r\n".utf8)
        for _ in 0..<20_000 {
            let byte = UInt8.random(in: 0...255, using: &random)
            board.append(random.pick([0xFF, 0x00, 0x7B, byte]))
        }
        #expect(Self.items(StreamMark.bytes(of: board), portion: portion) == [.bytes(board)])
    }

    @Test func `it is written as the interface says`() {
        let text = { (mark: StreamMark) in String(decoding: mark.bytes.dropFirst(2).dropLast(), as: UTF8.self) }
        #expect(text(.missed(7)) == #"{"missed":7}"#)
        #expect(text(.note("a \"b\"")) == #"{"note":"a \"b\""}"#)
        #expect(text(.event(Array(#"{"event":"gap"}"#.utf8))) == #"{"event":{"event":"gap"}}"#)
        #expect(StreamMark.missed(7).bytes.prefix(2) == [0xFF, 0x00] && StreamMark.missed(7).bytes.last == 0x00)
    }

    @Test(arguments: ["", "{}", "7", #"{"missed":"a"}"#, #"{"later":1}"#, "{", #"{"event":null}"#])
    func `what is not known is passed over`(text: String) {
        let stream = [0x41, 0xFF, 0x00] + Array(text.utf8) + [0x00, 0x42]
        #expect(Self.items(stream, portion: 4_096) == [.bytes([0x41, 0x42])])
    }

    @Test func `a mark without end takes no more memory than the longest`() {
        var reader = MarkedReader()
        #expect(reader.read([0xFF, 0x00]) == [])
        for _ in 0..<100 { #expect(reader.read([UInt8](repeating: 0x20, count: 4_096)) == []) }
        #expect(reader.read([0x00, 0x41, 0xFF]) == [.bytes([0x41])])
        #expect(reader.read([0xFF]) == [.bytes([0xFF])])
    }
}
