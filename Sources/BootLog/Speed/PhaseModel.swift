// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a receiver makes of a console that is sent faster than it reads, worked out instead of tried.
///
/// Such a receiver samples a bit here and there, some characters apart. A character has ten bits, so that the places
/// it samples within the characters depend on the ratio of the speeds alone: some are always start bits, others always
/// the top bit of ASCII. What trying would show only in many thousand characters, this gives exactly, as long as the
/// board sends one character right after the other: two samples in one character hang together as they do in
/// ``ReferenceText``, and characters are independent.
struct PhaseModel {
    /// Bits of a character on the line: start, eight of data, stop.
    private static let places = 10
    /// How late a receiver sees an edge, in parts of its bit: it looks sixteen times a bit.
    private static let delays = [0.005, 0.03, 0.055]
    /// Characters between two pauses, where there are pauses.
    private static let burst = 40.0

    /// How likely the receiver's start edge is the falling edge at this place: the farther the edge before, the
    /// likelier.
    private var starts = [Double](repeating: 0, count: places)
    /// How often the line is high at a place.
    private var high = [Double](repeating: 0, count: places)
    /// How often it is high at two places of the same character: `places` rows.
    private var bothHigh = [Double](repeating: 0, count: places * places)
    /// How often it is high at a place of a character in which the start edge was at another place.
    private var highAfterStart = [Double](repeating: 0, count: places * places)

    /// - Parameter text: sent as 8N1.
    init(_ text: SentText) {
        var characters = 0.0
        var distance = 0.0
        for line in text.lines {
            for frame in line {
                characters += 1
                count(frame, distance: &distance)
            }
        }
        let total = starts.reduce(0, +)
        guard characters > 0, total > 0 else { return }
        for place in 0..<Self.places {
            high[place] /= characters
            for other in place * Self.places..<(place + 1) * Self.places {
                bothHigh[other] /= characters
                if starts[place] > 0 { highAfterStart[other] /= starts[place] }
            }
            starts[place] /= total
        }
    }

    private mutating func count(_ frame: UInt32, distance: inout Double) {
        let falling = ~frame & (frame << 1 | 1)
        for place in 0..<Self.places {
            let row = place * Self.places
            if frame >> UInt32(place) & 1 == 1 {
                high[place] += 1
                for other in 0..<Self.places where frame >> UInt32(other) & 1 == 1 { bothHigh[row + other] += 1 }
            }
            if falling >> UInt32(place) & 1 == 1 {
                starts[place] += distance
                for other in place..<Self.places where frame >> UInt32(other) & 1 == 1 {
                    highAfterStart[row + other] += distance
                }
                distance = 0
            }
            distance += 1
        }
    }

    /// Shares of the outcomes of ``ReceptionSample``.
    ///
    /// - Parameters:
    ///   - bitRatio: how long a bit of the receiver takes, in bits of the sender; above 1.
    ///   - hasPauses: whether the line rests for some characters' time now and then, as between lines.
    func distribution(bitRatio: Double, hasPauses: Bool) -> [Double] {
        var shares = [Double](repeating: 0, count: ReceptionSample.outcomes)
        var partial = shares
        let ending = hasPauses ? min(bitRatio / Self.burst / Double(Self.places), 0.5) : 0
        for start in 0..<Self.places {
            // After a pause it is a start bit for certain.
            let weight = starts[start] * (1 - ending * 10) + (start == 0 ? ending * 10 : 0)
            guard weight > 0 else { continue }
            for delay in Self.delays {
                partial[0] = weight
                follow(start: start, delay: delay, bitRatio: bitRatio, ending: ending, &partial, &shares)
            }
        }
        let total = shares.reduce(0, +)
        guard total > 0 else { return shares }
        for outcome in shares.indices { shares[outcome] /= total }
        return shares
    }

    /// Follows the samples of one character. `partial` holds the shares of what was read so far, a bit more with each
    /// sample; what is complete goes to `shares`.
    private func follow(
        start: Int, delay: Double, bitRatio: Double, ending: Double, _ partial: inout [Double],
        _ shares: inout [Double]
    ) {
        var size = 1
        var last = (character: 0, place: start)
        for sample in 0..<10 {
            let time = Double(start) + (Double(sample) + 0.5 + delay) * bitRatio
            let (character, place) = Int(time).quotientAndRemainder(dividingBy: Self.places)
            let chances = chancesOfHigh(at: place, of: character, start: start, last: last)
            last = (character, place)
            guard sample > 0 else {
                // The middle of the start bit must be low, or there is no character.
                partial[0] *= 1 - chances.afterLow
                continue
            }
            if ending > 0 {
                // A line that rests is high from here on.
                let rest = 255 & ~(size - 1)
                for read in 0..<size {
                    shares[read & 255 | rest] += partial[read] * ending
                    partial[read] *= 1 - ending
                }
            }
            let top = sample > 1 ? size / 2 : 0
            for read in 0..<size {
                let chance = read & top != 0 ? chances.afterHigh : chances.afterLow
                partial[read + size] = partial[read] * chance
                partial[read] *= 1 - chance
            }
            size *= 2
        }
        // The last sample was the stop bit: high is good.
        for byte in 0..<256 {
            shares[byte] += partial[byte + 256]
            shares[byte + 256] += partial[byte]
        }
    }

    /// How likely the line is high at a place, given what the sample before read.
    private func chancesOfHigh(
        at place: Int, of character: Int, start: Int, last: (character: Int, place: Int)
    ) -> (afterLow: Double, afterHigh: Double) {
        if character == 0 {
            let chance = highAfterStart[start * Self.places + place]
            return (chance, chance)
        }
        guard character == last.character else { return (high[place], high[place]) }
        let before = high[last.place]
        let both = bothHigh[last.place * Self.places + place]
        return (
            before < 1 ? max(high[place] - both, 0) / (1 - before) : high[place],
            before > 0 ? both / before : high[place]
        )
    }
}
