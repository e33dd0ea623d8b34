// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Says when each moment of a recording is due in a replay. Pure: moments in, moments out.
///
/// ```swift
/// var pacer = ReplayPacer(speed: 10, start: clock.now)
/// while let item = try reader.next() {
///     let due = pacer.due(item)          // wait until then; nil: at once
/// }
/// ```
///
/// Silences last as long as they did, divided by the speed. What nobody recorded, between one recorder's end and the
/// next one's beginning, is skipped, and so is a host's clock that was set back.
package struct ReplayPacer: Sendable {
    /// How many recorded seconds go by in one; nil as fast as possible.
    private let speed: Double?
    /// The recorded moment and the one in the replay that belong together.
    private var anchor: (recorded: Timestamp, due: Timestamp)?
    private var last: Timestamp
    private var lastRecorded: Timestamp?

    /// - Parameters:
    ///   - speed: 1 is the recording's own; 0, less, and what is no number mean as fast as possible.
    ///   - start: when the replay begins.
    package init(speed: Double, start: Timestamp) {
        self.speed = speed > 0 && speed.isFinite ? speed : nil
        last = start
    }

    /// When an item is due; nil for at once. Never earlier than the items before it.
    package mutating func due(_ item: RecordedItem) -> Timestamp? {
        guard speed != nil, let time = item.time else { return nil }
        if case .mark(.opened, _) = item { anchor = nil }
        if let lastRecorded, time < lastRecorded { anchor = nil }
        lastRecorded = time
        if anchor == nil { anchor = (time, last) }
        last = max(last, due(time) ?? last)
        return last
    }

    /// When a moment between two items is due: one at which the analyzer wants to know that time passed. nil for at once.
    package func due(_ time: Timestamp) -> Timestamp? {
        guard let speed, let anchor else { return nil }
        let elapsed = (Double(time.nanoseconds(since: anchor.recorded)) / speed).rounded()
        // A conversion beyond the clock's end would trap.
        guard elapsed < Double(Int64.max) else { return Timestamp(nanoseconds: .max) }
        return anchor.due.advanced(byNanoseconds: Int64(max(elapsed, 0)))
    }
}
