// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import Glibc
package import SystemPackage

/// A UART or a pseudo-terminal of this host, set up for reading a console, ours alone.
///
/// Bytes come as they are, and errors of the line in their places (``MarkDecoder``). Closing puts the terminal back as it
/// was found. DTR and RTS are left alone unless the settings say otherwise; what the kernel itself does cannot be helped:
/// the first opening of a UART raises both (drivers/tty/tty_port.c, tty_port_block_til_ready()).
///
/// On a pseudo-terminal, what is not there is quietly left out: data bits, parity, modem lines, RS-485, counters.
package struct SerialPort: ~Copyable, ByteSource {
    /// Bytes of one read. The kernel holds 4 KiB for a reader at a time.
    private static let bufferSize = 16 * 1_024
    /// Nanoseconds that closing waits for bytes that are still to be sent.
    private static let closingPatience: Int64 = 100_000_000

    package let name: String
    /// The line as the driver gave it, with what was done to DTR, RTS and RS-485.
    package internal(set) var settings: LineSettings?
    /// What ends the pulses of DTR and RTS that opening began; to be performed after a moment.
    package let pulseEnds: [LineAction]
    /// The device number, for ``PortHolders/others(of:)``.
    package let device: UInt64
    package let isPseudoTerminal: Bool

    let terminal: TerminalDescriptor
    private let found: TerminalState
    private let wasExclusive: Bool
    private var isLeft = false
    var buffer: [UInt8]
    var decoder = MarkDecoder()
    var judge: MarkJudge
    /// nil where the driver does not count: it is not asked again.
    var tally: CounterTally?

    /// Opens a port, takes it for us alone and sets it.
    ///
    /// - Parameters:
    ///   - path: the node, or a link to it.
    ///   - name: what it is called in messages; nil for the path.
    /// - Throws: `SourceError`: `.notFound`, `.permissionDenied`, `.busy` with who has it, `.notATerminal`,
    ///   `.settingRefused` with what was asked and given. The port is then as it was before.
    package init(path: String, name: String? = nil, settings: LineSettings) throws(SourceError) {
        let name = name ?? path
        if let fault = settings.fault { throw SourceError(.settingRefused, on: name, detail: fault) }
        let opening = PortOpening(path: path, name: name)
        let terminal = try opening.open()
        try self.init(terminal, name: name, settings: settings, origin: .opened)
    }

    /// Takes over an open port from somebody who kept it for us, such as the service manager, and closes it in the end.
    ///
    /// Settings that are as wanted already are not touched.
    ///
    /// - Throws: `SourceError` as ``init(path:name:settings:)`` does; the descriptor is closed then, too.
    package init(
        adopting descriptor: FileDescriptor, name: String, settings: LineSettings
    ) throws(SourceError) {
        let terminal = TerminalDescriptor(adopting: descriptor)
        if let fault = settings.fault { throw SourceError(.settingRefused, on: name, detail: fault) }
        Self.mark(descriptor)
        try self.init(terminal, name: name, settings: settings, origin: .adopted)
    }

    /// Takes over a port that an earlier life of ours had open and left, or died with.
    ///
    /// The line goes on as it is: DTR and RTS are not touched, whatever the settings say, and what is as wanted already is
    /// not set again. A break that the earlier life began is ended. Closing puts the line back as the first life found it.
    ///
    /// - Parameter foundState: what ``foundState`` was in the earlier life; nil, or another version's, takes the line as
    ///   it is now for how it was found.
    /// - Throws: `SourceError` as ``init(path:name:settings:)`` does; the port is given up then, and closed.
    package init(
        takingOver descriptor: FileDescriptor, name: String, settings: LineSettings, foundState: [UInt8]?
    ) throws(SourceError) {
        let terminal = TerminalDescriptor(adopting: descriptor)
        if let fault = settings.fault { throw SourceError(.settingRefused, on: name, detail: fault) }
        Self.mark(descriptor)
        try self.init(terminal, name: name, settings: settings, origin: .earlierLife(foundState))
        // A board that is held in a break for ever is no line as it was. A port without breaks refuses, ignoring.
        try? perform(.stopBreak)
    }

    /// Where a descriptor comes from.
    private enum Origin {
        case opened
        /// From somebody who may have set it up.
        case adopted
        /// From ourselves, with how the first life found it.
        case earlierLife([UInt8]?)
    }

    /// As opening would have set it: the descriptor may come without.
    private static func mark(_ descriptor: FileDescriptor) {
        _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC)
        let flags = fcntl(descriptor.rawValue, F_GETFL)
        if flags >= 0 { _ = fcntl(descriptor.rawValue, F_SETFL, flags | O_NONBLOCK) }
    }

    private init(
        _ terminal: consuming TerminalDescriptor, name: String, settings wanted: LineSettings, origin: Origin
    ) throws(SourceError) {
        var isAdopted = true
        if case .opened = origin { isAdopted = false }
        var claim = try PortOpening.claim(terminal, name: name, isAdopted: isAdopted)
        var found = claim.found
        let given: LineSettings
        var pulseEnds: [LineAction] = []
        do {
            given = try found.apply(wanted, to: terminal, name: name)
            var changes = [(ModemLine.dtr, wanted.dtr), (.rts, wanted.rts)]
            if case .earlierLife(let state) = origin {
                changes = []
                // It is exclusive because we made it so.
                claim.wasExclusive = false
                let isPseudoTerminal = claim.node.isPseudoTerminal
                found = state.flatMap { TerminalState(encoded: $0, isPseudoTerminal: isPseudoTerminal) } ?? found
            }
            for (line, change) in changes {
                guard let change else { continue }
                let end = try Self.change(line, change, on: terminal, name: name, isQuiet: claim.node.isPseudoTerminal)
                if let end { pulseEnds.append(end) }
            }
        } catch {
            found.restore(terminal)
            if !claim.wasExclusive { try? terminal.setExclusive(false) }
            // Whoever keeps a copy has a part in the lock.
            terminal.unlock()
            throw error
        }
        self.name = name
        self.settings = given
        self.pulseEnds = pulseEnds
        device = claim.node.device
        isPseudoTerminal = claim.node.isPseudoTerminal
        self.found = found
        wasExclusive = claim.wasExclusive
        buffer = Array(repeating: 0, count: Self.bufferSize)
        judge = MarkJudge(hasParity: given.parity != .none)
        tally = (try? terminal.counters()).map(CounterTally.init(from:))
        self.terminal = terminal
    }

    /// How the line was found, for ``init(takingOver:name:settings:foundState:)`` in a later life.
    package var foundState: [UInt8] { found.encoded }

    /// From now on closing puts nothing back, and keeps the lock for whoever has a copy of the descriptor.
    package mutating func leaveAsItIs() {
        isLeft = true
    }

    deinit {
        guard !isLeft else { return }
        // The driver would wait for what is still to be sent, up to 30 s when the board holds it up (closing_wait,
        // setserial(8)), and send it with the settings put back.
        var waited: Int64 = 0
        while let unsent = try? terminal.unsentBytes(), unsent > 0, !isPseudoTerminal {
            guard waited < Self.closingPatience else {
                try? terminal.discardOutput()
                break
            }
            usleep(5_000)
            waited += 5_000_000
        }
        found.restore(terminal)
        if !wasExclusive { try? terminal.setExclusive(false) }
        terminal.unlock()
    }
}
