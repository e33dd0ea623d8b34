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
            case .cut(let position, let time): console.recording?.recorder.cut(at: position, time: time)
            case .noteQuiet(let time): console.recording?.recorder.mark(.quiet, at: time)
            }
        }
        effects.removeAll(keepingCapacity: true)
    }

    private mutating func noteRecording() {
        guard let current = console.recording?.recorder.current else { return }
        reading.note(recording: current.path, start: current.start)
    }

    // MARK: - After a restart

    /// Reads the boot that was under way when the last life of the service ended, so that this one goes on where that
    /// one stopped, whatever stopped it.
    private mutating func recall() {
        guard let recording = console.recording, var replay = recording.takeReplay() else { return }
        reading.beginRecall()
        var segment: SegmentFolder.Segment?
        var last: Timestamp?
        // Damage ends the memory, not the service, ignoring.
        while let item = try? replay.next() {
            // From here on the port tells it, too.
            if let time = item.time, time >= console.began { break }
            last = item.time ?? last
            if replay.segment != segment, let new = replay.segment {
                segment = new
                var continues = false
                if case .mark(.continued, _) = item { continues = true }
                reading.enter(segment: new.path, began: new.began, continues: continues)
            }
            reading.receive(item, effects: &effects)
            act()
        }
        let entries = reading.endRecall(position: 0)
        if !recording.continues, let last {
            let gap = Gap(.notRecorded, duration: console.began.nanoseconds(since: last))
            reading.receive(.mark(.gap(gap), at: console.began), effects: &effects)
            act()
        }
        if !entries.isEmpty { console.journal.writeMissing(entries) }
    }
}
