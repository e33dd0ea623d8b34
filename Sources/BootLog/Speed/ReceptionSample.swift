// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// What a receiver got, as numbers: how often it read each byte, with its stop bit in place and without.
public struct ReceptionSample: Sendable, Hashable {
    /// Outcomes of receiving one character: the byte, plus 256 when its stop bit was low.
    static let outcomes = 512
    /// The outcome of a character that was low from the start bit to the stop bit: a break, or a much slower sender.
    static let low = 256

    private(set) var counts = [Int](repeating: 0, count: Self.outcomes)
    /// Characters, breaks included.
    public private(set) var count = 0
    /// Those that came with a framing error or as a break.
    public private(set) var errorCount = 0

    public init() {}

    /// Whether the receiver told of errors. Files and pseudo-terminals tell of none, and neither do some adapters.
    var knowsErrors: Bool { errorCount > 0 }

    /// Forgets everything.
    mutating func removeAll() {
        guard count > 0 else { return }
        for outcome in counts.indices { counts[outcome] = 0 }
        count = 0
        errorCount = 0
    }

    public mutating func add(_ byte: UInt8, hasFramingError: Bool = false) {
        counts[Int(byte) + (hasFramingError ? 256 : 0)] += 1
        count += 1
        if hasFramingError { errorCount += 1 }
    }

    /// Adds a character that was low for its whole length, which many drivers tell as a break without a byte.
    public mutating func addBreak() {
        counts[Self.low] += 1
        count += 1
        errorCount += 1
    }

    /// Adds a portion of the stream with its errors in their places.
    public mutating func add(_ bytes: Span<UInt8>, errors: [LineError] = []) {
        var next = errors.startIndex
        for index in bytes.indices {
            var hasFramingError = false
            while next < errors.endIndex, errors[next].offset <= index {
                switch errors[next].kind {
                case .break: addBreak()
                case .framing, .framingOrParity: hasFramingError = true
                case .parity, .overrun: break
                }
                next += 1
            }
            add(bytes[index], hasFramingError: hasFramingError)
        }
        for error in errors[next...] where error.kind == .break { addBreak() }
    }

    /// How often the byte was read, with its stop bit in place or not.
    func count(of byte: Int) -> Int {
        counts[byte] + counts[byte + 256]
    }
}
