// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the bootwatch authors

/// The signals that hold for a diagnosis, as far as a weight waits for them.
struct SignalSet {
    private let model: CauseModel
    /// One for each signal of the model: whether it holds.
    private var holds: [Bool]
    /// The few that do.
    private var signals: [(number: Int, signal: Signal)] = []

    init(_ model: CauseModel) {
        self.model = model
        holds = Array(repeating: false, count: model.signalCount)
    }

    /// Adds a signal; the first of a name holds.
    mutating func add(_ signal: Signal) {
        assert(Signal.isKnown(signal.name), "the list of names is what the packs are checked against")
        guard let number = model.number(of: signal.name), !holds[number] else { return }
        holds[number] = true
        signals.append((number, signal))
    }

    subscript(_ number: Int) -> Signal? {
        guard holds[number] else { return nil }
        return signals.first { $0.number == number }?.signal
    }
}
