// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import BoundedWork
import ConsoleRecording
import SerialConsole

/// Reads what a console's link has handed over, and does what follows from it: tells the journal and those who look on,
/// and has the recording cut where a boot begins.
///
/// One task runs it. It never delays the port, nor the recording: both go on without it.
struct ConsoleAnalyst: ~Copyable {
    /// Items taken before another console gets its turn.
    private static let itemsInARow = 64
    /// Nanoseconds that the beginning waits for a recording whose disk does not answer.
    private static let patience: Int64 = 5_000_000_000

    private let console: ConsoleParts
    private var reading: ConsoleReading
    private var effects: [ConsoleReading.Effect] = []
    private var isOver = false

    init(_ console: ConsoleParts) {
        self.console = console
        reading = ConsoleReading(
            name: console.name, entry: console.entry, edition: console.settings.edition,
            severity: console.settings.journal.severity,
            began: console.began)
    }

    /// Runs until the queue is closed and empty.
    mutating func run() async {
        await waitForRecording()
        recall()
        while !isOver {
            // Read first: what is taken afterwards is never older than the time that has passed.
            let now = console.clock.now
            reading.offer(console.settings.edition)
            let journal = console.settings.journal
            reading.severity = journal.severity
            reading.mirrorsConsole = journal.mirrorsConsole
            noteRecording()
            takeItems()
            reading.pass(to: now, effects: &effects)
            act()
            console.board.set(reading.tally)
            console.noteChange()
            guard !isOver else { break }
            _ = await console.waiter.wait(readable: [], until: reading.deadline.map { console.clock.monotonic($0) })
        }
        console.waiter.retire()
    }

    private mutating func takeItems() {
        for _ in 0..<Self.itemsInARow {
            switch console.queue.take() {
            case .element(let item)?: take(item)
            case .dropped(let bytes)?: reading.noteDropped(bytes, at: console.clock.now, effects: &effects)
            case .end?:
                isOver = true
                return
            case nil: return
            }
            act()
        }
        // There may be more; the other consoles come first.
        console.waiter.nudge()
    }

    private mutating func take(_ item: ConsoleItem) {
        switch item {
        case .chunk(let chunk), .noise(let chunk):
            var isNoise = false
            if case .noise = item { isNoise = true }
            let read = RecordedChunk(chunk.bytes, errors: chunk.errors, time: chunk.time, isNoise: isNoise)
            reading.receive(.chunk(read), effects: &effects)
        default: for mark in item.marks { reading.receive(.mark(mark, at: item.time), effects: &effects) }
        }
    }

    private mutating func act() {
        for effect in effects {
            switch effect {
            case .publish(let events): console.viewers.publish(events)
            case .write(let entry): console.journal.write(entry)
            case .writeMissing(let entry): console.journal.writeMissing([entry], areNews: true)
            case .cut(let position, let time): console.recording?.recorder.cut(at: position, time: time)
            case .noteQuiet(let time): console.recording?.recorder.mark(.quiet, at: time)
            }
        }
        effects.removeAll(keepingCapacity: true)
    }

    private mutating func noteRecording() {
        guard let current = console.recording?.recorder.current else { return }
        reading.note(recording: current.path, start: current.start, cuts: current.cuts)
    }

    // MARK: - After a restart

    /// Waits until the recorder has put in order what was recorded before; the port is read meanwhile.
    private func waitForRecording() async {
        guard let recording = console.recording else { return }
        let end = console.clock.now.advanced(byNanoseconds: Self.patience)
        while !recording.isReady, console.clock.now < end {
            _ = await console.waiter.wait(readable: [], until: console.clock.monotonic(end))
        }
    }

    /// Reads the boot that was under way when the last life of the service ended, so that this one goes on where that
    /// one stopped, whatever stopped it.
    private mutating func recall() {
        guard let recording = console.recording, var past = recording.takePast() else { return }
        reading.beginRecall()
        var segment: SegmentFolder.Segment?
        var last: Timestamp?
        var skipped = 0
        // Damage ends the memory, not the service, ignoring.
        while var item = try? past.next() {
            if past.segment != segment, let new = past.segment {
                segment = new
                last = last ?? new.began
                reading.enter(segment: new.path, bootBegan: past.bootBegan(in: new))
            }
            if past.skippedBytes > skipped {
                reading.skip(past.skippedBytes - skipped, lines: past.skippedLines)
                skipped = past.skippedBytes
            }
            if case .chunk(var chunk) = item, chunk.time == nil {
                // The last life ended between the bytes and their line in the index.
                chunk.time = last?.advanced(byNanoseconds: 1_000_000)
                item = .chunk(chunk)
            }
            last = item.time ?? last
            reading.receive(item, effects: &effects)
            act()
        }
        let entries = reading.endRecall(position: 0)
        if !entries.isEmpty { console.journal.writeMissing(entries, areNews: false) }
        if !recording.continues, let last {
            let gap = Gap(.notRecorded, duration: console.began.nanoseconds(since: last))
            reading.receive(.mark(.gap(gap), at: console.began), effects: &effects)
            act()
        }
    }
}
