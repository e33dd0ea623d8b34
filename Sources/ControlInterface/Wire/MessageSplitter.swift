// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// Cuts a stream into messages: JSON objects, each ended by a NUL. See https://varlink.org/Method-Call.
package struct MessageSplitter: Sendable {
    /// A message is longer than it may be.
    package struct TooLong: Error, Sendable, Hashable {
        package var limit: Int
    }

    /// Bytes of a message at most.
    private let limit: Int
    private var bytes: [UInt8] = []
    /// Where the first message that was not taken begins.
    private var head = 0
    /// Where the search for its end goes on.
    private var searched = 0

    package init(limit: Int) {
        self.limit = limit
    }

    /// Bytes that were not taken.
    package var count: Int { bytes.count - head }

    package mutating func append(_ some: some Collection<UInt8>) {
        if head == bytes.count {
            // An idle connection should hold nothing.
            self = MessageSplitter(limit: limit)
        } else if head > 0 {
            bytes.removeFirst(head)
            searched -= head
            head = 0
        }
        bytes.append(contentsOf: some)
    }

    /// The next message without its NUL; nil when there is none yet.
    package mutating func next() throws(TooLong) -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0) else {
            searched = bytes.count
            if bytes.count - head > limit { throw TooLong(limit: limit) }
            return nil
        }
        guard end - head <= limit else { throw TooLong(limit: limit) }
        defer {
            head = end + 1
            searched = head
        }
        return Array(bytes[head..<end])
    }

    /// What stands behind the last message: the stream after an upgrade.
    package consuming func rest() -> [UInt8] {
        Array(bytes[head...])
    }
}
