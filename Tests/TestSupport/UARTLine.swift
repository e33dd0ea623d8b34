// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

package import BootLog

/// A console line with a sender and a receiver that may disagree, in seconds and levels: what the analyzer's own model
/// of such a line is tested against, and nothing of which it shares.
///
/// The sender makes a list of edges; the receiver waits for a falling one, looks at the middle of each bit, and tells a
/// low stop bit as a framing error, or as a break when every bit was low.
package struct UARTLine: Sendable {
    package enum Parity: Sendable { case none, even, odd }

    package var sentAt: Double
    package var readAt: Double
    package var dataBits = 8
    package var parity = Parity.none
    package var isInverted = false
    /// Seconds between two lines, on average.
    package var linePause = 0.0
    /// Seconds between two characters, at most.
    package var characterPause = 0.0
    /// How far an edge may be off its place, in bits of the sender.
    package var jitter = 0.0
    /// Of a thousand bits, those that arrive flipped.
    package var flippedBits = 0

    package init(sentAt: Int, readAt: Int, clockError: Double = 0) {
        self.sentAt = Double(sentAt) * (1 + clockError)
        self.readAt = Double(readAt)
    }

    /// What the receiver handed over.
    package struct Reception: Sendable {
        /// Every character, breaks as NUL.
        package var bytes: [UInt8] = []
        /// Whether the stop bit of each was low.
        package var hasError: [Bool] = []

        /// As the analyzer takes it: a break is no byte.
        package var asRead: (bytes: [UInt8], errors: [LineError]) {
            var read: [UInt8] = []
            var errors: [LineError] = []
            for (byte, isWrong) in zip(bytes, hasError) {
                if isWrong { errors.append(LineError(byte == 0 ? .break : .framing, at: read.count)) }
                if !isWrong || byte != 0 { read.append(byte) }
            }
            return (read, errors)
        }
    }

    /// Sends a text, again and again until `count` characters were received.
    package func receive(_ text: [UInt8], count: Int, random: inout SplitMix64) -> Reception {
        var wire = Wire(level: !isInverted)
        let receiverBit = 1 / readAt
        var clock = 4 * receiverBit
        var sender = text.startIndex
        var now = 0.0
        var reception = Reception()
        var characters = 0

        func send(until time: Double) {
            while clock <= time {
                transmit(text[sender], at: &clock, on: &wire, random: &random)
                sender = sender + 1 == text.endIndex ? text.startIndex : sender + 1
                characters += 1
            }
        }
        while reception.bytes.count < count, characters < 4_000_000 {
            send(until: now + 20 * receiverBit)
            guard let edge = wire.fallingEdge(from: now) else {
                now = max(now, clock - 2 * receiverBit)
                send(until: clock)
                continue
            }
            // Sixteen looks at the line each bit.
            let start = edge + receiverBit / 16 * Double.random(in: 0..<1, using: &random)
            send(until: start + 20 * receiverBit)
            now = start + receiverBit / 2
            if wire.level(at: now) { continue }
            var byte: UInt8 = 0
            for bit in 0..<8 where wire.level(at: start + receiverBit * (1.5 + Double(bit))) { byte |= 1 << bit }
            now = start + receiverBit * 9.5
            reception.bytes.append(byte)
            reception.hasError.append(!wire.level(at: now))
            wire.forget(before: now)
        }
        return reception
    }

    private func transmit(_ byte: UInt8, at clock: inout Double, on wire: inout Wire, random: inout SplitMix64) {
        let bit = 1 / sentAt
        let data = (0..<dataBits).map { byte >> $0 & 1 == 1 }
        var levels = [false] + data
        let isOdd = data.count { $0 } % 2 == 1
        switch parity {
        case .none: break
        case .even: levels.append(isOdd)
        case .odd: levels.append(!isOdd)
        }
        levels.append(true)
        for level in levels {
            let isFlipped = flippedBits > 0 && Int.random(in: 0..<1_000, using: &random) < flippedBits
            let shift = jitter == 0 ? 0 : bit * jitter * Double.random(in: 0..<1, using: &random)
            wire.set((level != isFlipped) != isInverted, at: clock + shift)
            clock += bit
        }
        wire.set(!isInverted, at: clock)
        if characterPause > 0 { clock += Double.random(in: 0..<characterPause, using: &random) }
        if linePause > 0, byte == 0x0A { clock += linePause * 2 * Double.random(in: 0..<1, using: &random) }
    }

    /// Levels over time.
    private struct Wire {
        private var edges: [(time: Double, level: Bool)]
        private var first = 0

        init(level: Bool) {
            edges = [(-1, level)]
        }

        mutating func set(_ level: Bool, at time: Double) {
            if edges.last?.level != level { edges.append((time, level)) }
        }

        mutating func forget(before time: Double) {
            while first + 1 < edges.count, edges[first + 1].time <= time { first += 1 }
            if first > 4_096 {
                edges.removeFirst(first)
                first = 0
            }
        }

        func level(at time: Double) -> Bool {
            var index = first
            while index + 1 < edges.count, edges[index + 1].time <= time { index += 1 }
            return edges[index].level
        }

        func fallingEdge(from time: Double) -> Double? {
            var index = first
            while index < edges.count {
                if !edges[index].level, edges[index].time >= time { return edges[index].time }
                index += 1
            }
            return nil
        }
    }
}

extension ReceptionSample {
    /// A sample of what a receiver got.
    ///
    /// - Parameter withErrors: whether it tells of framing errors.
    package init(_ reception: UARTLine.Reception, withErrors: Bool) {
        self.init()
        for (byte, isWrong) in zip(reception.bytes, reception.hasError) {
            add(byte, hasFramingError: withErrors && isWrong)
        }
    }
}
