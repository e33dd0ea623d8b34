// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What waits for somebody who looks at a raw console. Bounded: what finds no room is counted in its place, and nothing
/// more goes in until the hole was told.
struct ByteBacklog: Sendable {
    enum Item: Sendable, Hashable {
        case bytes([UInt8])
        /// So many bytes are missing here.
        case missed(Int)
        /// Something that the service says.
        case note(String)
        /// An event about the port, a JSON object without LF.
        case event([UInt8])
        /// Nothing will come any more.
        case end
    }

    /// Small reads are put together up to so many bytes: a thousand reads of a byte should not cost a thousand arrays.
    static let portionSize = 16 * 1_024
    /// Notes that wait at most; who is that far behind has other troubles.
    static let maximumNotes = 16
    /// Events that wait at most: the newest, for they say how the port stands.
    static let maximumEvents = 16
    /// Taken items that may stand before the others until they are moved down.
    private static let maximumHead = 64

    private let limit: Int
    private var items: [Item] = []
    /// Index of the first item that was not taken.
    private var head = 0
    private(set) var size = 0
    private var missed = 0
    private var notes = 0
    private var events = 0
    private var isEnded = false

    /// - Parameter limit: bytes that wait at most.
    init(limit: Int) {
        self.limit = limit
    }

    /// Places that are taken up; what waits stands in the last of them.
    var slots: Int { items.count }

    /// Returns how many bytes were dropped.
    mutating func append(_ bytes: [UInt8]) -> Int {
        guard !isEnded else { return 0 }
        guard missed == 0, bytes.count <= limit - size else {
            missed += bytes.count
            return bytes.count
        }
        size += bytes.count
        if head < items.count, case .bytes(var last) = items[items.count - 1], last.count < Self.portionSize {
            // Taken out while it grows, so that it grows in place.
            items[items.count - 1] = .end
            last.append(contentsOf: bytes)
            items[items.count - 1] = .bytes(last)
        } else {
            items.append(.bytes(bytes))
        }
        return 0
    }

    mutating func append(note: String) {
        guard !isEnded, notes < Self.maximumNotes else { return }
        settleMissed()
        notes += 1
        items.append(.note(note))
    }

    /// - Parameter event: a JSON object without LF.
    mutating func append(event: [UInt8]) {
        guard !isEnded else { return }
        settleMissed()
        if events == Self.maximumEvents { removeOldestEvent() }
        events += 1
        items.append(.event(event))
    }

    mutating func end() {
        isEnded = true
    }

    /// What is next; nil when nothing waits.
    mutating func take() -> Item? {
        guard head < items.count else {
            if missed > 0 {
                defer { missed = 0 }
                return .missed(missed)
            }
            return isEnded ? .end : nil
        }
        let item = items[head]
        items[head] = .end
        head += 1
        if head == items.count {
            items = []
            head = 0
        } else if head > Self.maximumHead {
            items.removeFirst(head)
            head = 0
        }
        switch item {
        case .bytes(let bytes): size -= bytes.count
        case .note: notes -= 1
        case .event: events -= 1
        case .missed, .end: break
        }
        return item
    }

    private mutating func removeOldestEvent() {
        let index = items[head...].firstIndex { if case .event = $0 { true } else { false } }
        guard let index else { return }
        items.remove(at: index)
        events -= 1
        // Two holes that nothing lies between any more are one.
        guard index > head, index < items.count, case .missed(let before) = items[index - 1],
            case .missed(let after) = items[index]
        else { return }
        items[index - 1] = .missed(before + after)
        items.remove(at: index)
    }

    /// Makes room behind a hole for what must not be lost.
    private mutating func settleMissed() {
        guard missed > 0 else { return }
        items.append(.missed(missed))
        missed = 0
    }
}
