// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Testing

@testable import SystemJournal

@Suite struct JournalOutageTests {
    private func fail(_ outage: inout JournalOutage, _ now: Int64) -> JournalOutage.Step { outage.fail(at: now) }

    private func reach(_ outage: inout JournalOutage, _ dropped: Int) -> Int? { outage.reach(dropped: dropped) }

    @Test func `a journal that was there is waited for`() {
        var outage = JournalOutage(grace: 1_000_000_000)
        #expect(reach(&outage, 0) == nil)
        let steps = [0, 100_000_000, 300_000_000, 700_000_000, 1_500_000_000, 2_500_000_000].map { outage.fail(at: $0) }
        #expect(steps.map { $0.pause / 100_000_000 } == [1, 2, 4, 8, 10, 10])
        #expect(steps.map(\.tells) == [false, false, false, false, true, false])
        #expect(steps.allSatisfy { !$0.givesUp })
        #expect(reach(&outage, 3) == 3)
        #expect(reach(&outage, 3) == nil)
        #expect(fail(&outage, 9_000_000_000).pause == 100_000_000)
        #expect(reach(&outage, 4) == nil)
    }

    @Test func `one that never was there is given up after the grace`() {
        var outage = JournalOutage(grace: 1_000_000_000)
        #expect(fail(&outage, 0) == JournalOutage.Step(pause: 100_000_000, tells: false, givesUp: false))
        #expect(fail(&outage, 1_000_000_000) == JournalOutage.Step(pause: 200_000_000, tells: true, givesUp: true))
        #expect(fail(&outage, 9_000_000_000) == JournalOutage.Step(pause: 400_000_000, tells: false, givesUp: true))
        #expect(reach(&outage, 7) == 7)
    }
}
