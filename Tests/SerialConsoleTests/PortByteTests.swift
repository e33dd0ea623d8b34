// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

import BootLog
import CLinuxTTY
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import SerialConsole

/// Bytes through a pseudo-terminal, and its ends.
@Suite struct PortByteTests {
    private static let start = Timestamp(nanoseconds: 0)

    @Test(arguments: [1, 2, 3, 7, 256])
    func `all 256 values come as they were sent, however they are split`(size: Int) throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        let sent = (0...255).map { UInt8($0) } + [0xFF, 0xFF, 0x00, 0xFF, 0x00, 0x00, 0x0D, 0x0A, 0x03, 0x11, 0x13]
        var chunk = ConsoleChunk(time: Self.start)
        var rest = sent[...]
        while !rest.isEmpty {
            let portion = rest.prefix(size)
            rest = rest.dropFirst(size)
            let wanted = chunk.bytes.count + portion.count
            #expect(try terminal.print(portion) == portion.count)
            #expect(try port.receive(wanted, into: &chunk) == .bytes)
        }
        #expect(chunk.bytes == sent)
        #expect(chunk.errors.isEmpty)
        #expect(try port.read(into: &chunk) == .nothing)
    }

    @Test func `a megabyte comes whole while the kernel takes it in pieces`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        var random = SplitMix64(seed: 22)
        let sent = random.bytes(1 << 20)
        var chunk = ConsoleChunk(time: Self.start)
        var rest = sent[...]
        while chunk.bytes.count < sent.count {
            rest = rest.dropFirst(try terminal.print(rest.prefix(5_000)))
            if try port.read(into: &chunk) == .nothing, !PseudoTerminal.wait(for: port.readiness, POLLIN) { break }
        }
        #expect(chunk.bytes == sent)
        #expect(chunk.errors.isEmpty)
    }

    @Test func `what is written reaches the board as it is`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        let sent = (0...255).map { UInt8($0) }
        #expect(try port.write(sent.span) == 256)
        #expect(try port.write([UInt8]().span) == 0)
        #expect(try terminal.received(256) == sent)
    }

    @Test func `a board that takes nothing stalls the writing alone`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        let portion = [UInt8](repeating: 0x55, count: 4_096)
        var taken = 0
        // Full for good: once the kernel's worker has moved bytes on, there may be room again.
        while taken < 4 << 20 {
            let count = try port.write(portion.span)
            taken += count
            if count == 0, !PseudoTerminal.wait(for: port.readiness, POLLOUT, milliseconds: 200) { break }
        }
        #expect(try port.write(portion.span) == 0)
        #expect(taken > 0)
        _ = try terminal.print(Array("still here\r\n".utf8))
        var chunk = ConsoleChunk(time: Self.start)
        #expect(try port.receive(12, into: &chunk) == .bytes)
        #expect(chunk.bytes == Array("still here\r\n".utf8))
        // As soon as the board reads, there is room again.
        #expect(try terminal.received(taken).count == taken)
        #expect(PseudoTerminal.wait(for: port.readiness, POLLOUT))
        #expect(try port.write(portion.span) > 0)
    }

    @Test func `output that is held up can be thrown away`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        let portion = [UInt8](repeating: 0x55, count: 4_096)
        while try port.write(portion.span) > 0 {}
        try port.perform(.discardOutput)
        #expect(try port.write(portion.span) > 0)
    }

    @Test func `a board that goes away ends the port`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        var chunk = ConsoleChunk(time: Self.start)
        #expect(try port.read(into: &chunk) == .nothing)
        terminal.hangUp()
        #expect(PseudoTerminal.wait(for: port.readiness, POLLIN), "the end makes it readable")
        #expect(try port.read(into: &chunk) == .ended)
        #expect(try port.read(into: &chunk) == .ended)
        #expect(chunk == ConsoleChunk(time: Self.start))
        let path = terminal.path
        #expect {
            _ = try port.write([0x0D].span)
        } throws: { error in
            "\(error)" == "Lost '\(path)': input/output error. Check the cable and that the other side is on."
        }
        #expect {
            try port.perform(.discardOutput)
        } throws: { error in
            (error as? SourceError)?.code == .lost
        }
        #expect(port.counters() == nil)
        #expect(port.modemLines() == nil)
    }

    @Test func `a port is opened, closed and opened again without a descriptor more`() throws {
        let terminal = try PseudoTerminal()
        for round in 0..<100 {
            var port = try SerialPort(path: terminal.path, settings: LineSettings())
            var chunk = ConsoleChunk(time: Self.start)
            #expect(try terminal.print([UInt8(round)]) == 1)
            #expect(try port.receive(1, into: &chunk) == .bytes)
            #expect(chunk.bytes == [UInt8(round)])
        }
        #expect(try terminal.openings() == 1, "the test's own")
    }

    @Test func `an unfinished mark gives nothing until the rest is there`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        // Without PARMRK the kernel hands on what looks like a mark cut in two.
        var settings = try terminal.near.settings()
        settings.input_flags = 0
        try terminal.near.set(settings)
        var chunk = ConsoleChunk(time: Self.start)
        #expect(try terminal.print([0xFF]) == 1)
        #expect(PseudoTerminal.wait(for: port.readiness, POLLIN))
        #expect(try port.read(into: &chunk) == .nothing)
        #expect(try terminal.print([0x00]) == 1)
        #expect(PseudoTerminal.wait(for: port.readiness, POLLIN))
        #expect(try port.read(into: &chunk) == .nothing)
        #expect(try terminal.print([0x7E, 0x21]) == 2)
        #expect(try port.receive(2, into: &chunk) == .bytes)
        #expect(chunk.bytes == [0x7E, 0x21])
        #expect(chunk.errors == [LineError(.framing, at: 0)])
    }

    @Test func `a pseudo-terminal has no break to send and no lines to set`() throws {
        let terminal = try PseudoTerminal()
        var port = try SerialPort(path: terminal.path, settings: LineSettings())
        let path = terminal.path
        #expect {
            try port.perform(.startBreak)
        } throws: { error in
            "\(error)" == "On '\(path)' one cannot send a break: a pseudo-terminal has no line to hold."
        }
        #expect {
            try port.perform(.set(.dtr, raised: true))
        } throws: { error in
            "\(error)" == "On '\(path)' one cannot set DTR: its driver has no such thing."
        }
    }
}
