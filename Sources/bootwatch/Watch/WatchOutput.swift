// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import EventSinks
import WatchScreen

/// Where a session shows things: a terminal's screen, lines of text, or events for programs; one of them.
struct WatchOutput {
    private var screen: WatchScreen?
    private var lines: PlainScreen?
    private var events: EventEncoder?

    init(_ screen: WatchScreen) { self.screen = screen }

    init(_ lines: PlainScreen) { self.lines = lines }

    init(_ events: EventEncoder) { self.events = events }

    /// What resets the terminal when nothing else can.
    var farewell: [UInt8] { screen == nil ? [] : WatchScreen.farewell }

    /// Begins, where there is something to begin.
    mutating func begin(at time: Timestamp) { screen?.begin(at: time) }

    /// The next moment at which ``advance(to:)`` has something to do.
    var deadline: Timestamp? { screen?.deadline ?? lines?.deadline }

    mutating func receive(_ bytes: Span<UInt8>, at time: Timestamp) {
        screen?.receive(bytes, at: time)
        lines?.receive(bytes, at: time)
    }

    mutating func receive(_ event: Event) {
        screen?.receive(event)
        lines?.receive(event)
        events?.append(event)
    }

    mutating func advance(to now: Timestamp) {
        screen?.advance(to: now)
        lines?.advance(to: now)
    }

    /// bootwatch's own words to the person.
    mutating func say(_ text: String) {
        screen?.say(text)
        lines?.say(text)
        // Programs read the events; a person who looks on reads the other stream.
        if events != nil { StandardError.write("bootwatch: \(SafeText.visible(text))\n") }
    }

    mutating func noteDropped(bytes: Int) {
        screen?.noteDropped(bytes: bytes)
        lines?.say("\(bytes) bytes are missing here: what reads this is too slow.")
    }

    /// Acts on the screen, where there is one.
    mutating func onScreen(_ action: (inout WatchScreen) -> Void) {
        guard var screen else { return }
        // Taken out while it works, so that its buffers are not copied.
        self.screen = nil
        action(&screen)
        self.screen = screen
    }

    /// The end: what is open is completed, the screen given back.
    mutating func end() {
        screen?.end()
        lines?.finish()
    }

    /// What is to be written.
    mutating func take() -> [UInt8] {
        if let bytes = screen?.takeOutput() { return bytes }
        if let bytes = lines?.takeOutput() { return bytes }
        guard let bytes = events?.bytes, !bytes.isEmpty else { return [] }
        events?.removeAll()
        return bytes
    }
}
