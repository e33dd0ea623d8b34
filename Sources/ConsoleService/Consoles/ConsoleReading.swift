// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import ConsoleRecording
import SystemJournal

/// One console, read: what comes from its port or its recording goes in, what is to be done about it comes out. Pure.
struct ConsoleReading: Sendable {
    enum Effect: Sendable, Hashable {
        case publish([Event])
        case write(JournalEntry)
        /// An earlier life of the service may have written it.
        case writeMissing(JournalEntry)
        /// A boot began with the byte at a position of the stream.
        case cut(at: Int, time: Timestamp)
        /// Nothing had come up to this moment, and that was of consequence.
        case noteQuiet(at: Timestamp)
    }

    /// Nanoseconds between two cuts of a recording at least: a console that prints nothing but banners must not fill the
    /// disk with files.
    static let cutInterval: Int64 = 1_000_000_000
    /// Bytes of a line that are kept, for an analyzer that begins with it.
    private static let maximumLine = 8_192

    private let name: String
    private let entry: PortEntry
    private var analyzer: BootAnalyzer
    private var edition: ReadingSettings.Edition
    private var desk: JournalDesk
    private(set) var places: StreamPlaces
    private(set) var boot: BootPlace
    /// The analyzer's number of the boot that is under way; 0 before its first line.
    private var bootNumber = 0
    private var standing: BootStanding?
    private(set) var tally = ConsoleTally()
    private var lastCut: Timestamp?
    /// Cuts that were asked for.
    private var cuts = 0
    /// While the last of them is not made: how the recording goes on if it never is.
    private var uncut: BootPlace?
    /// The present line as far as it has come.
    private var line: [UInt8] = []
    private var startedBoot = false
    /// Rules for the next boot.
    private var offered: ReadingSettings.Edition?
    /// Whether the bytes come from the recording of an earlier life of the service.
    private var isRecalling = false
    private var recalledEntries: [JournalEntry] = []
    /// When the boot began that was under way when the recording was read.
    private var recalledBoot: Timestamp?
    private var events: [Event] = []

    /// - Parameter began: when the service began to read it; names what is read before the first boot.
    init(name: String, entry: PortEntry, edition: ReadingSettings.Edition, severity: Severity, began: Timestamp) {
        self.name = name
        self.entry = entry
        self.edition = edition
        analyzer = edition.makeAnalyzer(silence: entry.silence)
        desk = JournalDesk(severity: severity)
        places = StreamPlaces()
        boot = BootPlace(began: began, recording: nil, start: 0, firstLine: 1)
    }

    /// The next moment at which ``pass(to:effects:)`` has something to do.
    var deadline: Timestamp? { analyzer.deadline }

    /// The least severity that the journal is told.
    var severity: Severity {
        get { desk.severity }
        set { desk.severity = newValue }
    }

    /// Whether the journal is told each line.
    var mirrorsConsole = false

    // MARK: - What comes in

    /// Takes bytes or a mark, live or from a recording.
    mutating func receive(_ item: RecordedItem, effects: inout [Effect]) {
        switch item {
        case .chunk(let chunk) where chunk.isNoise: places.skip(chunk.bytes.count)
        case .chunk(let chunk): take(chunk, effects: &effects)
        case .mark(.continued, _), .mark(.carried, _): break
        case .mark:
            analyzer.receive(item, to: &events)
            tell(effects: &effects)
        }
    }

    /// Bytes are missing that the recording may hold.
    mutating func noteDropped(_ bytes: Int, at time: Timestamp, effects: inout [Effect]) {
        tally.unread += bytes
        places.skip(bytes)
        line.removeAll(keepingCapacity: true)
        receive(.mark(.gap(Gap(.dropped, bytes: bytes)), at: time), effects: &effects)
    }

    mutating func pass(to now: Timestamp, effects: inout [Effect]) {
        analyzer.pass(to: now, events: &events)
        guard !events.isEmpty else { return }
        effects.append(.noteQuiet(at: now))
        tell(effects: &effects)
    }

    /// Line by line, so that it is known of which line is spoken, and how the boot stood at that line.
    private mutating func take(_ chunk: RecordedChunk, effects: inout [Effect]) {
        tally.note(errors: chunk.errors)
        var start = 0
        var errors = chunk.errors[...]
        while start < chunk.bytes.count || !errors.isEmpty {
            let end = chunk.bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? chunk.bytes.count
            let inside = errors.prefix { $0.offset < end || end == chunk.bytes.count }
            errors = errors.dropFirst(inside.count)
            let endsLine = end > start && chunk.bytes[end - 1] == 0x0A
            let piece = RecordedChunk(
                Array(chunk.bytes[start..<end]), errors: inside.map { LineError($0.kind, at: $0.offset - start) },
                time: chunk.time)
            line.append(contentsOf: piece.bytes.prefix(max(Self.maximumLine - line.count, 0)))
            places.take(piece.bytes.count, endsLine: endsLine, at: chunk.time ?? boot.began)
            analyzer.receive(.chunk(piece), to: &events)
            tell(effects: &effects)
            if startedBoot { renewRules(at: chunk.time, effects: &effects) }
            if endsLine {
                tally.lines += 1
                if mirrorsConsole, !isRecalling { mirror(effects: &effects) }
                line.removeAll(keepingCapacity: true)
            }
            start = end
        }
    }

    private func mirror(effects: inout [Effect]) {
        let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
        let context = ConsoleContext(
            console: name, board: entry.board, boot: bootNumber, bootID: SegmentFolder.stamp(boot.began),
            firstLine: boot.firstLine)
        effects.append(.write(.console(text, number: places.lineNumber - 1, in: context)))
    }

    // MARK: - What comes out

    private mutating func tell(effects: inout [Effect]) {
        guard !events.isEmpty else { return }
        let fresh = analyzer.standing
        for event in events {
            if case .boot = event.content, event.boot != bootNumber { beginBoot(event, effects: &effects) }
            if case .finding = event.content { places.note(event.line) }
            tally.receive(event)
            // What closes a boot is told when the next one has begun.
            let standing = fresh.boot == event.boot ? fresh : standing
            guard let kind = desk.kind(of: event) else { continue }
            if isRecalling, event.content.isAboutPort { continue }
            let entry = kind.entry(in: context(of: event, standing: standing))
            if isRecalling {
                recalledEntries.append(entry)
            } else {
                // Of that boot the earlier life may have read more than it came to record.
                let mayBeThere = boot.began == recalledBoot && !event.content.isAboutPort
                effects.append(mayBeThere ? .writeMissing(entry) : .write(entry))
            }
        }
        standing = fresh
        tally.note(fresh)
        effects.append(.publish(events))
        events.removeAll(keepingCapacity: true)
    }

    private mutating func beginBoot(_ event: Event, effects: inout [Effect]) {
        if let place = places.place(of: event.line), place.bytes.lowerBound > boot.start, bootNumber > 0 {
            boot.began = Self.name(for: place.time, after: boot.began)
            if !isRecalling, boot.recording != nil { cut(at: place, line: event.line, effects: &effects) }
        }
        bootNumber = event.boot
        startedBoot = true
        desk.beginBoot()
        places.beginBoot()
        places.note(event.line)
        tally.beginBoot(at: boot.began)
    }

    /// The moment that a boot is known by: another one for each, though several came with one read.
    private static func name(for time: Timestamp, after last: Timestamp) -> Timestamp {
        let millisecond: Int64 = 1_000_000
        let whole = { (time: Timestamp) in Timestamp(nanoseconds: time.nanoseconds / millisecond * millisecond) }
        return max(whole(time), whole(last).advanced(byNanoseconds: millisecond))
    }

    private mutating func cut(at place: StreamPlaces.Place, line: Int, effects: inout [Effect]) {
        if let lastCut, boot.began.nanoseconds(since: lastCut) < Self.cutInterval { return }
        // The recorder will name it so. Where the host's clock went back the names would not be in order: it stays.
        guard let path = boot.recording, let folder = path.lastIndex(of: "/").map({ path[...$0] }) else { return }
        let next = folder + SegmentFolder.name(console: name, at: boot.began)
        guard next > path else { return }
        lastCut = boot.began
        if uncut == nil { uncut = boot }
        cuts += 1
        boot.recording = String(next)
        boot.start = place.bytes.lowerBound
        boot.firstLine = line
        effects.append(.cut(at: boot.start, time: boot.began))
    }

    private func context(of event: Event, standing: BootStanding?) -> ConsoleContext {
        ConsoleContext(
            console: name, board: entry.board, boot: event.boot, bootID: SegmentFolder.stamp(boot.began),
            stage: standing?.stage, outcome: standing?.outcome, firstLine: boot.firstLine,
            recording: recording(of: event))
    }

    private func recording(of event: Event) -> ConsoleContext.Recording? {
        guard let path = boot.recording else { return nil }
        var bytes = boot.start..<max(places.position, boot.start)
        if case .diagnosis(let diagnosis) = event.content {
            bytes = places.bytes(of: diagnosis.evidence.lazy.map(\.line)) ?? bytes
        }
        let start = max(bytes.lowerBound - boot.start, 0)
        return ConsoleContext.Recording(path: path, bytes: start..<max(bytes.upperBound - boot.start, start))
    }

    // MARK: - The recording

    /// The recording that the stream goes to from `start` on, as far as that is known.
    ///
    /// - Parameter cuts: those that were asked for and are made, or will not be.
    mutating func note(recording path: String, start: Int, cuts: Int = 0) {
        // What it tells is how it was before the cut.
        guard cuts >= self.cuts else { return }
        if let uncut, path < boot.recording ?? "" {
            // There was no room for another file.
            (boot.start, boot.firstLine) = (uncut.start, uncut.firstLine)
        }
        uncut = nil
        if boot.recording == nil || start >= boot.start {
            // Cut for its size: about here.
            if boot.recording != nil, start > boot.start { boot.firstLine = places.lineNumber }
            boot.start = start
        }
        boot.recording = path
    }

    // MARK: - After a restart

    /// What follows comes from the recording of an earlier life of the service, up to ``endRecall(position:)``.
    mutating func beginRecall() {
        isRecalling = true
    }

    /// What follows comes from this segment.
    ///
    /// - Parameter bootBegan: when the boot began that it begins with; nil where that is the one before.
    mutating func enter(segment path: String, bootBegan: Timestamp?) {
        boot.recording = path
        boot.start = places.position
        boot.firstLine = places.lineNumber
        if let bootBegan { boot.began = bootBegan }
    }

    /// Of the segment that is being read, something in the middle is left out.
    ///
    /// - Parameter lines: how many lines ended there.
    mutating func skip(_ bytes: Int, lines: Int) {
        places.skip(bytes)
        boot.firstLine -= lines
    }

    /// The recording is read; what follows is live.
    ///
    /// - Parameter position: of the next byte in the stream.
    /// - Returns: what the journal should hold of it; the last life may not have come to write all of it.
    mutating func endRecall(position: Int) -> [JournalEntry] {
        isRecalling = false
        recalledBoot = bootNumber > 0 ? boot.began : nil
        boot.start += position - places.position
        places.move(to: position)
        tally.forgetCounts()
        defer { recalledEntries = [] }
        return recalledEntries
    }

    // MARK: - New rules

    /// Rules that were loaded anew hold from a console's next boot on: a boot that is read half by the old ones and half
    /// by the new ones would be judged by neither.
    mutating func offer(_ new: ReadingSettings.Edition) {
        if new.number != edition.number { offered = new }
    }

    /// The new analyzer begins with the line that began the boot.
    private mutating func renewRules(at time: Timestamp?, effects: inout [Effect]) {
        startedBoot = false
        guard let new = offered, !isRecalling else { return }
        offered = nil
        edition = new
        let baudRate = analyzer.baudRate
        analyzer = new.makeAnalyzer(silence: entry.silence)
        analyzer.baudRate = baudRate
        // It counts boots and lines from 1, and this boot is known already.
        bootNumber = 1
        boot.firstLine = 1
        places = StreamPlaces(position: places.position - line.count)
        places.take(line.count, endsLine: line.last == 0x0A, at: time ?? boot.began)
        analyzer.receive(.chunk(RecordedChunk(line, time: time)), to: &events)
        tell(effects: &effects)
        startedBoot = false
    }
}

extension Event.Content {
    /// Whether it is about the port rather than about the board.
    fileprivate var isAboutPort: Bool {
        switch self {
        case .port, .gap: true
        default: false
        }
    }
}
