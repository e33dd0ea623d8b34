// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import Synchronization
import SystemPackage

/// Keeps a console: opens it, reads it, sends to it, waits for it when it is gone, and takes it up again.
///
/// One task runs it and is the only one that touches the port; others leave bytes and requests in its inbox. What it
/// reads it hands to `deliver` at once. A class: its owner and its task share it.
package final class ConsoleLink: Sendable {
    package struct Options: Sendable {
        package var settings = LineSettings()
        /// Whether a console that is not there, or goes away, is waited for.
        package var isPatient = true
        /// Whether the speed is to be found out.
        package var findsSpeed = false
        package var pace = SendPace()
        /// Who keeps the console open already; the address only names it then.
        package var attachment: (any ConsoleAttachment)?
        /// Whether nobody named the port, and the first one that is plugged in is meant.
        package var isAnyPort = false
        /// Whether a file that is followed is read from its end.
        package var startsAtEnd = false
        /// Who keeps the port's descriptor should the process die; only for ports of this host.
        package var keeper: (any DescriptorKeeper)?

        package init() {}
    }

    /// Nanoseconds between attempts where nothing tells when the next one is worth it (a busy port, a socket).
    static let retryPause: Int64 = 1_000_000_000

    /// Whether and how somebody wants the link to end.
    private enum Ending: UInt8, AtomicRepresentable {
        case notWanted
        case close
        case leave
    }

    let address: SourceAddress
    let options: Options
    let waiter: ReadinessWaiter
    let clock: HostClock
    let inbox = LinkInbox()
    package let statistics = LinkStatistics()
    let deliver: @Sendable (ConsoleItem) -> Void
    private let noteRoom: @Sendable () -> Void
    private let ending = Atomic(Ending.notWanted)
    private let isTakenOver = Atomic(false)
    private let opened = Mutex<String?>(nil)

    /// - Parameters:
    ///   - noteRoom: called on the link's task when ``hasRoom`` becomes true; must not wait.
    ///   - deliver: takes what was read; called on the link's task, must not wait.
    package init(
        _ address: SourceAddress, options: Options, loop: ReadinessLoop, clock: HostClock,
        noteRoom: @escaping @Sendable () -> Void = {}, deliver: @escaping @Sendable (ConsoleItem) -> Void
    ) {
        self.address = address
        self.options = options
        self.clock = clock
        self.deliver = deliver
        self.noteRoom = noteRoom
        waiter = loop.makeWaiter()
    }

    /// The node that is open, or was last; nil for what is no port.
    package var node: String? { opened.withLock(\.self) }

    // MARK: - From other tasks

    /// Leaves bytes to be sent as fast as the port takes them.
    ///
    /// - Returns: how many found no room and were dropped.
    package func send(_ bytes: [UInt8]) -> Int {
        defer { waiter.nudge() }
        return inbox.add(bytes)
    }

    /// Whether somebody who can wait, such as the other end of a pipe, should leave more to be sent.
    package var hasRoom: Bool { inbox.hasRoom }

    /// Throws away what was left to be sent and is not sent yet. Returns how many bytes that were.
    @discardableResult
    package func discardUnsent() -> Int {
        defer { noteRoom() }
        return inbox.discard()
    }

    /// The first bytes of what was left are sent.
    func noteSent(_ count: Int) {
        statistics.note(sent: count)
        if inbox.removeFirst(count) { noteRoom() }
    }

    package func request(_ request: LinkRequest) {
        switch request {
        case .close: end(.close)
        case .leave: end(options.keeper == nil ? .close : .leave)
        default: inbox.add(request)
        }
        waiter.nudge()
    }

    /// The first word counts: what is being given back is not left, and what is left is nobody's any more.
    private func end(_ ending: Ending) {
        _ = self.ending.compareExchange(expected: .notWanted, desired: ending, ordering: .acquiringAndReleasing)
    }

    var isWanted: Bool { ending.load(ordering: .acquiring) == .notWanted && !Task.isCancelled }

    /// Whether the line is to stay as it is when the link ends.
    var leavesLine: Bool { ending.load(ordering: .acquiring) == .leave }

    /// Whether the port that is open was taken over from an earlier life: nothing is missing since then but what found no
    /// room in the kernel. Known before ``ConsoleItem/opened(_:baudRate:at:)`` is handed on; false after a loss.
    package var hasTakenOver: Bool { isTakenOver.load(ordering: .acquiring) }

    func note(isTakenOver: Bool) {
        self.isTakenOver.store(isTakenOver, ordering: .releasing)
    }

    // MARK: - The task

    /// Runs until it is closed or cancelled, or the console ends and is not waited for.
    ///
    /// - Throws: `SourceError` when the console cannot be opened, and nothing can be waited for.
    package func run() async throws(SourceError) {
        defer { waiter.retire() }
        var opener = SourceOpener(link: self)
        if let attachment = options.attachment {
            return try await keep(&opener) { (opener, isAgain) async throws(SourceError) in
                try await opener.attach(by: attachment, isAgain: isAgain)
            }
        }
        switch address {
        case .port(let selector):
            var search = try PortSearch(selector, loop: waiter.loop)
            defer { waiter.forget(search.readiness) }
            try await keep(&opener) { (opener, isAgain) async throws(SourceError) in
                try await opener.openPort(&search, isAgain: isAgain)
            }
        case .tcp, .unix:
            try await keep(&opener) { (opener, isAgain) async throws(SourceError) in
                try await opener.connect(isAgain: isAgain)
            }
        case .file(let path):
            let (isFromEnd, loop) = (options.startsAtEnd, waiter.loop)
            try await keep(&opener) { (_, _) async throws(SourceError) in
                try FollowedFile(path: path, fromEnd: isFromEnd, loop: loop)
            }
        }
        giveUp()
    }

    /// Nobody is to keep the port any more.
    private func giveUp() {
        guard let keeper = options.keeper, !leavesLine else { return }
        // Closed before it was taken over.
        if let kept = keeper.take() { SerialPort.giveUp(kept, foundState: keeper.takeFoundState()) }
        keeper.drop()
    }

    /// Opens, serves and opens again.
    private func keep<Source: ByteSource & ~Copyable>(
        _ opener: inout SourceOpener,
        open: (inout SourceOpener, Bool) async throws(SourceError) -> Source?
    ) async throws(SourceError) {
        var wentAway: (time: Timestamp, reason: Gap.Reason)?
        while isWanted {
            guard let source = try await open(&opener, wentAway != nil) else { return }
            if let (time, reason) = wentAway {
                deliver(.gap(Gap(reason, duration: clock.now.nanoseconds(since: time)), at: clock.now))
            }
            let node = opener.node
            opened.withLock { $0 = node }
            let reason = await serve(source, node: node)
            guard isWanted else { return }
            note(isTakenOver: false)
            options.keeper?.drop()
            let now = clock.now
            wentAway = (now, reason)
            deliver(.lost(PortNotice(.lost, opener.lossSentence(reason)), at: now))
            guard options.isPatient else { return }
        }
    }

    /// Serves a console until it ends; it is closed, or left, when this returns.
    private func serve<Source: ByteSource & ~Copyable>(_ source: consuming Source, node: String?) async -> Gap.Reason {
        var session = LinkSession(link: self, source: source, node: node)
        return await session.run()
    }
}
