// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import EventSinks
import Glibc
import SerialConsole
import SystemPackage
import WatchScreen

/// A technician at a console: takes turns between the board's bytes, keys, signals and deadlines.
///
/// Everything here runs in one task, so nothing is locked. It never delays the port: that is read by the link's own task,
/// recorded by a thread, and handed over through a bounded queue; what is shown goes out on another thread.
struct WatchSession: ~Copyable {
    /// Why the session is over.
    enum Ending: Equatable {
        /// The person left.
        case left
        /// What was waited for has come, or can come no more.
        case condition
        case timeout
        case signal(Int32)
        /// The console is over.
        case feed
        /// Nobody reads the output any more, or it takes nothing more.
        case brokenOutput(Errno)
    }

    /// Bytes of the console that wait for the analysis at most.
    private static let backlog = 8 << 20
    /// Items taken before keys and signals get their turn.
    private static let itemsInARow = 64

    let plan: WatchPlan
    let feed: WatchFeed
    let recording: WatchRecording
    var clock: SessionClock
    var output: WatchOutput
    private let waiter: ReadinessWaiter
    private let loop: ReadinessLoop
    private let queue: BoundedQueue<ConsoleItem>
    private let messages: BoundedQueue<String>
    private let writer: OutputWriter
    private let signals: SignalWatch
    private var analyst: Analyst
    private var keyboard: Keyboard
    private var events: [Event] = []
    /// Whether the console was there at least once.
    private var wasOpen = false
    /// Bytes that the terminal was too slow for, since it was last told.
    private var unshown = 0
    private var deadline: Timestamp?
    var ending: Ending?

    /// - Throws: `Errno` when the system gives no descriptors.
    init(
        _ plan: WatchPlan, analyzer: BootAnalyzer, output: WatchOutput, signals: consuming SignalWatch,
        keyboard: consuming Keyboard
    ) throws(Errno) {
        self.plan = plan
        self.output = output
        self.signals = signals
        self.keyboard = keyboard
        analyst = Analyst(analyzer)
        let loop = try ReadinessLoop()
        let waiter = loop.makeWaiter()
        let host = HostClock()
        let queue = BoundedQueue<ConsoleItem>(limit: Self.backlog) { waiter.nudge() }
        let messages = BoundedQueue<String>(limit: 1 << 16) { waiter.nudge() }
        let recording = WatchRecording(plan.log, console: plan.name) { messages.push($0, size: $0.utf8.count) }
        switch plan.source {
        case .console(let address, let options):
            clock = SessionClock(host: host)
            feed = .console(
                ConsoleLink(address, options: options, loop: loop, clock: host, noteRoom: { waiter.nudge() }) { item in
                    recording.receive(item)
                    queue.push(item, size: item.size)
                })
        case .recording(let path, let speed):
            clock = SessionClock(host: host, speed: speed)
            feed = .recording(
                ReplayFeed(
                    path: path, speed: speed, clock: host, loop: loop,
                    hasRoom: { queue.pendingBytes < Self.backlog / 2 },
                    deliver: { queue.push($0, size: $0.size) }))
        }
        writer = OutputWriter { waiter.nudge() }
        self.loop = loop
        self.waiter = waiter
        self.queue = queue
        self.messages = messages
        self.recording = recording
    }

    // MARK: - The course

    /// Runs to the end.
    ///
    /// - Returns: the exit status.
    mutating func run() async -> Int32 {
        let (feed, queue, loop) = (feed, queue, loop)
        output.begin(at: clock.now)
        if recording.isWantedFromTheStart, let trouble = beginRecording() {
            output.end()
            flush()
            writer.finish()
            keyboard.release()
            StandardError.write("bootwatch: \(trouble)\n")
            return 2
        }
        deadline = plan.timeout.map { clock.host.now.advanced(byNanoseconds: $0) }
        async let feeding: String? = {
            defer { queue.close() }
            // On the loop's own thread: what is readable is read without another thread being woken.
            return await withTaskExecutorPreference(loop) { await feed.run() }
        }()
        while ending == nil {
            await turn()
        }
        feed.close()
        return finish(trouble: await feeding)
    }

    private mutating func turn() async {
        // Read first: what is taken afterwards is never older than the time that has passed.
        let now = clock.now
        takeItems()
        // In a replay time begins with what was just taken.
        letTimePass(to: clock.isReplay ? clock.now : now)
        takeKeys()
        takeSignals()
        takeMessages()
        flush()
        if let failure = writer.failure { ending = ending ?? .brokenOutput(failure) }
        guard ending == nil else { return }
        let wakeUps = [
            clock.isReplay ? nil : analyst.deadline.flatMap { clock.monotonic($0) },
            output.deadline.flatMap { clock.monotonic($0) },
            keyboard.deadline.map { clock.host.monotonic($0) }, deadline.map { clock.host.monotonic($0) },
        ]
        var readable = [signals.descriptor]
        if takesMoreKeys, let keys = keyboard.descriptor { readable.append(keys) }
        _ = await waiter.wait(readable: readable, until: wakeUps.compactMap(\.self).min())
    }

    private mutating func letTimePass(to now: Timestamp) {
        // A recording says itself how time passed: what comes late in its replay did not come late then.
        if !clock.isReplay { analyst.advance(to: now, events: &events) }
        // So that a replay notices the silence too, also of a recording that was never closed.
        if !events.isEmpty { recording.receive(.quiet(at: now)) }
        show(at: now)
        output.advance(to: now)
        if let deadline, clock.host.now >= deadline { ending = ending ?? .timeout }
        if let until = plan.until, ending == nil, analyst.isOver || until.isMet(by: analyst.standing) {
            ending = .condition
        }
    }

    // MARK: - The console

    private mutating func takeItems() {
        for _ in 0..<Self.itemsInARow {
            guard let item = queue.take() else { return }
            switch item {
            case .element(let item): take(item)
            case .dropped(let bytes): analyst.noteDropped(bytes: bytes, at: clock.now, to: &events)
            case .end: ending = ending ?? .feed
            }
            show(at: clock.now)
            guard ending == nil else { return }
        }
        // There may be more; keys and signals come first.
        waiter.nudge()
    }

    private mutating func take(_ item: ConsoleItem) {
        switch item {
        case .chunk(let chunk):
            clock.note(chunk.time)
            take(chunk)
        case .noise(let chunk): clock.note(chunk.time)
        case .answer(let text, _): output.say(text)
        default:
            clock.note(item.time)
            analyst.receive(item, to: &events)
            note(item)
        }
    }

    /// What the status line and the exit status need to know of the console itself.
    private mutating func note(_ item: ConsoleItem) {
        switch item {
        case .opened(_, let baudRate, _):
            wasOpen = true
            output.onScreen { $0.setSpeed(baudRate) }
        case .speed(_, let baudRate, _): output.onScreen { $0.setSpeed(baudRate) }
        default: break
        }
    }

    /// Line by line, so that what is said of a line stands right below it.
    private mutating func take(_ chunk: ConsoleChunk) {
        var start = 0
        var errors = chunk.errors[...]
        while start < chunk.bytes.count || !errors.isEmpty {
            let end = chunk.bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? chunk.bytes.count
            let inside = errors.prefix { $0.offset < end || end == chunk.bytes.count }
            errors = errors.dropFirst(inside.count)
            let piece = Array(chunk.bytes[start..<end])
            output.receive(piece.span, at: chunk.time)
            analyst.append(
                piece, errors: inside.map { LineError($0.kind, at: $0.offset - start) }, at: chunk.time, to: &events)
            show(at: chunk.time)
            start = end
        }
    }

    /// Shows what became known.
    private mutating func show(at time: Timestamp) {
        guard !events.isEmpty else { return }
        for event in events {
            output.receive(event)
            switch keyboard.receive(event) {
            case .began?: holdBack()
            case .ended(let actions)?: for action in actions { perform(action) }
            case nil: break
            }
        }
        events.removeAll(keepingCapacity: true)
    }

    /// A paste for the prompt before would stop the countdown that is coming.
    private mutating func holdBack() {
        var count = feed.discardUnsent()
        // Only a paste that is under way has a rest; a key that was just pressed is the board's.
        if count > 0 { count += keyboard.discardPending() }
        if let words = keyboard.sayHeldBack(count) { output.say(words) }
    }

    // MARK: - Keys and signals

    /// A pipe is read no faster than the board takes it, so that nothing of it is dropped.
    private var takesMoreKeys: Bool { keyboard.isTerminal || feed.hasRoomToSend }

    private mutating func takeKeys() {
        let now = clock.host.now
        if takesMoreKeys {
            for action in keyboard.read(at: now) { perform(action) }
        }
        for action in keyboard.advance(to: now) { perform(action) }
    }

    private mutating func takeSignals() {
        while let signal = signals.next() {
            switch signal {
            case SIGWINCH:
                let size = Process.size(of: 1)
                output.onScreen { $0.resize(size) }
            case SIGTSTP: pause()
            case SIGPIPE: break
            default: ending = ending ?? .signal(signal)
            }
        }
    }

    /// Stops as a job of the shell, and goes on when the shell says so.
    private mutating func pause() {
        output.onScreen { $0.suspend() }
        flush()
        writer.flush()
        keyboard.release()
        SignalWatch.stopProcess()
        keyboard.resume()
        let (size, now) = (Process.size(of: 1), clock.now)
        output.onScreen { $0.resume(size, at: now) }
    }

    private mutating func takeMessages() {
        while case .element(let text)? = messages.take() {
            output.say(text)
        }
    }

    /// Writes what there is to write; what the terminal is too slow for is counted and told.
    private mutating func flush() {
        let bytes = output.take()
        guard !bytes.isEmpty else { return }
        if unshown > 0 {
            // Told when the terminal has caught up: a word about each of many holes would make more of them.
            guard writer.isIdle else { return unshown += bytes.count }
            output.noteDropped(bytes: unshown)
            unshown = 0
            _ = writer.write(output.take())
        }
        if !writer.write(bytes) { unshown += bytes.count }
    }

    // MARK: - The end

    /// - Parameter trouble: why the console could not go on; nil for an ordinary end.
    private mutating func finish(trouble: String?) -> Int32 {
        // What came in while it was being closed is still shown.
        if writer.failure == nil {
            while case .element(let item)? = queue.take() { take(item) }
        }
        takeMessages()
        let standing = analyst.standing
        analyst.finish(events: &events)
        let hasFailure = events.contains { event in
            guard case .verdict(let verdict) = event.content else { return false }
            return verdict.scope == .capture && verdict.code != nil
        }
        show(at: clock.now)
        output.end()
        flush()
        writer.finish()
        keyboard.release()
        let isRecorded = recording.end(at: clock.now)
        if !isRecorded { StandardError.write("bootwatch: The end of the recording is not written.\n") }
        loop.stop()
        if let trouble { StandardError.write("bootwatch: \(SafeText.visible(trouble))\n") }
        switch ending {
        case .signal(let number)?: return 128 + number
        case .brokenOutput(.brokenPipe)?: return 128 + SIGPIPE
        case .brokenOutput(let error)?:
            StandardError.write("bootwatch: Cannot write to standard output: \(error).\n")
            return 2
        case .feed? where trouble != nil: return 2
        case .timeout? where plan.until != nil: return 1
        case .timeout? where !wasOpen && !clock.isReplay:
            StandardError.write("bootwatch: The console was not there in all that time.\n")
            return 2
        case .condition? where plan.until?.isReached(in: standing) == false: return 1
        default: return hasFailure ? 1 : 0
        }
    }
}
