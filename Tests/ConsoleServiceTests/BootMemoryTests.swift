// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import ControlInterface
import EventSinks
import Testing

@testable import BootLog
@testable import ConsoleService

/// What is kept of a boot, and handed to those who take events.
@Suite struct BootMemoryTests {
    private func event(_ content: Event.Content, boot: Int = 1, line: Int = 1) -> Event {
        Event(boot: boot, line: line, time: nil, secondsIntoBoot: nil, content: content)
    }

    private func boot(_ number: Int, banner: String? = nil) -> Event {
        event(.boot(BootBeginning(cause: .unknown, banner: banner)), boot: number)
    }

    private func diagnosis(_ id: String, revision: Int, boot: Int = 1) -> Event {
        event(.diagnosis(ControlSample.diagnosis(id, revision: revision)), boot: boot)
    }

    private func fact(_ number: Int, boot: Int = 1) -> Event {
        event(.device(DeviceFact(kind: "memory", value: "\(number)")), boot: boot, line: number)
    }

    private func memory(_ events: [Event]) -> BootMemory {
        var memory = BootMemory()
        for event in events { memory.note(event) }
        return memory
    }

    @Test func `of a diagnosis the newest revision is kept, and findings are not`() {
        let finding = event(.finding(ControlSample.finding))
        let events = [boot(1), finding, diagnosis("d1", revision: 1), fact(7), diagnosis("d1", revision: 2), finding]
        #expect(memory(events).events == [boot(1), fact(7), diagnosis("d1", revision: 2)])
    }

    @Test func `what began a boot may become known later`() {
        let events = [boot(1), fact(1), boot(1, banner: "U-Boot")]
        #expect(memory(events).events == [boot(1, banner: "U-Boot"), fact(1)])
    }

    @Test func `a new boot begins anew, and leaves its diagnoses to be asked for`() {
        let before = [boot(1), diagnosis("d1", revision: 1), diagnosis("d2", revision: 1)]
        let memory = memory(before + [boot(2), diagnosis("d3", revision: 1, boot: 2), diagnosis("d1", revision: 2)])
        #expect(memory.events == [boot(2), diagnosis("d3", revision: 1, boot: 2)])
        #expect(
            memory.diagnoses == [
                diagnosis("d1", revision: 2), diagnosis("d2", revision: 1), diagnosis("d3", revision: 1, boot: 2),
            ])
    }

    @Test func `a boot that says too much loses what matters least, and that is counted`() {
        let many = (1...1_000).map { fact($0) }
        let memory = memory([boot(1), diagnosis("d1", revision: 1)] + many)
        #expect(memory.events.count == BootMemory.limit)
        #expect(memory.events.prefix(2) == [boot(1), diagnosis("d1", revision: 1)])
        #expect(memory.events.last == fact(1_000))
        #expect(memory.leftOut == 1_002 - BootMemory.limit)
    }

    @Test func `who comes later gets the boot first, then what is new, and hears of holes`() throws {
        let hub = ViewerHub(port: "rack")
        hub.publish([boot(1)])
        hub.publish((1...300).map { fact($0) })
        let viewer = EventViewer(limit: 1_000) {}
        hub.subscribe(viewer, from: .boot, isOfOneConsole: true)
        hub.publish((301...400).map { fact($0) })
        #expect(viewer.take() == .missed(301 - BootMemory.limit))
        var lines: [[UInt8]] = []
        while case .event(let line)? = viewer.take() { lines.append(line) }
        let numbers = lines.map { RawJSON($0).member("line").map { String(decoding: $0.text, as: UTF8.self) } }
        #expect(numbers.first == "1")
        #expect(lines.allSatisfy { RawJSON($0).member("port")?.plainString == "rack" })
        let live = lines.count - BootMemory.limit
        #expect(live > 0 && live < 100)
        #expect(numbers.suffix(live).first == "301")
        #expect(viewer.take() == nil)
        let again = EventViewer(limit: 1_000) {}
        hub.subscribe(again, from: .now, isOfOneConsole: true)
        hub.publish((1...100).map { fact($0) })
        var count = 0
        var missed = 0
        while let item = again.take() {
            switch item {
            case .event: count += 1
            case .missed(let number): missed += number
            case .end: break
            }
        }
        #expect(count + missed == 100 && missed > 0)
    }
}
