// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Says when to look for others who have a port open, and tells of each once. Pure: times and holders come in, a deadline
/// and notices go out.
///
/// TIOCEXCL keeps everybody out but root; and who had the port open before, such as a getty, stays in.
package struct SharedAccessWatch: Sendable, Hashable {
    /// Nanoseconds between two looks where openings of the node are seen as they happen (``NodeWatch``), which misses only
    /// those through another node.
    package static let intervalWithWatch: Int64 = 60_000_000_000
    /// Nanoseconds between two looks where nothing tells of openings.
    package static let intervalAlone: Int64 = 5_000_000_000
    /// Nanoseconds after an opening: who opens a port only to ask what it is has closed it by then.
    static let settling: Int64 = 50_000_000
    /// How much longer than a look takes nothing is looked for: looking takes a thousandth of the time at most.
    static let rest: Int64 = 1_000

    /// When to call ``receive(_:at:took:)`` with what ``PortHolders/others(of:)`` gives.
    package private(set) var deadline: Timestamp
    private let name: String
    private let interval: Int64
    /// The earliest moment at which the next look is worth its cost.
    private var earliest: Timestamp
    private var known: Set<PortHolder> = []

    /// - Parameter name: what the port is called in messages.
    package init(port name: String, openedAt time: Timestamp, interval: Int64 = SharedAccessWatch.intervalAlone) {
        self.name = name
        self.interval = interval
        deadline = time
        earliest = time
    }

    /// Somebody opened the node.
    package mutating func nodeWasOpened(at time: Timestamp) {
        deadline = min(deadline, max(earliest, time.advanced(byNanoseconds: Self.settling)))
    }

    /// Takes who has the port open, and returns a notice for each who is new.
    ///
    /// - Parameters:
    ///   - time: when the look was over.
    ///   - duration: nanoseconds that the look took.
    package mutating func receive(
        _ holders: [PortHolder], at time: Timestamp, took duration: Int64 = 0
    ) -> [PortNotice] {
        let (pause, overflow) = max(duration, 0).multipliedReportingOverflow(by: Self.rest)
        earliest = time.advanced(byNanoseconds: overflow ? .max : pause)
        deadline = max(earliest, time.advanced(byNanoseconds: interval))
        let news = holders.filter { !known.contains($0) }
        // Who has closed it is forgotten, so that a second opening is told again.
        known = Set(holders)
        return news.map { holder in
            PortNotice(
                .sharedAccess,
                "\(holder) has '\(name)' open too and takes bytes away: end it with kill \(holder.pid), or expect holes."
            )
        }
    }
}
