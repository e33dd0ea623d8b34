// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemPackage

/// A console while it is open: reads, sends, does what is asked. Ends with the console.
struct LinkSession<Source: ByteSource & ~Copyable>: ~Copyable {
    /// Bytes handed to the driver at a time.
    private static var writeSize: Int { 4_096 }
    /// Reads in a row before what is to be sent gets its turn.
    private static var readsInARow: Int { 16 }
    /// Milliseconds of a pulse that opening began.
    private static var openingPulse: Int64 { 100 }

    private let link: ConsoleLink
    private var source: Source
    private var schedule = LineSchedule()
    private var pace: SendPace
    private var grain = ArrivalGrain()
    private var rhythm = ReadRhythm()
    /// When to read next; nil for as soon as there is something.
    private var nextRead: Timestamp?
    private var hunt: SpeedHunt?
    /// Whether what comes at the present speed is text before the hunt has settled: an earlier life read it.
    private var trustsSpeed: Bool
    private var nodeWatch: NodeWatch?
    /// nil for what is no terminal of this host.
    private var sharing: SharedAccessWatch?

    /// - Parameter node: the terminal's node; nil for what is none.
    init(link: ConsoleLink, source: consuming Source, node: String?) {
        self.link = link
        self.source = source
        pace = link.options.pace
        trustsSpeed = link.hasTakenOver
        if link.options.findsSpeed, let rate = self.source.settings?.baudRate { hunt = SpeedHunt(startingAt: rate) }
        guard let node, self.source.terminalDevice != nil else { return }
        // Without inotify somebody who opens the port is found out later, at the longer look.
        nodeWatch = try? NodeWatch(path: node, loop: link.waiter.loop)
        sharing = SharedAccessWatch(
            port: self.source.name, openedAt: link.clock.now,
            interval: nodeWatch == nil ? SharedAccessWatch.intervalAlone : SharedAccessWatch.intervalWithWatch)
    }

    /// Runs until the console ends, or nobody wants it any more.
    mutating func run() async -> Gap.Reason {
        if source.isConsoleOpen { announce() }
        defer { giveUp() }
        while link.isWanted {
            for request in link.inbox.takeRequests() { perform(request) }
            for action in schedule.take(at: link.clock.now) { attempt(action) }
            if let reason = read() { return reason }
            if let reason = write() { return reason }
            if let actions = hunt?.advance(to: link.clock.now) { perform(actions) }
            lookForOpeners()
            await rest()
        }
        return .released
    }

    private mutating func announce() {
        let settings = source.settings
        let verb = link.hasTakenOver ? "was kept open and is taken over" : "is open"
        let text = "\(source.name) \(verb)\(settings.map { " at \($0.notation)" } ?? "")."
        let now = link.clock.now
        link.deliver(.opened(PortNotice(.opened, text), baudRate: settings?.baudRate, at: now))
        for end in source.pulseEnds {
            schedule.add(end, due: now.advanced(byNanoseconds: Self.openingPulse * 1_000_000))
        }
    }

    private mutating func giveUp() {
        for action in schedule.takeAll() { attempt(action) }
        if link.leavesLine { source.leaveAsItIs() }
        link.waiter.forget(source.readiness)
        if let writability = source.writability { link.waiter.forget(writability) }
        if let watched = nodeWatch?.readiness { link.waiter.forget(watched) }
    }

    private mutating func rest() async {
        var readable = nextRead == nil ? [source.readiness] : []
        if let watched = nodeWatch?.readiness { readable.append(watched) }
        let now = link.clock.now
        let isHeld = pace.deadline(at: now)
        let writable = link.inbox.isEmpty || isHeld != nil ? nil : source.writability
        let deadlines = [
            nextRead, schedule.deadline, sharing?.deadline, hunt?.deadline, link.inbox.isEmpty ? nil : isHeld,
        ].compactMap(\.self)
        _ = await link.waiter.wait(
            readable: readable, writable: writable, until: deadlines.min().map { link.clock.monotonic($0) })
    }

    // MARK: - Reading

    /// Reads what is there. Returns why the console is over, if it is.
    private mutating func read() -> Gap.Reason? {
        if let nextRead, link.clock.now < nextRead { return nil }
        nextRead = nil
        for _ in 0..<Self.readsInARow {
            var chunk = ConsoleChunk(time: link.clock.now)
            let outcome: ReadOutcome
            do throws(SourceError) {
                outcome = try source.read(into: &chunk)
            } catch {
                link.deliver(.notice(PortNotice(.lost, "\(error)"), at: link.clock.now))
                return source.endReason
            }
            if !chunk.bytes.isEmpty || !chunk.errors.isEmpty {
                chunk.time = grain.stamp(link.clock.now)
                hand(on: chunk)
            }
            switch outcome {
            case .bytes:
                nextRead = rhythm.note(chunk.bytes.count, at: link.clock.now)
                if nextRead != nil { return nil }
            case .nothing: return nil
            case .replaced: link.deliver(.gap(Gap(.replaced), at: link.clock.now))
            case .ended: return source.endReason
            }
        }
        // There may be more: the wait that follows ends at once.
        link.waiter.nudge()
        return nil
    }

    private mutating func hand(on chunk: ConsoleChunk) {
        link.statistics.note(received: chunk.bytes.count)
        guard hunt != nil else { return link.deliver(.chunk(chunk)) }
        let wasFound = trustsSpeed || hunt?.isSettled ?? true
        let actions = hunt?.receive(chunk.bytes.span, errors: chunk.errors, at: chunk.time) ?? []
        link.deliver(wasFound || hunt?.isSettled == true ? .chunk(chunk) : .noise(chunk))
        perform(actions)
    }

    private mutating func perform(_ actions: [SpeedHunt.Action]) {
        let now = link.clock.now
        for action in actions {
            switch action {
            case .listen(let rate):
                trustsSpeed = false
                attempt(.setBaudRate(rate))
                discardNoise()
            case .found(let rate, let framing):
                let text = "The board sends at \(rate) baud\(framing == .eightNone ? "" : ", as \(framing.rawValue)")."
                link.deliver(.speed(PortNotice(.speed, text), baudRate: rate, at: now))
            case .cannotTell(let rate):
                let text =
                    "No usual speed makes the console readable; the port stays at \(rate) baud. Check ground, "
                    + "signal levels and whether the line is inverted."
                link.deliver(.notice(PortNotice(.speed, text), at: now))
            }
        }
    }

    /// Reads what was received at the speed before: nothing that the new one could be judged by.
    private mutating func discardNoise() {
        for _ in 0..<Self.readsInARow {
            var chunk = ConsoleChunk(time: link.clock.now)
            guard case .bytes? = try? source.read(into: &chunk) else { return }
            link.statistics.note(received: chunk.bytes.count)
            link.deliver(.noise(chunk))
        }
    }

    // MARK: - Writing

    private mutating func write() -> Gap.Reason? {
        while true {
            let waiting = link.inbox.first(Self.writeSize)
            let count = pace.allowance(of: waiting, at: link.clock.now)
            guard count > 0 else { return nil }
            let taken: Int
            do throws(SourceError) {
                taken = try source.write(waiting.span.extracting(0..<count))
            } catch {
                guard error.code == .lost else {
                    // It cannot be written to at all: what waits will never go.
                    tell("\(error)")
                    link.discardUnsent()
                    return nil
                }
                link.deliver(.notice(PortNotice(.lost, "\(error)"), at: link.clock.now))
                return source.endReason
            }
            guard taken > 0 else { return nil }
            link.noteSent(taken)
            pace.note(waiting[..<taken], at: link.clock.now)
        }
    }

    // MARK: - Requests

    private mutating func perform(_ request: LinkRequest) {
        let now = link.clock.now
        switch request {
        case .sendBreak(let milliseconds):
            guard attempt(.startBreak) else { return }
            schedule.add(.stopBreak, due: now.advanced(byNanoseconds: Int64(milliseconds) * 1_000_000))
        case .toggle(let line):
            guard let isRaised = state(of: line) else { return }
            if attempt(.set(line, raised: !isRaised)) {
                tell("\(line.rawValue) is \(isRaised ? "lowered" : "raised").")
            }
        case .pulse(let line, let milliseconds):
            guard let isRaised = state(of: line), attempt(.set(line, raised: !isRaised)) else { return }
            schedule.add(
                .set(line, raised: isRaised), due: now.advanced(byNanoseconds: Int64(milliseconds) * 1_000_000))
            tell("\(line.rawValue) is pulsed for \(milliseconds) ms.")
        case .discardOutput:
            link.discardUnsent()
            if attempt(.discardOutput) { tell("What was not sent yet is thrown away.") }
        case .tellLines: tell(source.modemLines()?.summary ?? "\(source.name) has no modem lines.")
        case .tellStatistics: tell(link.statistics.summary(source.counters()))
        case .close, .leave: break
        }
    }

    private func state(of line: ModemLine) -> Bool? {
        guard let lines = source.modemLines() else {
            tell("\(source.name) has no modem lines.")
            return nil
        }
        return line == .dtr ? lines.dtr : lines.rts
    }

    /// Returns whether it was done; what is refused is told.
    @discardableResult
    private mutating func attempt(_ action: LineAction) -> Bool {
        do throws(SourceError) {
            try source.perform(action)
            return true
        } catch {
            tell("\(error)")
            return false
        }
    }

    private func tell(_ text: String) {
        link.deliver(.answer(text, at: link.clock.now))
    }

    // MARK: - Others who have the port open

    private mutating func lookForOpeners() {
        guard let device = source.terminalDevice else { return }
        let now = link.clock.now
        if nodeWatch?.takeOpening() == true { sharing?.nodeWasOpened(at: now) }
        guard let due = sharing?.deadline, due <= now else { return }
        // Who keeps a copy of our own descriptor does not read.
        let holders = PortHolders.others(of: device, exceptSharers: link.options.keeper != nil)
        let end = link.clock.now
        for notice in sharing?.receive(holders, at: end, took: end.nanoseconds(since: now)) ?? [] {
            link.deliver(.notice(notice, at: end))
        }
    }
}
