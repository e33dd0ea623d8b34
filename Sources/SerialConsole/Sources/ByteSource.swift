// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog
package import SystemPackage

/// A console that bytes come from: a UART, a pseudo-terminal, a socket, a growing file.
///
/// Never waits. Its owner waits on ``readiness`` and calls ``read(into:)``; a source belongs to one task.
package protocol ByteSource: ~Copyable, Sendable {
    /// Readable as soon as ``read(into:)`` has something to give, or has to notice an end.
    var readiness: FileDescriptor { get }

    /// Writable as soon as ``write(_:)`` takes bytes; nil for a source that cannot be written to.
    var writability: FileDescriptor? { get }

    /// What the console is called in messages.
    var name: String { get }

    /// Whether the console is there; false for one that its keeper waits for, and tells when it comes.
    var isConsoleOpen: Bool { get }

    /// Appends what has arrived, and the errors in their places, to a chunk.
    ///
    /// - Throws: `SourceError` when the source broke in a way that is no ordinary end.
    mutating func read(into chunk: inout ConsoleChunk) throws(SourceError) -> ReadOutcome

    /// Hands bytes to the board, as many as are taken without waiting.
    ///
    /// - Returns: how many were taken; 0 when the source is full.
    /// - Throws: `SourceError` with code `.notWritable`, or `.lost`.
    mutating func write(_ bytes: Span<UInt8>) throws(SourceError) -> Int

    /// Does something to the line itself.
    ///
    /// - Throws: `SourceError` with code `.notSupported` where there is no such line.
    mutating func perform(_ action: LineAction) throws(SourceError)

    /// The states of the modem lines; nil where there are none.
    func modemLines() -> ModemLines?

    /// What the driver has counted since the port was opened; nil where nothing counts.
    func counters() -> LineCounters?

    /// The line's settings as the driver gave them; nil where there are none.
    var settings: LineSettings? { get }

    /// What it means when ``read(into:)`` says that it is over.
    var endReason: Gap.Reason { get }

    /// The device number of a terminal of this host, for ``PortHolders/others(of:)``; nil for what is none.
    var terminalDevice: UInt64? { get }

    /// What ends the pulses that opening began; to be performed after a moment.
    var pulseEnds: [LineAction] { get }

    /// From now on closing puts nothing back: somebody keeps the line for a later life.
    mutating func leaveAsItIs()
}

extension ByteSource where Self: ~Copyable {
    package var isConsoleOpen: Bool { true }

    package var settings: LineSettings? { nil }

    package var endReason: Gap.Reason { .hungUp }

    package var terminalDevice: UInt64? { nil }

    package var pulseEnds: [LineAction] { [] }

    package mutating func leaveAsItIs() {}

    package func modemLines() -> ModemLines? { nil }

    package func counters() -> LineCounters? { nil }

    package mutating func perform(_ action: LineAction) throws(SourceError) {
        throw SourceError(.notSupported, on: name)
    }
}
