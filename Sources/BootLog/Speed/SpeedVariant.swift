// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// A way in which bytes may have come about, with what a receiver would get of it.
struct SpeedVariant: Sendable {
    private static let scale = 65_535.0
    /// Of a hundred characters, those of which a bit was sampled on the wrong side of an edge.
    private static let flipped = 0.1

    let explanation: SpeedCandidate.Explanation
    /// Log-odds of this way before the sample.
    let weight: Double
    /// Shares of the outcomes of ``ReceptionSample``, in parts of ``scale``.
    private let parts: [UInt16]

    init(_ explanation: SpeedCandidate.Explanation, weight: Double, shares: [Double]) {
        self.explanation = explanation
        self.weight = weight
        // A bit that is sampled next to an edge is the one or the other: a bit may be wrong in every outcome.
        var neighbours = [Double](repeating: 0, count: shares.count)
        for place in 0..<9 {
            for outcome in shares.indices { neighbours[outcome] += shares[outcome ^ 1 << place] }
        }
        var parts = [UInt16](repeating: 0, count: shares.count)
        for outcome in shares.indices {
            let share = (1 - Self.flipped) * shares[outcome] + Self.flipped / 9 * neighbours[outcome]
            parts[outcome] = UInt16(min(max(share, 0), 1) * Self.scale)
        }
        self.parts = parts
    }

    /// The share of an outcome.
    func share(of outcome: Int) -> Double {
        Double(parts[outcome]) / Self.scale
    }

    /// The share of a byte, with its stop bit in place or not.
    func share(ofByte byte: Int) -> Double {
        (Double(parts[byte]) + Double(parts[byte + 256])) / Self.scale
    }
}
