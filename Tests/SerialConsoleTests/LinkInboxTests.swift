// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SerialConsole

/// What waits to be sent.
@Suite struct LinkInboxTests {
    @Test func `bytes come out in their order, as often as they are looked at`() {
        let inbox = LinkInbox()
        #expect(inbox.add(Array(0..<100)) == 0)
        #expect(inbox.first(3) == [0, 1, 2])
        #expect(inbox.first(3) == [0, 1, 2])
        inbox.removeFirst(2)
        #expect(inbox.first(2) == [2, 3])
        inbox.removeFirst(1_000)
        #expect(inbox.isEmpty)
    }

    @Test func `what finds no room is counted, and what is thrown away`() {
        let inbox = LinkInbox()
        #expect(inbox.add([UInt8](repeating: 1, count: LinkInbox.limit - 1)) == 0)
        #expect(inbox.add([2, 3, 4]) == 2)
        #expect(inbox.discard() == LinkInbox.limit)
        #expect(inbox.isEmpty)
        #expect(inbox.discard() == 0)
    }

    @Test func `requests are taken once`() {
        let inbox = LinkInbox()
        inbox.add(.discardOutput)
        inbox.add(.toggle(.dtr))
        #expect(inbox.takeRequests() == [.discardOutput, .toggle(.dtr)])
        #expect(inbox.takeRequests().isEmpty)
    }
}
