// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import SystemPackage
import WatchScreen

/// Standard input: a technician's keys, or a script's bytes for the board.
///
/// On a terminal it is read in raw mode, and the prefix key and `~.` are bootwatch's; a pipe goes to the board as it is.
struct Keyboard: ~Copyable {
    private static let readSize = 4_096

    /// Readable when there is something typed; nil when nothing is wanted or nothing more comes.
    private(set) var descriptor: FileDescriptor?
    private var modes: TerminalModes?
    private var reader: KeyReader
    private var keyGuard = KeyGuard()
    private var boot = 0

    /// - Parameters:
    ///   - sendsInput: whether anything goes to the board.
    ///   - farewell: what resets the screen when the process dies of a trap.
    init(sendsInput: Bool, farewell: [UInt8]) {
        reader = KeyReader(sendsInput: sendsInput)
        modes = TerminalModes(FileDescriptor.standardInput.rawValue, farewell: farewell)
        // Without a terminal there are no orders, and without input nothing to read.
        descriptor = modes != nil || sendsInput ? .standardInput : nil
    }

    /// Whether a person types: then orders may come at any time, and must not stand in a queue behind what was pasted.
    var isTerminal: Bool { modes != nil }

    /// The next moment at which ``advance(to:)`` has something to do.
    var deadline: Timestamp? { keyGuard.deadline }

    /// Takes what was typed, if anything was; must be called only when the descriptor may be readable.
    mutating func read(at now: Timestamp) -> [KeyAction] {
        guard let descriptor, Process.isReadable(descriptor.rawValue) else { return [] }
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        let count = (try? buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
        guard count > 0 else {
            // The end of a pipe; or the terminal is gone, and SIGHUP tells the rest.
            self.descriptor = nil
            return []
        }
        let bytes = buffer.span.extracting(0..<count)
        guard modes != nil else { return [.send(Array(buffer[..<count]))] }
        return reader.receive(keyGuard.receive(bytes, at: now).span)
    }

    /// Lets time pass: what looked like the beginning of a terminal's report was typed.
    mutating func advance(to now: Timestamp) -> [KeyAction] {
        let typed = keyGuard.advance(to: now)
        return typed.isEmpty ? [] : reader.receive(typed.span)
    }

    /// Throws away what is typed and not read yet: the rest of a paste. Returns how many bytes that were.
    mutating func discardPending() -> Int {
        var count = 0
        while let descriptor, Process.isReadable(descriptor.rawValue) {
            var buffer = [UInt8](repeating: 0, count: Self.readSize)
            let some = (try? buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
            guard some > 0 else { break }
            count += some
        }
        return count
    }

    /// Says what became of bytes that were held back when a window began; nil when there were none.
    mutating func sayHeldBack(_ count: Int) -> String? { keyGuard.heldBack(count) }

    /// What an event changes for what is typed.
    enum Window {
        /// A boot begins: what waits to be sent is to be held back.
        case began
        /// The board takes input again; what was typed last was still looked at.
        case ended([KeyAction])
    }

    /// Follows the boot: from its beginning until a prompt, or the kernel, only what is typed just then is the board's.
    mutating func receive(_ event: Event) -> Window? {
        switch event.content {
        case .boot where event.boot > boot:
            boot = event.boot
            // The first boot of a session may have begun long ago.
            guard boot > 1 else { return nil }
            keyGuard.windowBegan()
            return .began
        case .stage(let change) where keyGuard.isWindowOpen:
            guard change.activity == .prompt || change.stage > .bootloader else { return nil }
            return .ended(reader.receive(keyGuard.windowEnded().span))
        default: return nil
        }
    }

    /// Gives the terminal back, for a while or for good.
    mutating func release() { modes?.leave() }

    /// Takes the terminal again.
    mutating func resume() { modes?.enter() }
}
