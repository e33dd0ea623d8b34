// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import TestSupport
import Testing

@testable import ControlInterface

/// Messages out of a stream.
@Suite struct MessageSplitterTests {
    @Test(arguments: [1, 2, 3, 7, 4_096])
    func `how a stream is cut up never changes its messages`(size: Int) throws {
        let stream = Array("{}\0{\"a\":1}\0\0[1,2,3]\0rest".utf8)
        var splitter = MessageSplitter(limit: 100)
        var messages: [String] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            splitter.append(stream[start..<min(start + size, stream.count)])
            while let message = try splitter.next() { messages.append(String(decoding: message, as: UTF8.self)) }
        }
        #expect(messages == ["{}", "{\"a\":1}", "", "[1,2,3]"])
        #expect(splitter.count == 4)
        #expect(splitter.rest() == Array("rest".utf8))
    }

    @Test func `a message of the limit is taken, and one byte more is not`() throws {
        var splitter = MessageSplitter(limit: 4)
        splitter.append(Array("1234\0".utf8))
        #expect(try splitter.next() == Array("1234".utf8))
        splitter.append(Array("12345".utf8))
        #expect(throws: MessageSplitter.TooLong(limit: 4)) { try splitter.next() }
    }

    @Test func `a long message is refused too when it comes with its end`() {
        var splitter = MessageSplitter(limit: 4)
        splitter.append(Array("12345\0".utf8))
        #expect(throws: MessageSplitter.TooLong(limit: 4)) { try splitter.next() }
    }

    @Test func `nothing is held when everything was taken`() throws {
        var splitter = MessageSplitter(limit: 4)
        splitter.append([0])
        #expect(try splitter.next() == [])
        #expect(splitter.count == 0)
        #expect(try splitter.next() == nil)
    }
}
