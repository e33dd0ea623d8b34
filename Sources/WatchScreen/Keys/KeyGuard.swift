// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// Keeps from the board, while its loader counts down to booting by itself, what the technician did not just type.
///
/// One stray byte stops the countdown and the board with it. So in that window a paste that was queued before is held back,
/// and answers of the terminal (where the cursor is, what it is, where the mouse went) are taken out of what is typed. Pure.
package struct KeyGuard: Sendable {
    /// Nanoseconds after which an ESC without anything behind it is the Escape key.
    static let escapeTime: Int64 = 50_000_000

    /// Whether a countdown runs.
    package private(set) var isWindowOpen = false
    /// Reports of the terminal that were taken out, in all.
    package private(set) var reportCount = 0
    /// Bytes that were queued before a countdown and not sent, in all.
    package private(set) var heldBackCount = 0

    private var reader = TerminalReportReader()
    private var lastTime: Timestamp?

    package init() {}

    /// The board starts anew, and a countdown is to come.
    package mutating func windowBegan() {
        isWindowOpen = true
    }

    /// What was queued for the prompt before and is held back.
    ///
    /// - Parameter count: bytes that waited to be sent.
    /// - Returns: what to say to the person; nil when nothing waited.
    package mutating func heldBack(_ count: Int) -> String? {
        guard count > 0 else { return nil }
        heldBackCount += count
        let bytes = count == 1 ? "1 byte" : "\(count) bytes"
        return "Held back \(bytes) that waited to be sent: they would have stopped the countdown. "
            + "Paste them again when the board is ready for them."
    }

    /// The countdown is over, one way or the other.
    ///
    /// - Returns: bytes typed that were still looked at; they are the board's.
    package mutating func windowEnded() -> [UInt8] {
        isWindowOpen = false
        lastTime = nil
        return reader.finish()
    }

    /// Passes on what was typed, without the terminal's reports while a countdown runs.
    package mutating func receive(_ bytes: Span<UInt8>, at time: Timestamp) -> [UInt8] {
        guard isWindowOpen else { return bytes.indices.map { bytes[$0] } }
        var typed: [UInt8] = []
        for index in bytes.indices { reader.take(bytes[index], to: &typed) }
        reportCount += reader.takeReportCount()
        lastTime = reader.isOpen ? time : nil
        return typed
    }

    /// The moment at which ``advance(to:)`` has something to do.
    package var deadline: Timestamp? { lastTime?.advanced(byNanoseconds: Self.escapeTime) }

    /// Lets time pass: what looked like the beginning of a report was typed.
    ///
    /// - Returns: bytes for the board.
    package mutating func advance(to now: Timestamp) -> [UInt8] {
        guard let deadline, now >= deadline else { return [] }
        lastTime = nil
        return reader.finish()
    }
}
