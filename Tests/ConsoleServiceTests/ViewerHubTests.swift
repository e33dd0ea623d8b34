// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ControlInterface
import Synchronization
import Testing

@testable import ConsoleService

/// Handing on to those who look.
@Suite struct ViewerHubTests {
    private func viewer(_ name: String = "a", limit: Int = 1_000, wake: @escaping @Sendable () -> Void = {})
        -> ConsoleViewer
    {
        ConsoleViewer(name: name, limit: limit, wake: wake)
    }

    private func items(_ viewer: ConsoleViewer) -> [ByteBacklog.Item] {
        var items: [ByteBacklog.Item] = []
        while let item = viewer.take() {
            items.append(item)
            if item == .end { break }
        }
        return items
    }

    @Test func `a viewer gets what comes from its position on`() {
        let hub = ViewerHub(port: "a", position: 10)
        hub.publish([1, 2])
        let viewer = viewer()
        #expect(hub.attach(viewer) == 12)
        hub.publish([3])
        hub.publish([4, 5])
        #expect(items(viewer) == [.bytes([3, 4, 5])])
        hub.detach(viewer)
        hub.publish([6])
        #expect(items(viewer) == [])
        #expect(hub.position == 16)
        #expect(hub.count == 0)
    }

    @Test func `a viewer that stands still loses its own backlog, and is told how much where it is missing`() {
        let hub = ViewerHub(port: "a")
        let (slow, quick) = (viewer(limit: 100), viewer(limit: 100))
        _ = hub.attach(slow)
        _ = hub.attach(quick)
        var got: [UInt8] = []
        for byte in 0..<250 {
            hub.publish([UInt8(byte)])
            for case .bytes(let bytes) in items(quick) { got += bytes }
        }
        #expect(got == Array(0..<250))
        #expect(items(slow) == [.bytes(Array(0..<100)), .missed(150)])
        #expect(hub.droppedBytes == 150)
        hub.publish([7])
        #expect(items(slow) == [.bytes([7])])
    }

    @Test func `a viewer is woken once, until it has found nothing`() {
        let count = Atomic(0)
        let hub = ViewerHub(port: "a")
        let viewer = viewer { count.add(1, ordering: .relaxed) }
        _ = hub.attach(viewer)
        for _ in 0..<5 { hub.publish([1]) }
        #expect(count.load(ordering: .relaxed) == 1)
        #expect(items(viewer) == [.bytes([1, 1, 1, 1, 1])])
        hub.publish([1])
        #expect(count.load(ordering: .relaxed) == 2)
    }

    @Test func `one writes, and a take-over is told to the one before`() {
        let hub = ViewerHub(port: "a")
        let (anna, bert) = (viewer("anna"), viewer("bert"))
        _ = hub.attach(anna)
        _ = hub.attach(bert)
        #expect(hub.claim(anna, takesOver: false) == nil)
        #expect(hub.claim(bert, takesOver: false) == "anna")
        #expect(hub.isWriter(anna) && !hub.isWriter(bert))
        #expect(hub.claim(bert, takesOver: true) == nil)
        #expect(hub.writer == "bert")
        #expect(items(anna) == [.note("bert has taken over; what you type is not sent any more")])
        #expect(items(bert) == [])
        hub.detach(bert)
        #expect(hub.writer == nil)
        #expect(hub.claim(anna, takesOver: false) == nil)
    }

    @Test func `the streams of a console that is kept no longer end, also those that begin then`() {
        let hub = ViewerHub(port: "a")
        let (before, after) = (viewer(), viewer())
        _ = hub.attach(before)
        hub.publish([1])
        hub.end()
        _ = hub.attach(after)
        #expect(items(before) == [.bytes([1]), .end])
        #expect(items(after) == [.end])
        let all = EventViewer(limit: 100) {}
        hub.subscribe(all, from: .now, isOfOneConsole: false)
        #expect(all.take() == nil)
        let one = EventViewer(limit: 100) {}
        hub.subscribe(one, from: .now, isOfOneConsole: true)
        #expect(one.take() == .end)
    }

    @Test func `notes come in their place, and only so many wait`() {
        let hub = ViewerHub(port: "a")
        let viewer = viewer(limit: 3)
        _ = hub.attach(viewer)
        hub.publish([1])
        hub.publish([2, 3, 4])
        for _ in 0..<100 { hub.tell("the port was unplugged") }
        hub.publish([5])
        let note = ByteBacklog.Item.note("the port was unplugged")
        let notes = [ByteBacklog.Item](repeating: note, count: ByteBacklog.maximumNotes)
        #expect(items(viewer) == [.bytes([1]), .missed(3)] + notes + [.bytes([5])])
    }

    private func event(_ content: Event.Content) -> Event { ControlSample.event(content) }

    /// What an event item tells; nil for other items.
    private func told(_ item: ByteBacklog.Item) -> String? {
        guard case .event(let line) = item else { return nil }
        return RawJSON(line).member("text")?.plainString ?? RawJSON(line).member("reason")?.plainString
    }

    @Test func `what happens to the port is told to those who take it, in its place, and nothing else is`() {
        let hub = ViewerHub(port: "a")
        let plain = viewer()
        let marked = ConsoleViewer(name: "b", limit: 1_000, takesEvents: true) {}
        _ = hub.attach(plain)
        _ = hub.attach(marked)
        hub.publish([1])
        hub.publish([
            event(.port(PortNotice(.lost, "gone"))), event(.finding(ControlSample.finding)),
            event(.gap(Gap(.dropped, bytes: 7))), event(.gap(Gap(.unplugged))), ControlSample.boot(1),
        ])
        hub.publish([2])
        #expect(items(plain) == [.bytes([1, 2])])
        let told = items(marked)
        #expect(told.first == .bytes([1]) && told.last == .bytes([2]))
        #expect(told.compactMap(self.told) == ["gone", "unplugged"])
        #expect(told.count == 4)
    }

    @Test func `the newest events wait, and holes that nothing lies between are one`() {
        let hub = ViewerHub(port: "a")
        let marked = ConsoleViewer(name: "b", limit: 3, takesEvents: true) {}
        _ = hub.attach(marked)
        hub.publish([1])
        for number in 0..<100 {
            hub.publish([2, 3, 4])
            hub.publish([event(.port(PortNotice(.lost, "\(number)")))])
        }
        let told = items(marked)
        #expect(told.count <= 2 * ByteBacklog.maximumEvents + 2)
        #expect(told.compactMap(self.told) == (100 - ByteBacklog.maximumEvents..<100).map { "\($0)" })
        let missed = told.reduce(0) { if case .missed(let count) = $1 { $0 + count } else { $0 } }
        #expect(missed == 300)
        #expect(hub.droppedBytes == 300)
    }

    @Test func `many small reads of a stalled viewer cost no more than their bytes`() {
        var backlog = ByteBacklog(limit: 100_000)
        for _ in 0..<200_000 { _ = backlog.append([1]) }
        #expect(backlog.size == 100_000)
        var portions: [Int] = []
        while case .bytes(let bytes)? = backlog.take() { portions.append(bytes.count) }
        #expect(portions.count <= 100_000 / ByteBacklog.portionSize + 1)
        #expect(backlog.take() == nil)
    }

    @Test func `a viewer that is always a little behind holds only what waits`() {
        var backlog = ByteBacklog(limit: 1 << 20)
        var sum = 0
        let portion = [UInt8](repeating: 1, count: ByteBacklog.portionSize)
        _ = backlog.append(portion)
        for _ in 0..<10_000 {
            _ = backlog.append(portion)
            if case .bytes(let bytes)? = backlog.take() { sum += bytes.count }
        }
        #expect(sum == 10_000 * portion.count)
        #expect(backlog.size == portion.count)
        #expect(backlog.slots < 200)
    }
}
