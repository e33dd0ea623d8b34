// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a receiver set to 8N1 makes of a console that is sent in another way, found out by sending and receiving.
///
/// The sender's line is followed bit by bit through ``ReferenceText``. The receiver waits for a falling edge, samples
/// every bit in its middle, takes a low stop bit for a framing error, keeps the byte all the same (as Linux does
/// without INPCK, see termios(3)), and waits for the next falling edge.
struct ReceiverModel {
    /// How hurried a board sends.
    enum Pacing: CaseIterable {
        /// Every character right after the one before.
        case steady
        /// Parts of a bit between characters, some bits between lines: a processor that waits for its transmitter.
        case unhurried
        /// Pauses between lines that the receiver's bits can count.
        case pausing
    }

    /// Characters received for one distribution.
    static let length = 1_000

    /// Fixed point: parts of one bit of the sender.
    private static let unitBits = 16
    private static let unit = 1 << unitBits

    private let text: SentText
    /// The length of a bit of the receiver.
    private let bit: Int
    private let pacing: Pacing
    private var chance: UInt64 = 0x2545_F491_4F6C_DD1D

    // The line that is being sent, and the moment in it.
    private var line = -1
    private var frames: [UInt32] = []
    /// From the beginning of this character to that of the next one.
    private var period = 1
    /// How long the line rests before the next one.
    private var pause = 0
    private var character = 0
    /// Time since the character began; in the pause, since the last one ended.
    private var rest = 0

    /// - Parameter bitRatio: how long a bit of the receiver takes, in bits of the sender.
    init(_ text: SentText, bitRatio: Double, pacing: Pacing) {
        self.text = text
        self.pacing = pacing
        bit = max(Int(min(bitRatio, 65_536) * Double(Self.unit)), 64)
    }

    /// Shares of the outcomes of ``ReceptionSample`` in ``length`` received characters.
    mutating func distribution() -> [Double] {
        var shares = [Double](repeating: 0, count: ReceptionSample.outcomes)
        nextLine()
        var received = 0
        // A line that gives no character but glitches ends too.
        for _ in 0..<Self.length * 4 where received < Self.length {
            moveToFallingEdge()
            // A receiver looks at its line sixteen times a bit, and so sees an edge up to that much later.
            move(by: bit / 2 + Int(random() % UInt64(bit / 12 + 1)) - bit / 48)
            if isHigh { continue }
            var outcome = 0
            for place in 0..<9 {
                move(by: bit)
                if isHigh != (place == 8) { outcome |= 1 << place }
            }
            shares[outcome] += 1
            received += 1
        }
        for outcome in shares.indices { shares[outcome] /= Double(max(received, 1)) }
        return shares
    }

    /// Marsaglia's xorshift64: any even spread will do, the same one each time.
    private mutating func random() -> UInt64 {
        chance ^= chance << 13
        chance ^= chance >> 7
        chance ^= chance << 17
        return chance
    }

    // MARK: - The sender

    private mutating func nextLine() {
        line = (line + 1) % text.lines.count
        frames = text.lines[line]
        switch pacing {
        case .steady: pause = 0
        case .unhurried: pause = Int(random() % UInt64(30 * Self.unit))
        case .pausing: pause = Int(random() % UInt64(40 * bit))
        }
        begin(0)
    }

    private mutating func begin(_ index: Int) {
        character = index
        period = text.frameLength * Self.unit
        if pacing == .unhurried { period += Int(random() % UInt64(2 * Self.unit)) }
    }

    private var isHigh: Bool {
        let place = rest >> Self.unitBits
        guard character < frames.count, place < text.frameLength else { return text.restsHigh }
        return frames[character] >> UInt32(place) & 1 == 1
    }

    private mutating func move(by time: Int) {
        rest += time
        while true {
            while character < frames.count {
                guard rest >= period else { return }
                rest -= period
                begin(character + 1)
            }
            guard rest >= pause else { return }
            rest -= pause
            nextLine()
        }
    }

    private mutating func moveToFallingEdge() {
        let idle: UInt32 = text.restsHigh ? 1 : 0
        var place = min(rest >> Self.unitBits, 30) + 1
        // Every character has a falling edge: its start bit, or, inverted, the last bit that is low again.
        while true {
            if character >= frames.count {
                nextLine()
                place = 0
            }
            let frame = frames[character]
            let falling = ~frame & (frame << 1 | idle) & (1 << UInt32(text.frameLength) - 1)
            let ahead = (falling >> UInt32(place)) << UInt32(place)
            if ahead != 0 {
                rest = ahead.trailingZeroBitCount << Self.unitBits
                return
            }
            begin(character + 1)
            place = 0
        }
    }
}
